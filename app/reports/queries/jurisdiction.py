"""The enterprises of the own jurisdiction by the state of the work on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, false, func, select

from app.access.actor import Actor
from app.cases.models import CaseFile
from app.core import clock, db
from app.deadlines.models import Deadline
from app.deadlines.states import DeadlineState
from app.enterprises.models import Enterprise, Filing
from app.enterprises.queries import mentions
from app.enterprises.states import EnterpriseState, FilingState
from app.findings.models import Finding
from app.findings.states import FindingState
from app.inspections.models import Inspection
from app.inspections.states import InspectionState
from app.rectification.models import Order
from app.rectification.states import OrderState
from app.reports.states import Missing, Stage
from app.web.paging import Page, Paging

SORTS = ("name", "due", "filings", "findings", "orders")

OPEN_FINDINGS = (
    FindingState.RECORDED,
    FindingState.CONFIRMED,
    FindingState.FED_BACK,
    FindingState.IN_RECTIFICATION,
)
OPEN_ORDERS = (OrderState.DRAFT, OrderState.IN_REVIEW, OrderState.APPROVED, OrderState.ISSUED, OrderState.SERVED)
UNDER_INSPECTION = (
    InspectionState.PLANNED,
    InspectionState.TEAM_READY,
    InspectionState.NOTICED,
    InspectionState.ON_SITE,
    InspectionState.RECORD_SIGNED,
)


@dataclass(frozen=True)
class JurisdictionFilter:
    """Which enterprises are shown. `text`: part of a name (also a former one), a credit code or a filing number;
    `office_path` with the offices below."""

    text: str = ""
    office_path: str = ""
    missing: Missing | None = None
    stage: Stage | None = None


@dataclass(frozen=True)
class Standing:
    """An enterprise and how the work on it stands; `inspection` is the latest one, `due_on` the nearest due date."""

    enterprise: Enterprise
    filings: int
    findings: int
    orders: int
    due_on: date | None
    inspection: Inspection | None

    @property
    def missing(self) -> list[Missing]:
        """What is not known of the enterprise yet."""
        entry = self.enterprise
        known = {
            Missing.CREDIT_CODE: entry.uscc,
            Missing.CONTACT: entry.contact_name or entry.contact_phone or entry.contact_email,
            Missing.FILING: self.filings,
        }
        return [kind for kind, value in known.items() if not value]


def standings(actor: Actor, wanted: JurisdictionFilter, paging: Paging) -> Page[Standing]:
    """One page of the active enterprises of the actor's jurisdiction: three statements whatever their number."""
    conditions = [_own(actor), *_conditions(wanted)]
    total = db.session().scalar(select(func.count(Enterprise.id)).where(*conditions)) or 0
    figures = _figures()
    shown = _ordered(select(Enterprise, *figures.values()).where(*conditions), figures, paging)
    rows: Sequence[Any] = db.session().execute(shown.offset(paging.offset).limit(paging.size)).all()
    latest = _latest_inspections([row[0].id for row in rows])
    found = [
        Standing(entry, filings, findings, orders, due_on, latest.get(entry.id))
        for entry, filings, findings, orders, due_on in rows
    ]
    return Page(found, total, paging)


def counts(actor: Actor) -> tuple[int, Mapping[Stage, int], Mapping[Missing, int]]:
    """How many enterprises the jurisdiction has, by stage, and by what is missing: one statement."""
    sums = [func.sum(case((condition, 1), else_=0)) for condition in (*_stages().values(), *_lacks().values())]
    whole, *each = db.session().execute(select(func.count(Enterprise.id), *sums).where(_own(actor))).one()
    found = [count or 0 for count in each]
    return whole, dict(zip(Stage, found, strict=False)), dict(zip(Missing, found[len(Stage) :], strict=True))


def _own(actor: Actor) -> ColumnElement[bool]:
    """Active and in the own jurisdiction: enterprises seen only through a case elsewhere are left out."""
    if actor.reach is None:
        return false()
    within = Enterprise.office_path.startswith(actor.reach, autoescape=True)
    return and_(Enterprise.state == EnterpriseState.ACTIVE, within)


def _lacks() -> dict[Missing, ColumnElement[bool]]:
    """The condition of each lack, in the order of the words."""
    contacts = (Enterprise.contact_name, Enterprise.contact_phone, Enterprise.contact_email)
    filed = select(Filing.enterprise_id).where(Filing.state == FilingState.FILED)
    return {
        Missing.CREDIT_CODE: Enterprise.uscc.is_(None),
        Missing.CONTACT: and_(*(column.is_(None) for column in contacts)),
        Missing.FILING: Enterprise.id.not_in(filed),
    }


def _stages() -> dict[Stage, ColumnElement[bool]]:
    """The condition of each stage, in the order of the words."""
    visits = select(Inspection.enterprise_id)
    findings = select(Finding.enterprise_id).where(Finding.state.in_(OPEN_FINDINGS))
    orders = select(Order.enterprise_id).where(Order.state.in_(OPEN_ORDERS))
    return {
        Stage.NOT_INSPECTED: Enterprise.id.not_in(visits.where(Inspection.state != InspectionState.CANCELLED)),
        Stage.UNDER_INSPECTION: Enterprise.id.in_(visits.where(Inspection.state.in_(UNDER_INSPECTION))),
        Stage.OPEN_FINDINGS: Enterprise.id.in_(findings),
        Stage.OPEN_ORDERS: Enterprise.id.in_(orders),
        Stage.OVERDUE: Enterprise.id.in_(_running().where(Deadline.due_on < clock.today())),
    }


def _running() -> Select[Any]:
    return (
        select(CaseFile.enterprise_id)
        .join(Deadline, Deadline.case_file_id == CaseFile.id)
        .where(Deadline.state == DeadlineState.RUNNING)
    )


def _conditions(wanted: JurisdictionFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.text:
        conditions.append(mentions(wanted.text))
    if wanted.office_path:
        conditions.append(Enterprise.office_path.startswith(wanted.office_path, autoescape=True))
    if wanted.missing:
        conditions.append(_lacks()[wanted.missing])
    if wanted.stage:
        conditions.append(_stages()[wanted.stage])
    return conditions


def _figures() -> dict[str, Any]:
    """The figures beside an enterprise, each a subquery of the row."""
    nearest = (
        select(func.min(Deadline.due_on))
        .join(CaseFile, CaseFile.id == Deadline.case_file_id)
        .where(CaseFile.enterprise_id == Enterprise.id, Deadline.state == DeadlineState.RUNNING)
        .correlate(Enterprise)
        .scalar_subquery()
    )
    return {
        "filings": _number(Filing, Filing.state == FilingState.FILED),
        "findings": _number(Finding, Finding.state.in_(OPEN_FINDINGS)),
        "orders": _number(Order, Order.state.in_(OPEN_ORDERS)),
        "due": nearest,
    }


def _number(counted: Any, condition: ColumnElement[bool]) -> Any:
    return (
        select(func.count(counted.id))
        .where(counted.enterprise_id == Enterprise.id, condition)
        .correlate(Enterprise)
        .scalar_subquery()
    )


def _ordered(statement: Select[Any], figures: Mapping[str, Any], paging: Paging) -> Select[Any]:
    key = Enterprise.name if paging.sort == "name" else figures[paging.sort]
    ordered = (key.desc() if paging.descending else key.asc()).nulls_last()
    return statement.order_by(ordered, Enterprise.name, Enterprise.id)


def _latest_inspections(enterprise_ids: list[UUID]) -> dict[UUID, Inspection]:
    """The latest inspection of each enterprise that was not cancelled."""
    oldest_first = (
        select(Inspection)
        .where(Inspection.enterprise_id.in_(enterprise_ids), Inspection.state != InspectionState.CANCELLED)
        .order_by(Inspection.planned_on, Inspection.id)
    )
    return {inspection.enterprise_id: inspection for inspection in db.session().scalars(oldest_first)}
