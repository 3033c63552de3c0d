"""Orders and their demands, brought as far as a test needs them by the real verbs."""

from datetime import date
from typing import Any

from app.core import clock
from app.core.calendar import Unit
from app.documents.states import ServiceManner
from app.findings.models import Finding
from app.findings.states import Aspect, Family, FindingState
from app.inspections.models import Inspection
from app.inspections.states import InspectionState
from app.rectification import operations
from app.rectification.models import Demand, Order, Verification
from app.rectification.rules import Term
from app.rectification.states import Method, OrderKind, OrderState, Result
from tests.factories.findings import make_finding
from tests.factories.inspections import Cast, make_inspection

FIFTEEN_DAYS = Term(amount=15, unit=Unit.CALENDAR_DAYS)
SHORTCOMING: dict[str, Any] = {
    "family": Family.SHORTCOMING,
    "aspect": Aspect.WEAK_EFFECT,
    "article": None,
    "title": "用户选项不显著",
}


def make_confirmed(cast: Cast, inspection: Inspection | None = None, **changes: Any) -> Finding:
    """A confirmed breach of art. 7 from an inspection on site."""
    inspection = inspection or make_inspection(cast, InspectionState.RECORD_SIGNED)
    return make_finding(inspection, cast, FindingState.CONFIRMED, **changes)


def make_order(
    cast: Cast,
    state: OrderState = OrderState.DRAFT,
    *,
    findings: list[Finding] | None = None,
    kind: OrderKind = OrderKind.ORDER_TO_CORRECT,
    term: Term = FIFTEEN_DAYS,
) -> Order:
    """An order drafted by the leader, brought to `state`: reviewed by the spare officer, approved by the head."""
    findings = findings or [make_confirmed(cast)]
    order = operations.draft_for(
        findings[0].case_file, kind, findings, term, report_back="请书面报告整改情况。", actor=cast.leader
    )
    bring_order_to(order, state, cast)
    return order


def bring_order_to(order: Order, state: OrderState, cast: Cast) -> None:
    """Take the straight way to `state`; to the withdrawn state from where the order stands."""
    if state is OrderState.WITHDRAWN:
        operations.withdraw(order, reason="另行下达", actor=cast.head)
        return
    path = list(STRAIGHT_WAY)
    for reached in path[: path.index(state) + 1]:
        if path.index(reached) > path.index(order.state):
            STRAIGHT_WAY[reached](order, cast)


def approve(order: Order, cast: Cast) -> None:
    """Review by the spare officer, approval by the head."""
    operations.review(order, actor=cast.spare)
    operations.approve(order, actor=cast.head)


def service(served_on: date | None = None, **changes: Any) -> dict[str, Any]:
    """A direct service, today unless another day is named."""
    values = {"manner": ServiceManner.DIRECT, "served_on": served_on or clock.today(), "place": "虚构路1号"}
    return {**values, "receiver": "李前台", **changes}


def finish(order: Order, cast: Cast) -> None:
    """Bring every demand to done, and close the order."""
    for demand in order.demands:
        answer(demand, cast)
        verify(demand, cast)
    operations.close(order, actor=cast.leader)


STRAIGHT_WAY: dict[OrderState, Any] = {
    OrderState.DRAFT: lambda order, cast: None,
    OrderState.IN_REVIEW: lambda order, cast: operations.submit(order, actor=cast.leader),
    OrderState.APPROVED: approve,
    OrderState.ISSUED: lambda order, cast: operations.issue(order, actor=cast.leader),
    OrderState.SERVED: lambda order, cast: operations.serve(order, service(), actor=cast.leader),
    OrderState.CLOSED: finish,
}


def make_demand(cast: Cast, **changes: Any) -> Demand:
    """The one demand of a served order, its term running."""
    return make_order(cast, OrderState.SERVED, **changes).demands[0]


def answer(demand: Demand, cast: Cast, **changes: Any) -> None:
    """The enterprise's answer, received today."""
    values = {"measure": "已建立制度", "done_on": None, "responsible_person": "王法务", "received_on": clock.today()}
    operations.answer(demand, **(values | changes), actor=cast.leader)


def propose(demand: Demand, cast: Cast, result: Result = Result.DONE, **changes: Any) -> Verification:
    """The leader verifies on paper, today."""
    values: dict[str, Any] = {
        "result": result,
        "method": Method.ON_PAPER,
        "observations": "已查阅整改材料。",
        "verified_on": clock.today(),
        "new_term": Term(amount=7, unit=Unit.WORKING_DAYS) if result is Result.PARTLY else None,
    }
    return operations.propose(demand, **(values | changes), actor=cast.leader)


def verify(demand: Demand, cast: Cast, result: Result = Result.DONE, **changes: Any) -> Verification:
    """The leader verifies, the second officer confirms."""
    found = propose(demand, cast, result, **changes)
    operations.confirm(demand, actor=cast.second)
    return found
