"""My work: what waits for whom, with its next step, and nothing of anybody else's."""

import re

import pytest

from app.access.roles import Role
from app.core import clock
from app.core.clock import date
from app.core.text import _
from app.findings import queries as findings
from app.findings.states import FindingState
from app.inspections import operations as inspections
from app.inspections.states import Declaration, InspectionState, TeamCapacity
from app.notifications import operations as notifications
from app.organisation import queries as organisation
from app.organisation.rules import actor_of
from app.rectification import operations as rectification
from app.rectification import queries as orders
from app.rectification.states import OrderState, Result
from app.reports.queries import work as queries
from tests.factories.findings import make_finding
from tests.factories.inspections import add_officer, make_inspection
from tests.factories.organisation import make_actor, make_office, make_user
from tests.factories.rectification import answer, make_confirmed, make_demand, make_order, propose, verify

ENGLISH = {"Accept-Language": "en"}
CHINESE = {"Accept-Language": "zh-CN"}


@pytest.fixture
def page(reading):
    """The words on the reader's page."""
    return lambda actor, headers=ENGLISH: reading(actor, "/work", headers)


def test_an_officer_declares_first(stage, page):
    with stage() as cast:
        make_inspection(cast)
    assert "Declare your interests" in page(stage.leader)
    assert "Declare your interests" not in page(stage.supervisor), "the planner is not on the team"
    assert "Every officer has to declare" in page(stage.supervisor)
    assert "Nothing waits for you" in page(stage.spare)


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (InspectionState.TEAM_READY, "Draft the inspection notice"),
        (InspectionState.NOTICED, "Record arrival"),
        (InspectionState.ON_SITE, "Write the record"),
        (InspectionState.RECORD_SIGNED, "Conclude the inspection"),
    ],
)
def test_the_next_step_of_a_visit(stage, page, state, step):
    with stage() as cast:
        make_inspection(cast, state)
    assert step in page(stage.leader)
    assert "Today" in page(stage.leader)


def test_a_visit_that_is_over_waits_for_nobody(stage, page):
    with stage() as cast:
        make_inspection(cast, InspectionState.CONCLUDED)
    assert "Nothing waits for you" in page(stage.leader)


def test_a_visit_says_what_it_waits_for(stage, page):
    with stage() as cast:
        inspection = make_inspection(cast, InspectionState.TEAM_READY)
        inspections.draft_notice(inspection, actor=cast.leader)
    assert "The office head has to approve the notice first." in page(stage.leader)
    assert "Approve the notice" in page(stage.head)


def test_unsettled_findings_keep_a_visit_from_its_end(stage, page):
    with stage() as cast:
        make_finding(make_inspection(cast, InspectionState.RECORD_SIGNED), cast, FindingState.RECORDED)
    assert "Findings still in draft or not confirmed by a second officer: 1." in page(stage.leader)


def test_the_head_decides_on_recusals_and_unannounced_visits(stage, page):
    with stage() as cast:
        inspection = make_inspection(cast)
        inspections.declare(inspection, declaration=Declaration.CONFLICT, conflict="持有股份", actor=cast.leader)
        make_inspection(cast, InspectionState.TEAM_READY, subject="另一次检查")
    shown = page(stage.head)
    assert "To decide 2" in shown
    assert "Decide on the recusal" in shown
    assert "Await the notice, or approve an unannounced visit" in shown


def test_nobody_decides_in_another_office(stage, page):
    with stage() as cast:
        make_inspection(cast, InspectionState.TEAM_READY)
        make_order(cast, OrderState.IN_REVIEW)
        above, beside = make_actor(Role.HEAD, path="cn/"), make_actor(Role.HEAD, path="cn/11/")
    for other in (above, beside):
        assert "Nothing waits for your decision" in page(other)
        assert stage.enterprise_name not in page(other)


def test_a_finding_waits_for_the_second_officer_alone(stage, page):
    with stage() as cast:
        make_finding(make_inspection(cast, InspectionState.ON_SITE), cast, FindingState.RECORDED)
    assert "Confirm as second officer" in page(stage.second)
    assert "Confirm as second officer" not in page(stage.leader), "who recorded it"
    assert "Nothing waits for you" in page(stage.spare), "not on the team"
    assert "Confirm as second officer" not in page(stage.supervisor)


def test_a_draft_waits_for_its_drafter(stage, page):
    with stage() as cast:
        make_finding(make_inspection(cast, InspectionState.ON_SITE), cast)
    assert "Record the finding" in page(stage.leader)
    assert "Record the finding" not in page(stage.second)


def test_confirmed_findings_become_one_line_until_an_order_takes_them_up(stage, page):
    with stage() as cast:
        inspection = make_inspection(cast, InspectionState.ON_SITE)
        confirmed = [make_confirmed(cast, inspection).id for _time in range(2)]
    assert "2 confirmed findings" in page(stage.leader)
    with stage() as cast:
        make_order(cast, findings=[findings.finding(finding_id) for finding_id in confirmed])
    assert "confirmed findings" not in page(stage.leader)


@pytest.mark.parametrize(
    ("state", "step", "who", "not_who"),
    [
        (OrderState.DRAFT, "Submit for review", "leader", "second"),
        (OrderState.IN_REVIEW, "Pass the review", "spare", "leader"),
        (OrderState.APPROVED, "Number and issue", "second", "spare"),
        (OrderState.ISSUED, "Record the service", "leader", "spare"),
    ],
)
def test_an_order_waits_for_the_next_person(stage, page, state, step, who, not_who):
    with stage() as cast:
        make_order(cast, state)
    assert step in page(getattr(stage, who))
    assert step not in page(getattr(stage, not_who))


def test_the_head_approves_what_passed_its_review(stage, page):
    with stage() as cast:
        order_id = make_order(cast, OrderState.IN_REVIEW).id
        reviewer = make_actor(Role.LEGAL_REVIEWER)
    assert "Approve the order" not in page(stage.head)
    assert "Pass the review" in page(reviewer)
    with stage() as cast:
        rectification.review(orders.order(order_id), actor=reviewer)
    assert "Approve the order" in page(stage.head)
    assert "Orders handed in for review at your office appear here." in page(reviewer)


def test_demands_wait_for_first_and_second_officer(stage, page):
    with stage() as cast:
        answer(make_demand(cast), cast)
    assert "Verify as first officer" in page(stage.second)
    with stage() as cast:
        demand = make_demand(cast)
        answer(demand, cast)
        propose(demand, cast)
    assert "Verify as second officer" in page(stage.second)
    assert "Verify as second officer" not in page(stage.leader), "the first officer"


def test_a_partly_done_demand_waits_for_its_opinion_to_be_served(stage, page):
    with stage() as cast:
        demand = make_demand(cast)
        answer(demand, cast)
        verify(demand, cast, Result.PARTLY)
    assert "Serve the opinion" in page(stage.leader)


def test_an_order_whose_demands_are_finished_is_closed(stage, page):
    with stage() as cast:
        order_id = make_demand(cast).order_id
    assert "Close the order" not in page(stage.leader)
    with stage() as cast:
        demand = orders.order(order_id).demands[0]
        answer(demand, cast)
        verify(demand, cast)
    assert "Close the order" in page(stage.leader)


def test_an_open_demand_appears_as_it_lapses(stage, page, frozen):
    with stage() as cast:
        make_demand(cast)
    assert "Lapsing or overdue" not in page(stage.leader), "8 working days left"
    frozen.move_to(clock.at(date(2022, 10, 8), 9))
    assert "Enter the answer" in page(stage.leader)
    assert "working days left" in page(stage.leader)
    frozen.move_to(clock.at(date(2022, 10, 20), 9))
    shown = page(stage.leader)
    assert "7 days late" in shown
    assert "Overdue without an answer: verify" in shown


def test_reminders_are_acknowledged_here(work, stage, page, acting):
    with work() as session:
        person = organisation.user(stage.leader.id)
        message = notifications.Message(
            kind="deadline",
            object_ref="deadline:x",
            step=-3,
            planned_on=clock.today(),
            subject=_("Inspections"),
            path="/inspections",
        )
        notifications.notify(message, [person], actor=session.info["actor"])
    assert "To acknowledge 1" in page(stage.leader)
    sent = acting(stage.leader).get("/work").text
    address = re.search(r'action="(/inbox/[^"]+/acknowledge)"', sent)[1]
    back = acting(stage.leader).post(address, data={"next": "/work"})
    assert back.headers["Location"].endswith("/work")
    assert "To acknowledge" not in page(stage.leader)


def test_an_embargoed_visit_is_seen_by_its_team_alone(stage, page):
    with stage() as cast:
        secret = make_inspection(cast, subject="保密检查")
        lent = actor_of(make_user(make_office("cn/44/4403/"), certified=True))
        add_officer(secret, lent, TeamCapacity.MEMBER, cast)
        above, beside = make_actor(Role.SUPERVISOR, path="cn/"), make_actor(Role.INSPECTOR, path="cn/44/4403/")
    assert "保密检查" in page(lent)
    for outsider in (stage.spare, above, beside):
        assert "保密检查" not in page(outsider)


def test_a_long_list_is_cut_and_leads_to_the_whole_one(stage, acting, monkeypatch):
    monkeypatch.setattr(queries, "MOST", 2)
    with stage() as cast:
        for _time in range(3):
            make_order(cast, OrderState.IN_REVIEW)
    shown = acting(stage.spare).get("/work", headers=ENGLISH).text
    assert shown.count("Pass the review") == 2
    assert "The whole list" in shown
    assert 'class="lj-card-more" href="/orders"' in shown


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.HEAD, Role.LEGAL_REVIEWER])
def test_it_is_the_first_page_of_those_who_act(work, acting, app, role):
    with work():
        actor = make_actor(role)
    assert acting(actor).get("/").headers["Location"].endswith("/work")


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.COORDINATOR, Role.OBSERVER, Role.SYSTEM_ADMIN, Role.AUDITOR])
def test_the_page_is_not_for_everybody(work, acting, app, role):
    with work():
        actor = make_actor(role)
    assert acting(actor).get("/work").status_code == 403


def test_the_page_speaks_chinese(stage, page):
    with stage() as cast:
        make_inspection(cast)
    assert stage.enterprise_name in page(stage.leader, CHINESE)


def test_the_page_costs_the_same_whatever_waits(stage, acting, selects):
    costs = []
    for more in (1, 12):
        with stage() as cast:
            for _time in range(more):
                make_inspection(cast)
                inspection = make_inspection(cast, InspectionState.RECORD_SIGNED)
                make_finding(inspection, cast, FindingState.RECORDED)
                order = make_order(cast, OrderState.SERVED)
                answer(order.demands[0], cast)
                make_order(cast, OrderState.APPROVED)
        with selects() as sent:
            assert acting(stage.second).get("/work").status_code == 200
        costs.append(len(sent))
    assert costs[0] == costs[1]
    assert costs[0] <= 8
