"""Reading orders and demands, within the actor's reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.cases.models import CaseFile
from app.core import db
from app.core.errors import NotFound
from app.core.text import Text, _
from app.deadlines.models import Deadline
from app.deadlines.queries import due_view
from app.deadlines.states import DeadlineState
from app.documents.models import Document
from app.enterprises.models import Enterprise
from app.findings.models import Finding
from app.findings.states import Family, FindingState
from app.inspections.models import Inspection
from app.rectification.models import Answer, Demand, Order, Verification
from app.rectification.rules import FAMILIES, FINAL
from app.rectification.states import DemandState, OrderKind, OrderState
from app.web.display import DueView

SORTS = ("number", "due", "state")


def unfinished_of_campaign(campaign_id: UUID) -> dict[UUID, Text]:
    """How many orders and letters of a campaign are neither closed nor withdrawn, in words, by case."""
    counts = (
        select(Order.case_file_id, func.count())
        .join(Order.case_file)
        .where(CaseFile.campaign_id == campaign_id, Order.state.not_in((OrderState.CLOSED, OrderState.WITHDRAWN)))
        .group_by(Order.case_file_id)
    )
    return {case: _("Orders not closed: %(count)s", count=count) for case, count in db.session().execute(counts)}


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
            joinedload(Order.inspection).selectinload(Inspection.team),
            demands.joinedload(Demand.finding),
            demands.joinedload(Demand.deadline),
            demands.selectinload(Demand.answers),
            demands.selectinload(Demand.verifications).joinedload(Verification.opinion),
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


def answer(answer_id: UUID) -> tuple[Answer, Demand]:
    """An answer with its demand; raises NotFound outside reach."""
    found = db.session().execute(select(Answer, Demand).join(Demand).where(Answer.id == answer_id)).first()
    if found is None:
        raise NotFound()
    return found


def ref(answer: Answer) -> str:
    """How evidence names an answer as what it proves."""
    return f"answer:{answer.id}"


def demand_for(finding: Finding) -> Demand | None:
    """The demand that asks to put a finding right, unless it was withdrawn."""
    statement = select(Demand).where(Demand.finding_id == finding.id, Demand.state != DemandState.WITHDRAWN)
    return db.session().scalar(statement.options(joinedload(Demand.order).joinedload(Order.document)))


def demandable(case_file_id: UUID, kind: OrderKind) -> list[Finding]:
    """The confirmed findings of a case, of the family this kind takes up, that no order asks to put right yet."""
    taken = select(Demand.finding_id).where(Demand.state != DemandState.WITHDRAWN)
    statement = select(Finding).where(
        Finding.case_file_id == case_file_id,
        Finding.family == Family(FAMILIES[kind]),
        Finding.state == FindingState.CONFIRMED,
        Finding.id.not_in(taken),
    )
    return list(db.session().scalars(statement.order_by(Finding.id)))


def orders_of(case_file_id: UUID) -> list[Order]:
    """The orders and letters of a case, oldest first."""
    return _orders(Order.case_file_id == case_file_id)


def orders_to(enterprise_id: UUID) -> list[Order]:
    """The orders and letters to an enterprise within reach, oldest first."""
    return _orders(Order.enterprise_id == enterprise_id)


def _orders(condition: ColumnElement[bool]) -> list[Order]:
    statement = select(Order).where(condition).options(joinedload(Order.document)).order_by(Order.id)
    return list(db.session().scalars(statement))


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
    due: DueView | None


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
    """How far each of these orders is, in two statements."""
    ids = [order.id for order in orders]
    counts = select(Demand.order_id, Demand.state).where(Demand.order_id.in_(ids))
    states: dict[UUID, list[DemandState]] = {order_id: [] for order_id in ids}
    for order_id, state in db.session().execute(counts):
        states[order_id].append(state)
    running = (
        select(Demand.order_id, Deadline)
        .join(Deadline, Demand.deadline_id == Deadline.id)
        .where(Demand.order_id.in_(ids), Deadline.state == DeadlineState.RUNNING)
        .order_by(Deadline.due_on.desc())
    )
    nearest = dict(db.session().execute(running).all())
    return {
        order_id: Progress(len(found), sum(state in FINAL for state in found), due_view(nearest.get(order_id)))
        for order_id, found in states.items()
    }
