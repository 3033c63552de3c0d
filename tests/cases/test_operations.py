from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.access.roles import Role
from app.audit import queries as audit
from app.cases import operations, queries
from app.cases.models import CaseAccess
from app.cases.states import Capacity, EmbargoUntil
from app.core import clock, db
from app.core.errors import NotFound, NotPermitted, Stale
from app.core.ids import new_id
from tests.factories.cases import make_case, make_grant
from tests.factories.organisation import make_actor, make_office


def open_case(office, actor):
    return operations.open_case(
        office,
        title="虚构科技有限公司",
        campaign_id=new_id(),
        enterprise_id=new_id(),
        embargoed_until=EmbargoUntil.NOTICE_SERVED,
        actor=actor,
    )


def test_a_case_is_born_under_embargo_and_numbered_when_it_ends(work):
    with work():
        office, planner = make_office("cn/44/"), make_actor(Role.SUPERVISOR)
        case = open_case(office, planner)
        assert (case.number, case.embargoed_until) == (None, EmbargoUntil.NOTICE_SERVED)
        operations.lift_embargo(case, actor=planner)
        assert case.number == f"{office.short_name}检案〔2022〕第1号"
        assert case.embargoed_until is None
        case_id = case.id
    with work():
        assert [entry.action for entry in audit.timeline(case_id)] == ["case.embargo_lifted", "case.opened"]


def test_numbers_betray_no_plan(work):
    with work():
        office, planner = make_office("cn/44/"), make_actor(Role.SUPERVISOR)
        first, second = open_case(office, planner), open_case(office, planner)
        operations.lift_embargo(second, actor=planner)
        operations.lift_embargo(first, actor=planner)
        assert second.number is not None
        assert second.number.endswith("第1号")


def test_who_plans_no_inspections_opens_no_case(work):
    with work():
        office, head = make_office("cn/44/"), make_actor(Role.HEAD)
    with pytest.raises(NotPermitted), work(head):
        open_case(office, head)


def test_a_dismissed_member_sees_the_case_no_more(work):
    with work():
        member, leader = make_actor(Role.INSPECTOR), make_actor(Role.INSPECTOR)
        case = make_case(team=(member, leader), number=None, embargoed_until=EmbargoUntil.ON_SITE)
        case_id = case.id
    with work(member):
        assert queries.is_on_team(queries.case_file(case_id), member)
    with work(leader):
        operations.dismiss(queries.case_file(case_id), member.id, actor=leader, reason="回避")
    with work(member), pytest.raises(NotFound):
        queries.case_file(case_id)


def test_a_grant_is_no_seat_on_the_team(work):
    with work():
        reader = make_actor(Role.OBSERVER, path="cn/33/")
        case = make_case()
        make_grant(case, reader)
        case_id = case.id
    with work(reader), pytest.raises(NotPermitted, match="member of the inspection team"):
        queries.require_on_team(queries.case_file(case_id), reader)


@pytest.mark.parametrize("changes", [{"until": None}, {"reason": None}])
def test_a_grant_without_end_or_reason_is_refused_by_the_database(work, changes):
    with pytest.raises(IntegrityError), work():
        make_grant(make_case(), make_actor(Role.OBSERVER), **changes)


@pytest.mark.parametrize("changes", [{"number": None}, {"embargoed_until": EmbargoUntil.ON_SITE}])
def test_a_case_has_its_number_exactly_when_the_embargo_ended(work, changes):
    with pytest.raises(IntegrityError), work():
        make_case(**changes)


def test_a_person_is_admitted_once(work):
    with work():
        member = make_actor(Role.INSPECTOR)
        case = make_case(team=(member,))
        make_grant(case, member, until=clock.today() + timedelta(days=1))
        rows = db.session().scalars(select(CaseAccess.capacity).where(CaseAccess.user_id == member.id)).all()
        assert set(rows) == {Capacity.TEAM, Capacity.GRANT}
    with pytest.raises(Stale), work():
        operations.admit(db.session().merge(case), member.id, actor=member)
