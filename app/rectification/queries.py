"""Reading orders and demands, within the actor's reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.cases.models import CaseFile
from app.core import db
from app.core.errors import NotFound
from app.deadlines.models import Deadline
from app.deadlines.states import DeadlineState
from app.documents.models import Document
from app.enterprises.models import Enterprise
from app.findings.models import Finding
from app.findings.states import Family, FindingState
from app.rectification.models import Demand, Order
from app.rectification.rules import FINAL
from app.rectification.states import DemandState, OrderKind, OrderState

SORTS = ("number", "due", "state")


def order(order_id: UUID) -> Order:
    """The order with its demands, answers and verifications; raises NotFound outside reach."""
    demands = selectinload(Order.demands)
    found = db.session().scalar(
        select(Order)
        .where(Order.id == order_id)
        .options(
            joinedload(Order.case_file),
            joinedload(Order.document),
            joinedload(Order.enterprise),
            demands.joinedload(Demand.finding),
            demands.joinedload(Demand.deadline),
            demands.selectinload(Demand.answers),
            demands.selectinload(Demand.verifications),
        )
    )
    if found is None:
        raise NotFound()
    return found


def demand(demand_id: UUID) -> Demand:
    """The demand with its order; raises NotFound outside reach."""
    found = db.session().scalar(select(Demand).where(Demand.id == demand_id))
    if found is None:
        raise NotFound()
    return found


def demand_for(finding: Finding) -> Demand | None:
    """The demand that asks to put a finding right, unless it was withdrawn."""
    statement = select(Demand).where(Demand.finding_id == finding.id, Demand.state != DemandState.WITHDRAWN)
    return db.session().scalar(statement.options(joinedload(Demand.order).joinedload(Order.document)))


def demandable(case_file_id: UUID, kind: OrderKind | None = None) -> list[Finding]:
    """The confirmed findings of a case that no order asks to put right yet; of the kind's family, if one is named."""
    taken = select(Demand.finding_id).where(Demand.state != DemandState.WITHDRAWN)
    statement = select(Finding).where(
        Finding.case_file_id == case_file_id, Finding.state == FindingState.CONFIRMED, Finding.id.not_in(taken)
    )
    if kind is not None:
        family = Family.BREACH if kind is OrderKind.ORDER_TO_CORRECT else Family.SHORTCOMING
        statement = statement.where(Finding.family == family)
    return list(db.session().scalars(statement.order_by(Finding.id)))


def orders_of(case_file_id: UUID) -> list[Order]:
    """The orders and letters of a case, oldest first."""
    statement = select(Order).where(Order.case_file_id == case_file_id).options(joinedload(Order.document))
    return list(db.session().scalars(statement.order_by(Order.id)))


@dataclass(frozen=True)
class OrderFilter:
    """Which orders a list shows. `office_path` takes in the offices below."""

    text: str = ""
    kind: OrderKind | None = None
    state: OrderState | None = None
    office_path: str = ""


@dataclass(frozen=True)
class Progress:
    """How far the demands of an order are, and the nearest running due date."""

    total: int
    finished: int
    due_on: date | None


def orders(wanted: OrderFilter, *, sort: str, descending: bool, offset: int, limit: int) -> tuple[Sequence[Order], int]:
    """One page of the orders, and how many there are."""
    matching = (
        select(Order)
        .join(Order.case_file)
        .join(Order.enterprise)
        .outerjoin(Order.document)
        .where(*_conditions(wanted))
        .options(contains_eager(Order.case_file), contains_eager(Order.enterprise), contains_eager(Order.document))
    )
    count = select(func.count()).select_from(matching.with_only_columns(Order.id).subquery())
    total = db.session().scalar(count) or 0
    nearest = (
        select(func.min(Deadline.due_on))
        .join(Demand, Demand.deadline_id == Deadline.id)
        .where(Demand.order_id == Order.id, Deadline.state == DeadlineState.RUNNING)
        .correlate(Order)
        .scalar_subquery()
    )
    column = {"number": Document.number, "state": Order.state, "due": nearest}[sort]
    by = column.desc().nulls_last() if descending else column.asc().nulls_last()
    rows = db.session().scalars(matching.order_by(by, Order.id.desc()).offset(offset).limit(limit)).all()
    return rows, total


def _conditions(wanted: OrderFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.text:
        columns = (Document.number, CaseFile.number, Enterprise.name, Enterprise.uscc)
        conditions.append(or_(*(column.icontains(wanted.text, autoescape=True) for column in columns)))
    if wanted.kind is not None:
        conditions.append(Order.kind == wanted.kind)
    if wanted.state is not None:
        conditions.append(Order.state == wanted.state)
    if wanted.office_path:
        conditions.append(CaseFile.office_path.startswith(wanted.office_path, autoescape=True))
    return conditions


def progress(orders: Sequence[Order]) -> dict[UUID, Progress]:
    """How far each of these orders is, in one statement."""
    finished = func.sum(case((Demand.state.in_(FINAL), 1), else_=0))
    running = case((Deadline.state == DeadlineState.RUNNING, Deadline.due_on))
    statement = (
        select(Demand.order_id, func.count(), finished, func.min(running))
        .outerjoin(Deadline, Demand.deadline_id == Deadline.id)
        .where(Demand.order_id.in_([order.id for order in orders]))
        .group_by(Demand.order_id)
    )
    rows = db.session().execute(statement)
    return {order_id: Progress(total, done, due_on) for order_id, total, done, due_on in rows}
