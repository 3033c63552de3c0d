"""Every gate of an order and of a demand, by the rule it holds."""

from dataclasses import replace
from datetime import date

import pytest

from app.access.roles import Role
from app.audit.queries import events_of
from app.core import clock
from app.core.calendar import Unit
from app.core.errors import IllegalTransition, NotPermitted, RuleViolated, StepUp
from app.core.events import _handlers, on
from app.documents.states import DocumentState, ServiceManner
from app.findings import operations as findings
from app.findings.states import FindingState
from app.inspections import operations as inspections
from app.inspections.states import InspectionState, TeamCapacity
from app.organisation.rules import actor_of
from app.rectification import operations
from app.rectification.operations import DemandFailed
from app.rectification.rules import Term
from app.rectification.states import DemandState, OrderKind, OrderState, Result
from tests.factories.inspections import add_officer, bring_to, make_cast, make_inspection
from tests.factories.organisation import make_actor, make_user
from tests.factories.rectification import (
    FIFTEEN_DAYS,
    SHORTCOMING,
    answer,
    make_confirmed,
    make_demand,
    make_order,
    propose,
    service,
    verify,
)

AFTER_EXPIRY = clock.at(date(2022, 10, 20), 9)
ON_THE_LAST_DAY = clock.at(date(2022, 10, 13), 9)


def refuses(words: str):
    return pytest.raises(RuleViolated, match=words)


def draft(cast, finding, kind=OrderKind.ORDER_TO_CORRECT, actor=None):
    return operations.draft_for(
        finding.case_file, kind, [finding], FIFTEEN_DAYS, report_back="书面", actor=actor or cast.leader
    )


def test_a_shortcoming_never_stands_in_an_order_and_a_breach_never_in_a_letter(work):
    with work():
        cast = make_cast()
        breach = make_confirmed(cast)
        shortcoming = make_confirmed(cast, breach.inspection, **SHORTCOMING)
        with refuses("never both on one paper"):
            draft(cast, shortcoming)
        with refuses("never both on one paper"):
            draft(cast, breach, OrderKind.FEEDBACK_LETTER)


def test_only_a_confirmed_finding_of_the_same_case_is_taken_up(work):
    with work():
        cast = make_cast()
        order = make_order(cast)
        elsewhere = make_confirmed(cast)
        with refuses("a finding of this case"):
            operations.add_demand(order, elsewhere, "整改", FIFTEEN_DAYS, actor=cast.leader)


def test_a_finding_is_taken_up_once(work):
    with work():
        cast = make_cast()
        finding = make_confirmed(cast)
        draft(cast, finding)
        with refuses("Another order takes up"):
            draft(cast, finding)


def test_a_finding_on_an_order_is_not_dismissed(work):
    with work():
        cast = make_cast()
        order = make_order(cast)
        finding = order.demands[0].finding
        with refuses("Remove the demand"):
            findings.dismiss(finding, reason="事实不清", actor=cast.head)
        operations.remove_demand(order.demands[0], actor=cast.leader)
        findings.dismiss(finding, reason="事实不清", actor=cast.head)
        assert finding.state is FindingState.DISMISSED


def test_the_team_alone_drafts_and_the_drafter_alone_changes(work):
    with work():
        cast = make_cast()
        finding = make_confirmed(cast)
        with refuses("member of the inspection team"):
            draft(cast, finding, actor=cast.spare)
        with pytest.raises(NotPermitted):
            draft(cast, finding, actor=cast.head)
        order = draft(cast, finding)
        with refuses("Only the officer who drafted"):
            operations.change_demand(order.demands[0], "改写", FIFTEEN_DAYS, actor=cast.second)
        with refuses("Only the officer who drafted"):
            operations.submit(order, actor=cast.second)


def test_a_recused_drafter_has_no_hand_in_the_order_any_more(work):
    with work():
        cast = make_cast()
        visit = make_inspection(cast)
        add_officer(visit, cast.spare, TeamCapacity.MEMBER, cast)
        inspections.recuse(
            visit, next(m for m in visit.team if m.user_id == cast.spare.id), reason="亲属", actor=cast.head
        )
        bring_to(visit, InspectionState.ON_SITE, cast)
        with refuses("member of the inspection team"):
            draft(cast, make_confirmed(cast, visit), actor=cast.spare)


def test_who_was_recused_neither_reviews_nor_approves(work):
    with work():
        cast = make_cast()
        both = actor_of(make_user(cast.office, [Role.HEAD, Role.INSPECTOR], certified=True))
        visit = make_inspection(cast)
        for officer in (cast.spare, both):
            add_officer(visit, officer, TeamCapacity.MEMBER, cast)
            seat = next(member for member in visit.team if member.user_id == officer.id)
            inspections.recuse(visit, seat, reason="亲属持股", actor=cast.head)
        bring_to(visit, InspectionState.ON_SITE, cast)
        order = make_order(cast, OrderState.IN_REVIEW, findings=[make_confirmed(cast, visit)])
        with refuses("recused"):
            operations.review(order, actor=cast.spare)
        operations.review(order, actor=cast.second)
        with refuses("recused"):
            operations.approve(order, actor=both)
        with refuses("recused"):
            operations.withdraw(order, reason="另行下达", actor=both)


def test_a_draft_is_changed_and_numbered_anew_until_it_is_handed_in(work):
    with work():
        cast = make_cast()
        first = make_confirmed(cast)
        second = make_confirmed(cast, first.inspection, article="16", title="未公示规则")
        order = make_order(cast, findings=[first, second])
        operations.change_demand(
            order.demands[1], "十日内公示", Term(amount=10, unit=Unit.WORKING_DAYS), actor=cast.leader
        )
        operations.change(order, report_back="每周报告", actor=cast.leader)
        operations.remove_demand(order.demands[0], actor=cast.leader)

        assert [(demand.ordinal, demand.wording) for demand in order.demands] == [(1, "十日内公示")]
        operations.submit(order, actor=cast.leader)
        with refuses("Only a draft can be changed"):
            operations.change_demand(order.demands[0], "改写", FIFTEEN_DAYS, actor=cast.leader)
        reference = f"rectification_order:{order.id}"
    with work():
        assert [e.action for e in events_of(reference)] == ["order.submitted", "order.changed", "order.drafted"]


def test_an_order_without_a_demand_is_not_handed_in(work):
    with work():
        cast = make_cast()
        order = make_order(cast)
        operations.remove_demand(order.demands[0], actor=cast.leader)
        with refuses("at least one finding"):
            operations.submit(order, actor=cast.leader)


def test_drafter_reviewer_and_approver_are_three_persons(work):
    with work():
        cast = make_cast()
        both = make_actor(Role.HEAD, Role.INSPECTOR)
        order = make_order(cast, OrderState.IN_REVIEW)
        with refuses("second person"):
            operations.review(order, actor=cast.leader)
        with refuses("pass its review first"):
            operations.approve(order, actor=cast.head)
        operations.review(order, actor=both)
        with refuses("reviewer cannot approve"):
            operations.approve(order, actor=both)
        with refuses("has passed its review"):
            operations.review(order, actor=cast.spare)
        operations.approve(order, actor=cast.head)
        assert (order.drafted_by, order.reviewed_by, order.approved_by) == (cast.leader.id, both.id, cast.head.id)
        assert order.paper.approved_by == cast.head.id


def test_review_and_approval_belong_to_the_inspecting_office(work):
    with work():
        cast = make_cast()
        order = make_order(cast, OrderState.IN_REVIEW)
        with refuses("member of the inspection team"):
            operations.review(order, actor=make_actor(Role.LEGAL_REVIEWER, path="cn/"))
        operations.review(order, actor=cast.spare)
        abroad = make_actor(Role.HEAD, path="cn/")
        with refuses("head of the office"):
            operations.approve(order, actor=abroad)
        with refuses("head of the office"):
            operations.withdraw(order, reason="重复", actor=abroad)


def test_the_reviewer_and_then_the_head_send_a_draft_back(work):
    with work():
        cast = make_cast()
        order = make_order(cast, OrderState.IN_REVIEW)
        operations.send_back(order, reason="依据不明", actor=cast.spare)
        assert order.state is OrderState.DRAFT
        operations.submit(order, actor=cast.leader)
        operations.review(order, actor=cast.spare)
        with pytest.raises(NotPermitted):
            operations.send_back(order, reason="再改", actor=cast.spare)
        operations.send_back(order, reason="期限过短", actor=cast.head)
        assert (order.state, order.reviewed_by) == (OrderState.DRAFT, None), "the review starts anew"
        operations.change_demand(order.demands[0], "改后", Term(amount=30, unit=Unit.CALENDAR_DAYS), actor=cast.leader)
        operations.submit(order, actor=cast.leader)
        assert order.paper.content["demands"] == [{"demand": "改后", "term": "自送达之日起30日内"}]


def test_the_number_comes_with_the_issue_and_findings_are_fed_back_then(work):
    with work():
        cast = make_cast()
        order = make_order(cast, OrderState.APPROVED)
        assert order.paper.number is None
        operations.issue(order, actor=cast.second)
        letter = make_order(
            cast, OrderState.ISSUED, findings=[make_confirmed(cast, **SHORTCOMING)], kind=OrderKind.FEEDBACK_LETTER
        )
        short = cast.office.short_name
        assert order.paper.number == f"{short}改〔2022〕第1号"
        assert letter.paper.number == f"{short}馈〔2022〕第1号", "the letter has a series of its own"
        assert order.paper.state is DocumentState.SEALED
        assert order.demands[0].finding.state is FindingState.FED_BACK
        assert order.demands[0].deadline is None, "no clock before the service"


def test_a_fixed_date_that_has_come_is_not_issued(work, frozen):
    with work():
        cast = make_cast()
        order = make_order(cast, OrderState.APPROVED, term=Term(date(2022, 9, 30)))
        frozen.move_to(clock.at(date(2022, 9, 30), 9))
        with refuses("fixed date of demand 1"):
            operations.issue(order, actor=cast.leader)


def test_a_fixed_date_has_to_lie_after_the_effective_service(work):
    with pytest.raises(RuleViolated) as refused, work():
        cast = make_cast()
        order = make_order(cast, OrderState.ISSUED, term=Term(date(2022, 10, 20)))
        operations.serve(order, service(manner=ServiceManner.PUBLIC_NOTICE), actor=cast.leader)
    assert refused.value.field == "manner"
    assert "takes effect on 2022-10-28" in str(refused.value)


def test_an_issued_order_is_withdrawn_before_its_service_only_and_its_number_is_not_given_again(work):
    with work():
        cast = make_cast()
        order = make_order(cast, OrderState.ISSUED)
        finding, number = order.demands[0].finding, order.paper.number
        operations.withdraw(order, reason="期限已过，另行下达", actor=cast.head)
        assert (order.paper.state, order.paper.number) == (DocumentState.VOID, number)
        assert finding.state is FindingState.CONFIRMED
        again = make_order(cast, OrderState.SERVED, findings=[finding])
        assert again.paper.serial == 2
        with pytest.raises(IllegalTransition):
            operations.withdraw(again, reason="重复", actor=cast.head)


def test_the_day_of_receipt_decides_not_the_day_of_entry(work, frozen):
    with work():
        cast = make_cast()
        demand = make_demand(cast)
        frozen.move_to(AFTER_EXPIRY)
        answer(demand, cast, received_on=date(2022, 10, 12))
        assert demand.running.met_on == date(2022, 10, 12)


def test_the_team_alone_enters_answers_and_verifies(work):
    with work():
        cast = make_cast()
        demand = make_demand(cast)
        values = {"measure": "已改", "done_on": None, "responsible_person": "王", "received_on": clock.today()}
        with refuses("member of the inspection team"):
            operations.answer(demand, **values, actor=cast.spare)
        answer(demand, cast)
        with refuses("member of the inspection team"):
            operations.send_remarks(demand, remarks="补充", actor=cast.spare)
        propose(demand, cast)
        with refuses("member of the inspection team"):
            operations.confirm(demand, actor=cast.spare)


def test_two_officers_verify(work):
    with work():
        cast = make_cast()
        demand = make_demand(cast)
        answer(demand, cast)
        propose(demand, cast)
        with refuses("second person"):
            operations.confirm(demand, actor=cast.leader)
        with refuses("second person"):
            operations.disagree(demand, reason="不同意", actor=cast.leader)
        with refuses("first officer found “Done”"):
            operations.confirm(demand, result=Result.NOT_DONE, actor=cast.second)


def test_without_an_answer_a_demand_is_verified_after_its_due_date_only(work, frozen):
    with work():
        cast = make_cast()
        demand = make_demand(cast)
        frozen.move_to(ON_THE_LAST_DAY)
        with refuses("Enter the enterprise's answer first"):
            propose(demand, cast, Result.NOT_DONE)
        frozen.move_to(AFTER_EXPIRY)
        propose(demand, cast, Result.NOT_DONE)
        assert demand.state is DemandState.UNDER_VERIFICATION


def test_not_done_is_found_only_after_the_due_date(work, frozen):
    with work():
        cast = make_cast()
        demand = make_demand(cast)
        answer(demand, cast)
        frozen.move_to(ON_THE_LAST_DAY)
        with refuses("only after the due date"):
            propose(demand, cast, Result.NOT_DONE)


def test_a_failed_demand_is_announced_with_its_finding_still_in_rectification(work, frozen):
    heard: list[DemandFailed] = []
    on(DemandFailed, heard.append)
    try:
        with work():
            cast = make_cast()
            demand = make_demand(cast)
            frozen.move_to(AFTER_EXPIRY)
            verify(demand, cast, Result.NOT_DONE)
            assert heard == [DemandFailed(demand)]
    finally:
        _handlers[DemandFailed].remove(heard.append)


def test_partly_done_needs_a_new_term_and_waits_for_the_service_of_the_opinion(work):
    with work():
        cast = make_cast()
        demand = make_demand(cast)
        answer(demand, cast)
        with refuses("a number of days"):
            propose(demand, cast, Result.PARTLY, new_term=None)
        verify(demand, cast, Result.PARTLY)
        with pytest.raises(IllegalTransition):
            answer(demand, cast)
        with refuses("still to be finished: 1"):
            operations.close(demand.order, actor=cast.leader)


def test_an_order_closes_only_when_every_demand_is_finished(work, frozen):
    with work():
        cast = make_cast()
        first = make_confirmed(cast)
        second = make_confirmed(cast, first.inspection, article="16", title="未公示规则")
        order = make_order(cast, OrderState.SERVED, findings=[first, second])
        answer(order.demands[0], cast)
        verify(order.demands[0], cast)
        with refuses("still to be finished: 1"):
            operations.close(order, actor=cast.leader)
        frozen.move_to(AFTER_EXPIRY)
        verify(order.demands[1], cast, Result.NOT_DONE)
        operations.close(order, actor=cast.leader)
        assert order.state is OrderState.CLOSED


def test_issuing_asks_who_is_at_the_keyboard(work):
    with work():
        cast = make_cast()
        order = make_order(cast, OrderState.APPROVED)
        with pytest.raises(StepUp):
            operations.issue(order, actor=replace(cast.leader, proven=False))
        assert order.state is OrderState.APPROVED
        assert order.paper.number is None
        operations.issue(order, actor=cast.leader)
        assert order.state is OrderState.ISSUED
