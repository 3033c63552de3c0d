"""Acts of orders and their demands."""

from collections.abc import Callable
from datetime import timedelta

from app.core import clock
from app.inspections.states import InspectionState
from app.rectification import operations
from app.rectification.models import Demand
from app.rectification.states import OrderState, Result
from tests.factories.inspections import Cast, make_inspection
from tests.factories.rectification import answer, make_confirmed, make_order, propose, verify
from tests.journeys.acts.act import MARK, REASON, SERVICE, Act, Ready, act
from tests.journeys.acts.casework import EVIDENCE
from tests.journeys.scene import plan_with

DEMANDED = {"wording": f"要求{MARK}", "amount": "5", "unit": "working_days"}
ANSWER = {"measure": f"措施{MARK}", "responsible_person": f"某人{MARK}", "received_on": "2022-09-28"}
VERIFIED = {"result": "done", "method": "on_paper", "observations": f"情况{MARK}", "verified_on": "2022-09-28"}
OPINION = "document.drafted document.numbered demand.verified"
"""What confirming a result as second officer leaves, whatever the result."""


def case_with_finding(cast: Cast) -> Ready:
    """A case with a confirmed finding that no order takes up."""
    inspection = make_inspection(cast, InspectionState.RECORD_SIGNED, **plan_with(MARK))
    finding = make_confirmed(cast, inspection)
    return Ready({"case_file_id": inspection.case_file_id}, {"kind": "order_to_correct"}, {"findings": str(finding.id)})


def order(state: OrderState, prepare: Callable[[Demand, Cast], None] | None = None) -> Callable[[Cast], Ready]:
    """An order in a state."""

    def arrange(cast: Cast) -> Ready:
        made = make_order(cast, state)
        for demand in made.demands if prepare else ():
            assert prepare
            prepare(demand, cast)
        return Ready({"order_id": made.id})

    return arrange


def order_and_finding(cast: Cast) -> Ready:
    """A draft, and another finding of its case."""
    made = make_order(cast)
    finding = make_confirmed(cast, made.demands[0].finding.inspection)
    return Ready({"order_id": made.id}, fields={"findings": str(finding.id)})


def demand(
    *prepare: Callable[[Demand, Cast], object], state: OrderState = OrderState.SERVED
) -> Callable[[Cast], Ready]:
    """The demand of an order, prepared further."""

    def arrange(cast: Cast) -> Ready:
        one = make_order(cast, state).demands[0]
        for verb in prepare:
            verb(one, cast)
        return Ready({"demand_id": one.id})

    return arrange


def answered(cast: Cast) -> Ready:
    """An answer that stands."""
    one = make_order(cast, OrderState.SERVED).demands[0]
    answer(one, cast)
    return Ready({"answer_id": one.answers[0].id})


def expire(one: Demand, cast: Cast) -> None:
    """Let the term pass: the order was served three weeks ago."""
    served = clock.today() - timedelta(days=21)
    one.running.starts_on, one.running.due_on = served, served + timedelta(days=15)


def propose_partly(one: Demand, cast: Cast) -> None:
    propose(one, cast, Result.PARTLY)


def propose_not_done(one: Demand, cast: Cast) -> None:
    propose(one, cast, Result.NOT_DONE)


def verify_partly(one: Demand, cast: Cast) -> None:
    verify(one, cast, Result.PARTLY)


def review(one: Demand, cast: Cast) -> None:
    operations.review(one.order, actor=cast.spare)


def submit_and_return(one: Demand, cast: Cast) -> None:
    operations.submit(one.order, actor=cast.leader)
    operations.send_back(one.order, reason="请补充", actor=cast.spare)


def finish(one: Demand, cast: Cast) -> None:
    answer(one, cast)
    verify(one, cast)


def take(by: str, name: str, arrange: Callable[[Cast], Ready], leaves: str) -> Act:
    """A step of an order."""
    return act("rectification.take_step", by, arrange, leaves, REASON, step=name)


def take_demand(by: str, name: str, arrange: Callable[[Cast], Ready], leaves: str) -> Act:
    """A step of a demand."""
    return act("rectification.take_demand_step", by, arrange, leaves, REASON, step=name)


RECTIFICATION = [
    act(
        "rectification.new_order",
        "leader",
        case_with_finding,
        "order.drafted demand.added",
        {"report_back": f"书面报告{MARK}", "amount": "5", "unit": "working_days"},
    ),
    act(
        "rectification.edit_order",
        "leader",
        order(OrderState.DRAFT),
        "order.changed",
        {"report_back": f"书面报告{MARK}"},
    ),
    act("rectification.new_demand", "leader", order_and_finding, "demand.added", DEMANDED),
    act("rectification.edit_demand", "leader", demand(state=OrderState.DRAFT), "demand.changed", DEMANDED),
    act("rectification.remove_demand", "leader", demand(state=OrderState.DRAFT), "demand.removed"),
    take("leader", "submit", order(OrderState.DRAFT), "document.drafted order.submitted"),
    take("leader", "submit", order(OrderState.DRAFT, submit_and_return), "document.revised order.submitted"),
    take("spare", "send_back", order(OrderState.IN_REVIEW), "order.sent_back"),
    take("spare", "review", order(OrderState.IN_REVIEW), "order.reviewed"),
    take("head", "refuse", order(OrderState.IN_REVIEW, review), "order.sent_back"),
    take("head", "approve", order(OrderState.IN_REVIEW, review), "document.approved order.approved"),
    take(
        "leader", "issue", order(OrderState.APPROVED), "document.numbered document.sealed finding.fed_back order.issued"
    ),
    act(
        "rectification.service",
        "leader",
        order(OrderState.ISSUED),
        "document.served deadline.started finding.rectification_started order.served",
        SERVICE,
    ),
    take("leader", "close", order(OrderState.SERVED, finish), "order.closed"),
    take("head", "withdraw", order(OrderState.ISSUED), "document.voided finding.taken_back order.withdrawn"),
    act("rectification.answer", "leader", demand(), "deadline.met demand.answered", ANSWER),
    act("rectification.add_proof", "leader", answered, "evidence.collected", EVIDENCE),
    take_demand("leader", "send_remarks", demand(answer), "deadline.resumed demand.remarks_sent"),
    act("rectification.verify", "leader", demand(answer), "demand.verified_by_first", VERIFIED),
    take_demand("second", "disagree", demand(answer, propose), "demand.verification_disputed"),
    take_demand("second", "disagree_unanswered", demand(expire, propose_not_done), "demand.verification_disputed"),
    take_demand("second", "confirm_done", demand(answer, propose), f"{OPINION} finding.verified"),
    take_demand("second", "confirm_partly", demand(answer, propose_partly), OPINION),
    take_demand("second", "confirm_failed", demand(expire, propose_not_done), f"{OPINION} deadline.closed_unmet"),
    act(
        "rectification.opinion_service",
        "leader",
        demand(answer, verify_partly),
        "document.served deadline.started demand.new_term",
        SERVICE,
    ),
    act("rectification.opinion_service", "leader", demand(finish), "document.served opinion.served", SERVICE),
]
