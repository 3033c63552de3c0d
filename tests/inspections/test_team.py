"""The team: certificates, declarations, conflicts, recusals (APL arts. 42, 43)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.access.roles import Role
from app.cases.models import CaseAccess
from app.cases.queries import is_on_team
from app.cases.states import Capacity, EmbargoUntil
from app.core import clock, db
from app.core.errors import NotPermitted, RuleViolated
from app.inspections import operations, queries
from app.inspections.models import TeamMember
from app.inspections.states import Declaration, InspectionKind, InspectionState, TeamCapacity
from app.organisation import queries as organisation
from app.organisation.rules import actor_of
from tests.factories.findings import add_evidence, make_finding
from tests.factories.inspections import Cast, enter, make_cast, make_inspection, ready
from tests.factories.organisation import make_certificate, make_office, make_user

CLEAR, CONFLICT = Declaration.NO_CONFLICT, Declaration.CONFLICT


@pytest.fixture
def cast(work):
    with work():
        yield make_cast()


def seat(inspection, officer) -> TeamMember:
    return next(member for member in inspection.team if member.user_id == officer.id)


def admitted(inspection, person) -> set[Capacity]:
    rows = select(CaseAccess.capacity).where(
        CaseAccess.case_file_id == inspection.case_file_id, CaseAccess.user_id == person.id
    )
    return set(db.session().scalars(rows))


def add(inspection, user, cast: Cast, capacity=TeamCapacity.MEMBER) -> TeamMember:
    return operations.add_member(inspection, user, capacity, actor=cast.supervisor)


def test_a_member_is_admitted_with_the_certificate_of_the_day(cast: Cast) -> None:
    planned = make_inspection(cast)
    certificate = organisation.certificate_valid_on(cast.leader.id, planned.planned_on)

    assert seat(planned, cast.leader).certificate_number == certificate.number
    assert is_on_team(planned.case_file, cast.leader)


@pytest.mark.parametrize("roles", [[Role.HEAD], [Role.SYSTEM_ADMIN], [Role.SECURITY_ADMIN], [Role.AUDITOR]])
def test_only_inspectors_join(cast: Cast, roles) -> None:
    planned, other = make_inspection(cast), make_user(cast.office, roles, certified=True)
    with pytest.raises(RuleViolated, match="Only inspectors"):
        add(planned, other, cast)


def test_nobody_joins_without_a_certificate_valid_on_the_day_of_the_visit(cast: Cast) -> None:
    planned, bare = make_inspection(cast, planned_on=date(2022, 10, 20)), make_user(cast.office)
    with pytest.raises(RuleViolated, match="certificate"):
        add(planned, bare, cast)
    make_certificate(bare, valid_until=date(2022, 10, 19))
    with pytest.raises(RuleViolated, match="certificate"):
        add(planned, bare, cast)
    make_certificate(bare, valid_until=date(2022, 10, 20))
    assert add(planned, bare, cast).certificate_valid_until == date(2022, 10, 20)


def test_a_local_team_takes_nobody_from_elsewhere_and_a_joint_one_does(cast: Cast) -> None:
    lent = make_user(make_office("cn/31/telecom/"), certified=True)
    with pytest.raises(RuleViolated, match="joint inspections only"):
        add(make_inspection(cast), lent, cast)

    national = make_user(make_office("cn/"), [Role.COORDINATOR])
    joint = operations.plan(
        cast.enterprise,
        cast.campaign,
        kind=InspectionKind.JOINT,
        basis="planned",
        subject="联合检查",
        planned_on=clock.today(),
        place="虚构路1号",
        site_rules=None,
        materials=None,
        actor=actor_of(national),
    )
    operations.add_member(joint, lent, TeamCapacity.MEMBER, actor=actor_of(national))
    assert is_on_team(joint.case_file, actor_of(lent))


def test_a_team_has_one_leader_and_nobody_twice(cast: Cast) -> None:
    planned, spare = make_inspection(cast), organisation.user(cast.spare.id)
    with pytest.raises(RuleViolated, match="leader already"):
        add(planned, spare, cast, TeamCapacity.LEADER)
    with pytest.raises(RuleViolated, match="already"):
        add(planned, organisation.user(cast.second.id), cast)


def test_a_removed_officer_no_longer_sees_the_case_but_the_planner_does(cast: Cast) -> None:
    planned = make_inspection(cast)
    operations.remove_member(planned, seat(planned, cast.second), actor=cast.supervisor)

    assert not is_on_team(planned.case_file, cast.second)
    assert [member.user_id for member in planned.team] == [cast.leader.id]
    assert admitted(planned, cast.supervisor) == {Capacity.PLANNER}


def test_the_planner_collects_no_evidence_unless_on_the_team(cast: Cast) -> None:
    planner = cast.spare
    planned = make_inspection(replace(cast, supervisor=planner), InspectionState.ON_SITE)
    with pytest.raises(NotPermitted, match="member of the inspection team"):
        add_evidence(make_finding(planned, cast), planner)


def test_a_planner_on_the_team_who_is_recused_is_admitted_no_more(cast: Cast) -> None:
    planned = make_inspection(replace(cast, supervisor=cast.leader))
    assert admitted(planned, cast.leader) == {Capacity.PLANNER, Capacity.TEAM}
    operations.recuse(planned, seat(planned, cast.leader), reason="亲属持股", actor=cast.head)
    assert admitted(planned, cast.leader) == set()


@pytest.mark.parametrize("missing", ["second", "leader", "declaration"])
def test_a_team_is_ready_with_two_officers_a_leader_and_every_declaration(cast: Cast, missing: str) -> None:
    planned = make_inspection(cast)
    if missing in ("second", "leader"):
        operations.remove_member(planned, seat(planned, getattr(cast, missing)), actor=cast.supervisor)
    if missing == "leader":
        add(planned, organisation.user(cast.spare.id), cast)
        operations.declare(planned, declaration=CLEAR, actor=cast.spare)
    for member in list(planned.team)[: 1 if missing == "declaration" else 2]:
        operations.declare(planned, declaration=CLEAR, actor=actor_of(organisation.user(member.user_id)))
    with pytest.raises(RuleViolated):
        operations.ready_team(planned, actor=cast.supervisor)


def test_a_certificate_that_runs_out_before_a_later_visit_stops_the_team(cast: Cast) -> None:
    planned = make_inspection(cast)
    change = {"subject": "检查", "place": "虚构路1号", "site_rules": None, "materials": "制度"}
    operations.replan(planned, planned_on=clock.today() + timedelta(days=300), actor=cast.supervisor, **change)
    with pytest.raises(RuleViolated, match="expires"):
        ready(planned, cast)


def test_everybody_declares_for_oneself_alone(cast: Cast) -> None:
    planned = make_inspection(cast)
    with pytest.raises(RuleViolated, match="Only a member"):
        operations.declare(planned, declaration=CLEAR, actor=cast.spare)
    with pytest.raises(NotPermitted):
        operations.declare(planned, declaration=CLEAR, actor=cast.head)
    operations.declare(planned, declaration=CLEAR, actor=cast.leader)
    assert seat(planned, cast.second).declaration is None


def test_a_conflict_is_named_and_not_taken_back(cast: Cast) -> None:
    planned = make_inspection(cast)
    with pytest.raises(RuleViolated) as refused:
        operations.declare(planned, declaration=CONFLICT, conflict=" ", actor=cast.second)
    assert refused.value.field == "conflict"
    operations.declare(planned, declaration=CONFLICT, conflict="配偶任职", actor=cast.second)
    with pytest.raises(RuleViolated, match="head decides"):
        operations.declare(planned, declaration=CLEAR, actor=cast.second)


def test_a_declared_conflict_stops_the_team_until_the_head_decides(cast: Cast) -> None:
    planned = make_inspection(cast)
    operations.declare(planned, declaration=CLEAR, actor=cast.leader)
    operations.declare(planned, declaration=CONFLICT, conflict="曾任顾问", actor=cast.second)
    with pytest.raises(RuleViolated, match="head decides"):
        operations.ready_team(planned, actor=cast.supervisor)
    with pytest.raises(RuleViolated, match="stays on record"):
        operations.remove_member(planned, seat(planned, cast.second), actor=cast.supervisor)
    operations.keep(planned, seat(planned, cast.second), reason="已离职五年", actor=cast.head)
    operations.ready_team(planned, actor=cast.supervisor)
    assert planned.state is InspectionState.TEAM_READY


def test_a_recused_officer_loses_the_case_and_is_replaced(cast: Cast) -> None:
    planned = make_inspection(cast)
    operations.declare(planned, declaration=CLEAR, actor=cast.leader)
    operations.recuse(planned, seat(planned, cast.second), reason="亲属持股", actor=cast.head)
    assert not is_on_team(planned.case_file, cast.second)
    with pytest.raises(RuleViolated, match="at least two"):
        operations.ready_team(planned, actor=cast.supervisor)
    with pytest.raises(RuleViolated, match="already"):
        add(planned, organisation.user(cast.second.id), cast)
    add(planned, organisation.user(cast.spare.id), cast)
    operations.declare(planned, declaration=CLEAR, actor=cast.spare)
    operations.ready_team(planned, actor=cast.supervisor)


def test_nobody_decides_on_the_own_recusal_and_only_with_a_reason(cast: Cast) -> None:
    both = make_user(cast.office, [Role.HEAD, Role.INSPECTOR], certified=True)
    planned = make_inspection(cast)
    add(planned, both, cast)
    with pytest.raises(RuleViolated, match="own recusal"):
        operations.recuse(planned, seat(planned, both), reason="亲属", actor=actor_of(both))
    with pytest.raises(RuleViolated) as refused:
        operations.recuse(planned, seat(planned, both), reason="", actor=cast.head)
    assert refused.value.field == "reason"


def test_a_recusal_voids_a_notice_that_names_the_officer(cast: Cast) -> None:
    planned = make_inspection(cast, InspectionState.TEAM_READY)
    operations.draft_notice(planned, actor=cast.leader)
    notice = planned.notice
    operations.recuse(planned, seat(planned, cast.second), reason="亲属持股", actor=cast.head)

    assert (planned.notice, notice.state) == (None, "void")


def test_a_team_that_lost_an_officer_does_not_enter(cast: Cast) -> None:
    planned = make_inspection(cast, InspectionState.NOTICED)
    operations.recuse(planned, seat(planned, cast.second), reason="亲属持股", actor=cast.head)
    with pytest.raises(RuleViolated, match="at least two"):
        enter(planned, cast)
    add(planned, organisation.user(cast.spare.id), cast)
    with pytest.raises(RuleViolated, match="declare"):
        enter(planned, cast)
    operations.declare(planned, declaration=CLEAR, actor=cast.spare)
    enter(planned, cast)


def test_nobody_joins_on_site(cast: Cast) -> None:
    with pytest.raises(RuleViolated, match="before it is on site"):
        add(make_inspection(cast, InspectionState.ON_SITE), organisation.user(cast.spare.id), cast)


def test_the_plan_proposes_certified_inspectors_who_are_not_on_the_team(cast: Cast) -> None:
    planned = make_inspection(cast)
    make_user(cast.office)

    assert [user.id for user in queries.proposed_officers(planned)] == [cast.spare.id]
    assert planned.case_file.embargoed_until is EmbargoUntil.NOTICE_SERVED
