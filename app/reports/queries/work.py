"""What waits for a person: visits, steps, decisions, terms about to lapse, reminders. Five statements at most."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import defer, joinedload

from app.access.actor import Actor
from app.access.permissions import Permission
from app.cases.models import CaseAccess, CaseFile
from app.cases.states import Capacity
from app.core import clock, db
from app.core.calendar import load
from app.core.text import Text, _
from app.deadlines import queries as deadlines
from app.deadlines import rules as deadline_rules
from app.deadlines.models import Deadline
from app.findings.models import Finding
from app.findings.rules import UNSETTLED
from app.findings.states import FindingState
from app.inspections.models import Inspection, TeamMember
from app.inspections.rules import OVER
from app.inspections.states import Declaration, InspectionState
from app.notifications import queries as notifications
from app.notifications.models import Notification
from app.rectification.models import Demand, Order
from app.rectification.rules import FINAL
from app.rectification.states import DemandState, OrderState
from app.reports import rules
from app.reports.rules import Next
from app.web.display import DueView

MOST = 50
"""Rows read of each kind; the whole list is one click away."""

REMINDERS = 6


@dataclass(frozen=True)
class Line:
    """One thing that waits for the reader: what it is, the page that opens it, and the next step."""

    what: str | Text
    enterprise: str
    number: str | None
    endpoint: str
    values: dict[str, Any]
    next: Next
    since: datetime
    due: DueView | None = None


@dataclass(frozen=True)
class Visit:
    """A visit with its next step, or what it waits for."""

    inspection: Inspection
    next: Next


@dataclass
class Work:
    """Everything that waits for one person. `more` names the kinds of which there are more than were read."""

    deciding: list[Line] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    steps: list[Line] = field(default_factory=list)
    lapsing: list[Line] = field(default_factory=list)
    reminders: list[Notification] = field(default_factory=list)
    more: set[str] = field(default_factory=set)

    @property
    def nothing(self) -> bool:
        """Whether no work waits; reminders to acknowledge stand beside it."""
        return not (self.deciding or self.visits or self.steps or self.lapsing)


def work(actor: Actor) -> Work:
    """What waits for the actor now."""
    waiting = Work()
    _add_visits(waiting, actor)
    if actor.may(Permission.FINDING_RECORD) or actor.may(Permission.FINDING_CONFIRM):
        _add_findings(waiting, actor)
    _add_orders(waiting, actor)
    if actor.may(Permission.DEMAND_VERIFY) or actor.may(Permission.ANSWER_ENTER):
        _add_demands(waiting, actor)
    waiting.reminders = notifications.waiting(actor, REMINDERS)
    return waiting


def _mine(actor: Actor, case_file_id: Any) -> ColumnElement[bool]:
    """Whether the actor is on the team of a case."""
    teams = select(CaseAccess.case_file_id).where(CaseAccess.user_id == actor.id, CaseAccess.capacity == Capacity.TEAM)
    condition: ColumnElement[bool] = case_file_id.in_(teams)
    return condition


def _add_visits(waiting: Work, actor: Actor) -> None:
    unsettled = (
        select(func.count(Finding.id))
        .where(Finding.inspection_id == Inspection.id, Finding.state.in_(UNSETTLED))
        .correlate(Inspection)
        .scalar_subquery()
    )
    statement = (
        select(Inspection, unsettled)
        .where(Inspection.state.not_in(OVER), or_(*_visits_of(actor)))
        .order_by(Inspection.planned_on, Inspection.id)
        .limit(MOST)
        .options(
            joinedload(Inspection.case_file),
            joinedload(Inspection.enterprise),
            joinedload(Inspection.notice),
            joinedload(Inspection.team),
            joinedload(Inspection.signatures),
        )
    )
    rows = db.session().execute(statement).unique().all()
    for inspection, open_findings in rows:
        decision = rules.decision_on_visit(inspection, actor)
        if decision is not None:
            waiting.deciding.append(_visit_line(inspection, decision))
        elif _carries(inspection, actor):
            waiting.visits.append(Visit(inspection, rules.next_of_visit(inspection, open_findings, actor)))
    waiting.visits.sort(key=_under_way_first)
    _note_more(waiting, "inspections", rows)


def _under_way_first(visit: Visit) -> bool:
    """Today's visits and those on site before the others, which stay in the order of their days."""
    inspection = visit.inspection
    return inspection.planned_on != clock.today() and inspection.state is not InspectionState.ON_SITE


def _visits_of(actor: Actor) -> Iterable[ColumnElement[bool]]:
    """Those of the actor's teams, those the actor planned, and those that may wait for the actor's decision."""
    yield _mine(actor, Inspection.case_file_id)
    yield and_(Inspection.planned_by == actor.id, Inspection.state == InspectionState.PLANNED)
    if actor.may(Permission.INSPECTION_APPROVE):
        conflicts = select(TeamMember.inspection_id).where(
            TeamMember.declaration == Declaration.CONFLICT,
            TeamMember.recused_by.is_(None),
            TeamMember.kept_by.is_(None),
        )
        waits = or_(
            and_(Inspection.state == InspectionState.TEAM_READY, Inspection.unannounced_approved_by.is_(None)),
            Inspection.id.in_(conflicts),
        )
        yield and_(Inspection.office_id == actor.office_id, waits)


def _carries(inspection: Inspection, actor: Actor) -> bool:
    planning = inspection.planned_by == actor.id and inspection.state is InspectionState.PLANNED
    return planning or any(member.user_id == actor.id for member in inspection.team)


def _visit_line(inspection: Inspection, decision: Next) -> Line:
    return Line(
        what=inspection.subject,
        enterprise=inspection.enterprise.name,
        number=inspection.case_file.number,
        endpoint="inspections.inspection",
        values={"inspection_id": inspection.id},
        next=decision,
        since=inspection.state_since,
    )


def _add_findings(waiting: Work, actor: Actor) -> None:
    """Drafts of the actor, findings for a second officer, and confirmed ones that no order takes up yet."""
    taken = select(Demand.finding_id).where(Demand.state != DemandState.WITHDRAWN)
    statement = (
        select(Finding)
        .where(
            _mine(actor, Finding.case_file_id),
            or_(
                and_(Finding.state == FindingState.DRAFT, Finding.drafted_by == actor.id),
                and_(Finding.state == FindingState.RECORDED, Finding.recorded_by != actor.id),
                and_(Finding.state == FindingState.CONFIRMED, Finding.id.not_in(taken)),
            ),
        )
        .order_by(Finding.state_since, Finding.id)
        .limit(MOST)
        .options(
            defer(Finding.facts),
            joinedload(Finding.case_file),
            joinedload(Finding.inspection).options(
                joinedload(Inspection.team), joinedload(Inspection.enterprise), joinedload(Inspection.case_file)
            ),
        )
    )
    found = db.session().scalars(statement).unique().all()
    for finding in found:
        step = rules.next_of_finding(finding, actor)
        if step is not None:
            waiting.steps.append(_finding_line(finding, step))
    if actor.may(Permission.ORDER_DRAFT):
        waiting.steps += _to_order([finding for finding in found if finding.state is FindingState.CONFIRMED])
    _note_more(waiting, "findings", found)


def _finding_line(finding: Finding, step: Next) -> Line:
    return Line(
        what=finding.title,
        enterprise=finding.inspection.enterprise.name,
        number=finding.case_file.number,
        endpoint="findings.finding",
        values={"finding_id": finding.id},
        next=step,
        since=finding.state_since,
    )


def _to_order(confirmed: list[Finding]) -> list[Line]:
    """One line a case, whatever the number of its findings."""
    counts = Counter(finding.case_file_id for finding in confirmed)
    first: dict[UUID, Finding] = {}
    for finding in confirmed:
        first.setdefault(finding.case_file_id, finding)
    return [
        Line(
            what=_("%(count)s confirmed findings", count=counts[case_id])
            if counts[case_id] > 1
            else _("1 confirmed finding"),
            enterprise=finding.inspection.enterprise.name,
            number=finding.case_file.number,
            endpoint="rectification.orders_of_case",
            values={"case_file_id": case_id},
            next=Next(_("Draft the order or the letter")),
            since=finding.state_since,
        )
        for case_id, finding in first.items()
    ]


def _add_orders(waiting: Work, actor: Actor) -> None:
    """Orders to hand in, review, approve, issue, serve or close."""
    mine = _mine(actor, Order.case_file_id)
    unfinished = select(Demand.order_id).where(Demand.state.not_in(FINAL))
    carried = or_(
        and_(Order.state == OrderState.DRAFT, Order.drafted_by == actor.id),
        Order.state.in_((OrderState.APPROVED, OrderState.ISSUED)),
        and_(Order.state == OrderState.SERVED, Order.id.not_in(unfinished)),
    )
    reviewing = actor.may(Permission.ORDER_REVIEW) or actor.may(Permission.ORDER_APPROVE)
    read = or_(mine, CaseFile.office_id == actor.office_id) if reviewing else false()
    statement = (
        select(Order)
        .join(Order.case_file)
        .where(or_(and_(mine, carried), and_(Order.state == OrderState.IN_REVIEW, read)))
        .order_by(Order.state_since, Order.id)
        .limit(MOST)
        .options(
            joinedload(Order.case_file),
            joinedload(Order.enterprise),
            joinedload(Order.document),
            joinedload(Order.demands),
            joinedload(Order.inspection).joinedload(Inspection.team),
        )
    )
    found = db.session().scalars(statement).unique().all()
    for order in found:
        decision = rules.decision_on_order(order, actor)
        step = decision or rules.next_of_order(order, actor)
        if step is not None:
            (waiting.deciding if decision else waiting.steps).append(_order_line(order, step))
    _note_more(waiting, "orders", found)


def _order_line(order: Order, step: Next) -> Line:
    return Line(
        what=order.kind.label,
        enterprise=order.enterprise.name,
        number=(order.document.number if order.document else None) or order.case_file.number,
        endpoint="rectification.order",
        values={"order_id": order.id},
        next=step,
        since=order.state_since,
    )


def _add_demands(waiting: Work, actor: Actor) -> None:
    """Demands to verify, opinions to serve, and open demands that lapse within 7 working days or are overdue."""
    _first, soon = deadline_rules.span("within_7", clock.today(), load())
    acted_on = (DemandState.ANSWERED, DemandState.UNDER_VERIFICATION, DemandState.PARTLY)
    statement = (
        select(Demand)
        .join(Demand.deadline)
        .where(
            _mine(actor, Demand.case_file_id),
            or_(Demand.state.in_(acted_on), and_(Demand.state == DemandState.OPEN, Deadline.due_on <= soon)),
        )
        .order_by(Deadline.due_on, Demand.id)
        .limit(MOST)
        .options(
            joinedload(Demand.deadline),
            joinedload(Demand.order).options(
                joinedload(Order.enterprise),
                joinedload(Order.document),
                joinedload(Order.inspection).joinedload(Inspection.team),
            ),
        )
    )
    found = db.session().scalars(statement).unique().all()
    for demand in found:
        step = rules.next_of_demand(demand, actor)
        if step is not None:
            lapses = demand.state is DemandState.OPEN
            (waiting.lapsing if lapses else waiting.steps).append(_demand_line(demand, step))
    _note_more(waiting, "demands", found)


def _demand_line(demand: Demand, step: Next) -> Line:
    number = demand.order.document.number if demand.order.document else None
    return Line(
        what=demand.wording,
        enterprise=demand.order.enterprise.name,
        number=number,
        endpoint="rectification.order",
        values={"order_id": demand.order_id, "_anchor": f"demand-{demand.ordinal}"},
        next=step,
        since=demand.state_since,
        due=deadlines.due_view(demand.deadline),
    )


def _note_more(waiting: Work, kind: str, rows: Any) -> None:
    if len(rows) == MOST:
        waiting.more.add(kind)
