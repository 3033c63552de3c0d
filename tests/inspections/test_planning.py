"""Planning: whose inspection it is, who sees it, how a plan changes and ends."""

from datetime import date, timedelta

import pytest

from app.access.roles import Role
from app.audit.queries import timeline
from app.campaigns.states import CampaignState
from app.cases.queries import is_on_team
from app.cases.states import EmbargoUntil
from app.core import clock
from app.core.errors import IllegalTransition, NotPermitted, RuleViolated, Stale
from app.documents.states import DocumentState
from app.enterprises.states import EnterpriseState
from app.inspections import operations
from app.inspections.states import Basis, InspectionKind, InspectionState
from tests.factories.inspections import Cast, make_cast, make_inspection
from tests.factories.organisation import make_actor

PLAN = {
    "kind": InspectionKind.LOCAL,
    "basis": Basis.LEAD,
    "subject": "算法合规情况",
    "planned_on": date(2022, 9, 30),
    "place": "虚构路1号",
    "site_rules": None,
    "materials": None,
}
CHANGE = {name: PLAN[name] for name in ("subject", "planned_on", "place", "site_rules", "materials")}


def actions(case_file_id) -> set[str]:
    return {entry.action for entry in timeline(case_file_id)}


def test_a_planned_inspection_opens_its_case_under_embargo_and_without_a_number(work) -> None:
    with work():
        cast = make_cast()
        planned = operations.plan(cast.enterprise, cast.campaign, actor=cast.supervisor, **PLAN)
        case, case_file_id = planned.case_file, planned.case_file_id
        assert (case.embargoed_until, case.number) == (EmbargoUntil.NOTICE_SERVED, None)
        assert case.office_path == cast.enterprise.office_path
        assert not is_on_team(case, cast.supervisor)
    with work():
        assert actions(case_file_id) == {"case.opened", "case.admitted", "inspection.planned"}


def test_a_joint_inspection_belongs_to_the_national_office(work) -> None:
    with work():
        cast = make_cast()
        coordinator = make_actor(Role.COORDINATOR, path="cn/")
        joint = PLAN | {"kind": InspectionKind.JOINT}
        planned = operations.plan(cast.enterprise, cast.campaign, actor=coordinator, **joint)
        assert planned.case_file.office_path == "cn/"
        with pytest.raises(RuleViolated) as refused:
            operations.plan(cast.enterprise, cast.campaign, actor=cast.supervisor, **joint)
        assert refused.value.field == "kind"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDINATOR, Role.SUPERVISOR, Role.INSPECTOR}))
def test_no_other_role_plans(work, role: Role) -> None:
    with work():
        cast, actor = make_cast(), make_actor(role)
        with pytest.raises(NotPermitted):
            operations.plan(cast.enterprise, cast.campaign, actor=actor, **PLAN)


def ended(cast: Cast) -> None:
    cast.enterprise.state = EnterpriseState.ENDED


def closed(cast: Cast) -> None:
    cast.campaign.state, cast.campaign.closed_on = CampaignState.CLOSED, clock.today()


@pytest.mark.parametrize(
    ("arrange", "change", "field"),
    [
        (ended, {}, "enterprise"),
        (closed, {}, "campaign"),
        (lambda cast: None, {"planned_on": date(2022, 9, 27)}, "planned_on"),
    ],
)
def test_a_plan_needs_a_live_enterprise_a_campaign_under_way_and_a_day_ahead(work, arrange, change, field) -> None:
    with work():
        cast = make_cast()
        arrange(cast)
        with pytest.raises(RuleViolated) as refused:
            operations.plan(cast.enterprise, cast.campaign, actor=cast.supervisor, **(PLAN | change))
        assert refused.value.field == field


def test_an_enterprise_of_another_jurisdiction_is_not_planned_locally(work) -> None:
    with work():
        cast, stranger = make_cast(), make_actor(Role.SUPERVISOR, path="cn/31/")
        with pytest.raises(RuleViolated) as refused:
            operations.plan(cast.enterprise, cast.campaign, actor=stranger, **PLAN)
        assert refused.value.field == "enterprise"


def test_the_plan_changes_until_a_notice_is_drafted(work) -> None:
    with work():
        cast = make_cast()
        planned = make_inspection(cast, InspectionState.TEAM_READY)
        operations.replan(planned, actor=cast.supervisor, **CHANGE)
        assert planned.planned_on == date(2022, 9, 30)
        with pytest.raises(RuleViolated):
            operations.draft_notice(planned, actor=cast.leader)
        operations.replan(planned, actor=cast.supervisor, **(CHANGE | {"materials": "制度"}))
        operations.draft_notice(planned, actor=cast.leader)
        with pytest.raises(RuleViolated, match="withdraw"):
            operations.replan(planned, actor=cast.supervisor, **CHANGE)
        operations.withdraw_notice(planned, reason="改期", actor=cast.head)
        operations.replan(planned, actor=cast.supervisor, **CHANGE)


def test_officers_lent_to_a_joint_team_leave_the_plan_be(work) -> None:
    with work():
        cast = make_cast()
        planned = make_inspection(cast)
        with pytest.raises(RuleViolated):
            operations.replan(planned, actor=make_actor(Role.INSPECTOR, path="cn/44/telecom/"), **CHANGE)


def test_a_cancelled_plan_stays_secret_until_the_head_gives_a_reason(work) -> None:
    with work():
        cast = make_cast()
        planned = make_inspection(cast)
        with pytest.raises(RuleViolated):
            operations.cancel(planned, reason=" ", actor=cast.head)
        operations.cancel(planned, reason="计划调整", actor=cast.head)
        assert (planned.state, planned.cancelled_reason) == (InspectionState.CANCELLED, "计划调整")
        assert planned.case_file.embargoed_until is EmbargoUntil.NOTICE_SERVED
        operations.release(planned, reason="另案公开", actor=cast.head)
        assert planned.case_file.embargoed_until is None
        assert planned.case_file.number
        with pytest.raises(RuleViolated, match="ended already"):
            operations.release(planned, reason="再次", actor=cast.head)


def test_a_notice_of_a_cancelled_inspection_is_void_unless_it_was_served(work) -> None:
    with work():
        cast = make_cast()
        drafted = make_inspection(cast, InspectionState.TEAM_READY)
        operations.draft_notice(drafted, actor=cast.leader)
        paper = drafted.notice
        operations.cancel(drafted, reason="计划调整", actor=cast.head)
        assert (drafted.notice, paper.state, paper.number) == (None, DocumentState.VOID, None)

        noticed = make_inspection(cast, InspectionState.NOTICED)
        operations.cancel(noticed, reason="计划调整", actor=cast.head)
        assert noticed.notice.state is DocumentState.SERVED


def test_the_head_of_another_office_neither_cancels_nor_approves(work) -> None:
    with work():
        cast = make_cast()
        planned, superior = make_inspection(cast), make_actor(Role.HEAD, path="cn/")
        with pytest.raises(RuleViolated, match="head of the office"):
            operations.cancel(planned, reason="计划调整", actor=superior)


def test_the_head_breaks_off_a_visit_but_cancels_nothing_that_is_on_record(work) -> None:
    with work():
        cast = make_cast()
        broken_off = make_inspection(cast, InspectionState.ON_SITE)
        operations.cancel(broken_off, reason="人员回避，检查中止", actor=cast.head)
        assert broken_off.state is InspectionState.CANCELLED
    with work():
        cast = make_cast()
        signed = make_inspection(cast, InspectionState.RECORD_SIGNED)
        with pytest.raises(IllegalTransition):
            operations.cancel(signed, reason="计划调整", actor=cast.head)


def test_a_screen_made_from_an_older_version_is_stale(work) -> None:
    with work():
        planned = make_inspection(make_cast())
        with pytest.raises(Stale):
            planned.unchanged_since(planned.version + 1)


def test_a_plan_can_be_for_today_and_for_next_year(work) -> None:
    with work():
        cast = make_cast()
        for day in (clock.today(), clock.today() + timedelta(days=365)):
            change = PLAN | {"planned_on": day}
            assert operations.plan(cast.enterprise, cast.campaign, actor=cast.supervisor, **change).planned_on == day
