"""Whole ways of an order, from the finding to its end."""

from datetime import date

import pytest

from app.audit.queries import events_of
from app.core import clock
from app.core.errors import IllegalTransition, NotPermitted, RuleViolated
from app.deadlines.states import DeadlineState
from app.documents.states import DocumentState, ServiceManner
from app.findings.states import FindingState
from app.rectification import operations
from app.rectification.states import DemandState, OrderState, Result
from tests.factories.inspections import make_cast
from tests.factories.rectification import answer, make_confirmed, make_demand, make_order, propose, service, verify

AFTER_EXPIRY = clock.at(date(2022, 10, 20), 9)


def test_from_finding_to_done_with_remarks_on_the_way(work, frozen):
    with work():
        cast = make_cast()
        finding = make_confirmed(cast)
        order = make_order(cast, OrderState.SERVED, findings=[finding])
        demand = order.demands[0]
        assert demand.running.due_on == date(2022, 10, 13)
        assert finding.state is FindingState.IN_RECTIFICATION

        frozen.move_to(clock.at(date(2022, 10, 8), 9))
        answer(demand, cast, measure="拟建立制度")
        assert demand.running.met_on == date(2022, 10, 8)
        operations.send_remarks(demand, remarks="未附证明材料", actor=cast.second)
        assert (demand.state, demand.running.state) == (DemandState.OPEN, DeadlineState.RUNNING)

        frozen.move_to(clock.at(date(2022, 10, 12), 9))
        answer(demand, cast)
        found = verify(demand, cast)
        operations.close(order, actor=cast.leader)

        assert (order.state, demand.state) == (OrderState.CLOSED, DemandState.DONE)
        assert finding.state is FindingState.VERIFIED
        assert (demand.running.state, demand.running.met_on) == (DeadlineState.MET, date(2022, 10, 12))
        operations.serve_opinion(demand, service(), actor=cast.leader)
        assert found.opinion.state is DocumentState.SERVED
        reference = f"demand:{demand.id}"
    with work():
        actions = [entry.action for entry in reversed(events_of(reference))]
    assert actions == [
        "demand.added",
        "demand.answered",
        "demand.remarks_sent",
        "demand.answered",
        "demand.verified_by_first",
        "demand.verified",
        "opinion.served",
    ]


def test_an_opinion_is_served_by_the_team_once_two_officers_agree(work):
    with work():
        cast = make_cast()
        demand = make_demand(cast)
        answer(demand, cast)
        propose(demand, cast)
        with pytest.raises(RuleViolated, match="second officer"):
            operations.serve_opinion(demand, service(), actor=cast.leader)
        operations.confirm(demand, actor=cast.second)
        with pytest.raises((RuleViolated, NotPermitted)):
            operations.serve_opinion(demand, service(), actor=cast.supervisor)
        operations.serve_opinion(demand, service(), actor=cast.leader)
        with pytest.raises(IllegalTransition):
            operations.serve_opinion(demand, service(), actor=cast.leader)


def test_partly_done_gets_a_new_term_from_the_service_of_the_opinion_and_is_done_at_last(work, frozen):
    with work():
        cast = make_cast()
        demand = make_demand(cast)
        first = demand.running
        answer(demand, cast)
        found = verify(demand, cast, Result.PARTLY)
        assert (demand.state, demand.finding.state) == (DemandState.PARTLY, FindingState.IN_RECTIFICATION)

        frozen.move_to(clock.at(date(2022, 9, 30), 9))
        operations.serve_opinion(demand, service(), actor=cast.leader)
        assert demand.state is DemandState.OPEN
        assert demand.running.due_on == date(2022, 10, 14), "7 working days after 30 September, over the holiday"
        assert first.state is DeadlineState.MET
        assert found.opinion.state is DocumentState.SERVED

        frozen.move_to(clock.at(date(2022, 10, 10), 9))
        answer(demand, cast, measure="其余部分已完成")
        verify(demand, cast)
        assert demand.state is DemandState.DONE


@pytest.mark.parametrize("answered", [True, False])
def test_not_done_after_the_due_date_fails_and_leaves_the_finding_in_rectification(work, frozen, answered):
    with work():
        cast = make_cast()
        demand = make_demand(cast)
        if answered:
            answer(demand, cast)
        frozen.move_to(AFTER_EXPIRY)
        verify(demand, cast, Result.NOT_DONE)

        assert (demand.state, demand.running.state) == (DemandState.FAILED, DeadlineState.CLOSED_UNMET)
        assert demand.finding.state is FindingState.IN_RECTIFICATION
        operations.close(demand.order, actor=cast.leader)
        assert demand.order.state is OrderState.CLOSED


def test_by_public_notice_the_term_starts_when_the_notice_period_ends(work):
    with work():
        cast = make_cast()
        order = make_order(cast, OrderState.ISSUED)
        operations.serve(order, service(manner=ServiceManner.PUBLIC_NOTICE), actor=cast.leader)

        assert order.demands[0].running.starts_on == date(2022, 10, 28), "30 days after 28 September"
        assert order.demands[0].running.due_on == date(2022, 11, 14), "15 days, moved on from a Saturday"


def test_a_withdrawn_order_frees_its_findings_for_another(work):
    with work():
        cast = make_cast()
        finding = make_confirmed(cast)
        order = make_order(cast, OrderState.APPROVED, findings=[finding])
        operations.withdraw(order, reason="条款有误", actor=cast.head)

        assert (order.state, order.demands[0].state) == (OrderState.WITHDRAWN, DemandState.WITHDRAWN)
        assert order.paper.state is DocumentState.VOID
        assert make_order(cast, OrderState.SERVED, findings=[finding]).state is OrderState.SERVED


def test_a_disputed_result_goes_back_to_where_it_was(work, frozen):
    with work():
        cast = make_cast()
        demand = make_demand(cast)
        answer(demand, cast)
        propose(demand, cast)
        operations.disagree(demand, reason="材料不全", actor=cast.second)
        assert (demand.state, demand.first_verifier) == (DemandState.ANSWERED, None)
        operations.send_remarks(demand, remarks="材料不全", actor=cast.second)

        frozen.move_to(AFTER_EXPIRY)
        propose(demand, cast, Result.NOT_DONE)
        operations.disagree(demand, reason="再给一次机会", actor=cast.second)
        assert demand.state is DemandState.OPEN
