"""Access to one case, for a purpose, until a day: who gives it, what it opens, and that it ends by itself."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from app.access.roles import Role
from app.audit import queries as audit
from app.cases import operations, queries
from app.cases.models import CaseAccess, CaseFile
from app.cases.states import AccessLevel, Capacity, EmbargoUntil, GrantState
from app.core import clock
from app.core.errors import NotFound, NotPermitted, RuleViolated, StepUp
from app.core.ids import new_id
from app.inspections import operations as inspections
from app.inspections import queries as visits
from app.organisation import queries as organisation
from app.rectification import operations as rectification
from app.rectification import queries as orders
from app.rectification.states import OrderState
from tests.factories.cases import make_case
from tests.factories.inspections import make_cast, make_inspection
from tests.factories.organisation import make_actor, make_office, make_user
from tests.factories.rectification import make_order

ENGLISH = {"Accept-Language": "en"}
TODAY = date(2022, 9, 28)


@pytest.fixture
def scene(work):
    with work():
        head, reader = make_actor(Role.HEAD), make_actor(Role.OBSERVER, path="cn/33/")
        return SimpleNamespace(
            head=head,
            reader=reader,
            inspector=make_actor(Role.INSPECTOR),
            foreign_head=make_actor(Role.HEAD, path="cn/33/"),
            national_head=make_actor(Role.HEAD, path="cn/"),
            case=make_case(team=(make_actor(Role.INSPECTOR),)).id,
            secret=make_case(number=None, embargoed_until=EmbargoUntil.NOTICE_SERVED).id,
        )


def grant(work, scene, case="case", *, by="head", to="reader", until=TODAY, level=AccessLevel.READ, **changes):
    actor, person = getattr(scene, by), getattr(scene, to)
    with work(actor):
        values = {"level": level, "until": until, "reason": "督导复核", **changes}
        access = operations.grant_access(
            queries.case_file(getattr(scene, case)), organisation.user(person.id), actor=actor, **values
        )
        return access.id


def sees(work, actor, case_id):
    with work(actor) as session:
        return session.get(CaseFile, case_id) is not None


@pytest.mark.parametrize("case", ["case", "secret"])
def test_the_head_lets_somebody_of_any_office_in_also_under_embargo(work, scene, case):
    case_id = getattr(scene, case)
    assert not sees(work, scene.reader, case_id)
    grant(work, scene, case)
    assert sees(work, scene.reader, case_id)
    with work():
        (told, *_rest) = (entry for entry in audit.timeline(case_id) if entry.action != "notification.sent")
        assert (told.action, told.reason) == ("case.access_granted", "督导复核")
        assert told.after == {"user": str(scene.reader.id), "level": "read", "until": "2022-09-28"}


def test_it_opens_this_case_alone(work, scene):
    grant(work, scene)
    assert not sees(work, scene.reader, scene.secret)


def test_a_grant_lasts_through_its_last_day_in_shanghai_and_ends_by_itself(work, scene, frozen):
    access_id = grant(work, scene, until=TODAY + timedelta(days=2))
    frozen.move_to(clock.at(date(2022, 9, 30), 23, 59))
    assert sees(work, scene.reader, scene.case)
    frozen.move_to(clock.at(date(2022, 10, 1), 0))
    assert clock.now().date() == date(2022, 9, 30)
    assert not sees(work, scene.reader, scene.case)
    with work():
        assert queries.grant(access_id).state is GrantState.ENDED


def test_a_grant_is_withdrawn_at_once_with_a_reason_and_stays_on_record(work, scene):
    access_id = grant(work, scene)
    with work(scene.head), pytest.raises(RuleViolated, match="reason"):
        operations.withdraw_access(queries.grant(access_id), reason=" ", actor=scene.head)
    with work(scene.head):
        operations.withdraw_access(queries.grant(access_id), reason="复核完毕", actor=scene.head)
    assert not sees(work, scene.reader, scene.case)
    with work(scene.head):
        assert queries.grant(access_id).state is GrantState.WITHDRAWN
        with pytest.raises(RuleViolated, match="still runs"):
            operations.withdraw_access(queries.grant(access_id), reason="again", actor=scene.head)
    grant(work, scene)
    assert sees(work, scene.reader, scene.case)
    with work():
        actions = [entry.action for entry in audit.timeline(scene.case) if entry.action != "notification.sent"]
        assert actions[:3] == ["case.access_granted", "case.access_withdrawn", "case.access_granted"]


@pytest.mark.parametrize(
    ("by", "error"),
    [("inspector", NotPermitted), ("national_head", NotPermitted), ("foreign_head", NotFound)],
)
def test_only_the_head_of_the_office_that_holds_the_case_grants(work, scene, by, error):
    with pytest.raises(error):
        grant(work, scene, by=by)
    access_id = grant(work, scene)
    actor = getattr(scene, by)
    with pytest.raises(error), work(actor):
        operations.withdraw_access(queries.grant(access_id), reason="x", actor=actor)


@pytest.mark.parametrize("until", [TODAY - timedelta(days=1), TODAY + timedelta(days=367)])
def test_a_last_day_that_can_not_be_is_refused(work, scene, until):
    with pytest.raises(RuleViolated) as refused:
        grant(work, scene, until=until)
    assert refused.value.field == "until"


def test_nobody_is_let_in_who_must_not_be(work, scene):
    with work():
        scene.auditor = make_actor(Role.AUDITOR)
        scene.left = make_actor(Role.OBSERVER, active=False)
        scene.sent_away = make_actor(Role.OBSERVER, suspended_at=clock.now(), suspended_reason="x")
        scene.new = SimpleNamespace(id=make_user(roles=[]).id)
    for to in ("auditor", "left", "sent_away", "new", "head"):
        with pytest.raises(RuleViolated) as refused:
            grant(work, scene, to=to)
        assert refused.value.field == "user"


def test_nobody_is_let_in_twice_and_never_without_a_reason(work, scene):
    with pytest.raises(RuleViolated, match="reason"):
        grant(work, scene, reason="  ")
    grant(work, scene)
    with pytest.raises(RuleViolated, match="already"):
        grant(work, scene)


def test_granting_asks_who_is_at_the_keyboard(work, scene):
    with work():
        scene.unproven = make_actor(Role.HEAD, proven=False)
    with pytest.raises(StepUp):
        grant(work, scene, by="unproven")
    access_id = grant(work, scene)
    with pytest.raises(StepUp), work(scene.unproven):
        operations.withdraw_access(queries.grant(access_id), reason="x", actor=scene.unproven)


@pytest.fixture
def joint(work):
    """A planned inspection under embargo and an order in review, both of Guangdong."""
    with work():
        cast = make_cast()
        planned, reviewed = make_inspection(cast), make_order(cast, OrderState.IN_REVIEW)
        return SimpleNamespace(
            head=cast.head,
            plan=planned.case_file_id,
            review=reviewed.case_file_id,
            planned=planned.id,
            order=reviewed.id,
        )


@pytest.mark.parametrize("path", ["cn/33/", "cn/44/"])
def test_a_grant_to_read_lets_nobody_act_under_embargo_not_even_in_the_own_office(work, joint, path):
    with work():
        joint.reader = make_actor(Role.SUPERVISOR, path=path)
    grant(work, joint, "plan")
    with work(joint.reader), pytest.raises(RuleViolated, match="Only the office that runs the inspection"):
        inspections.ready_team(visits.inspection(joint.planned), actor=joint.reader)


def test_a_grant_to_edit_lets_plan_and_review_as_the_roles_allow_but_never_decide(work, joint):
    with work():
        joint.reader = make_actor(Role.SUPERVISOR, path="cn/33/")
        joint.decider = make_actor(Role.HEAD, path="cn/33/")
    for to in ("reader", "decider"):
        for case in ("plan", "review"):
            grant(work, joint, case, to=to, level=AccessLevel.EDIT)
    with work(joint.reader), pytest.raises(RuleViolated, match="declare"):
        inspections.ready_team(visits.inspection(joint.planned), actor=joint.reader)
    with work(joint.reader):
        rectification.review(orders.order(joint.order), actor=joint.reader)
    with work(joint.decider):
        with pytest.raises(RuleViolated, match="head of the office that runs the inspection"):
            rectification.approve(orders.order(joint.order), actor=joint.decider)
        with pytest.raises(NotPermitted):
            queries.require_on_team(queries.case_file(joint.plan), joint.decider)


def test_a_grant_to_read_does_not_review(work, joint):
    with work():
        joint.reader = make_actor(Role.SUPERVISOR, path="cn/33/")
    grant(work, joint, "review")
    with work(joint.reader), pytest.raises(RuleViolated, match="member of the inspection team"):
        rectification.review(orders.order(joint.order), actor=joint.reader)


def test_a_grant_to_edit_ends_with_its_last_day(work, joint, frozen):
    with work():
        joint.reader = make_actor(Role.SUPERVISOR, path="cn/44/")
    grant(work, joint, "plan", level=AccessLevel.EDIT)
    with work(joint.reader):
        assert queries.case_file(joint.plan).staffed_by(joint.reader)
    frozen.shift(timedelta(days=1))
    with work():
        assert not queries.case_file(joint.plan).staffed_by(joint.reader)


ROW = {"capacity": Capacity.GRANT, "level": AccessLevel.READ, "until": TODAY, "reason": "x"}


@pytest.mark.parametrize(
    "changes",
    [
        {"until": None},
        {"level": None},
        {"granted_by": None},
        {"reason": None},
        {"granted_by": "the same"},
        {"capacity": Capacity.TEAM},
        {"withdrawn_on": TODAY},
        {"withdrawn_reason": "x"},
    ],
    ids=str,
)
def test_the_database_refuses_a_grant_without_end_purpose_or_second_person(work, scene, changes):
    row = {"id": new_id(), "created_at": clock.now(), "case_file_id": scene.case, "user_id": scene.reader.id}
    row |= ROW | {"granted_by": scene.head.id} | changes
    if row["granted_by"] == "the same":
        row["granted_by"] = scene.reader.id
    with pytest.raises(IntegrityError), work() as session:
        session.execute(insert(CaseAccess.__table__).values(row))


def test_the_database_admits_a_person_once_but_keeps_every_grant(work, scene, frozen):
    grant(work, scene)
    frozen.shift(timedelta(days=1))
    grant(work, scene, until=TODAY + timedelta(days=1))
    with work(scene.head):
        found, total = queries.grants_of(scene.head.office_id, None, offset=0, limit=10)
        assert ([one.row.state for one in found], total) == ([GrantState.RUNNING, GrantState.ENDED], 2)
        for state in (GrantState.RUNNING, GrantState.ENDED):
            assert queries.grants_of(scene.head.office_id, state, offset=0, limit=10)[1] == 1


def access_page(acting, actor, scene, case="case", **query):
    return acting(actor).get(f"/cases/{getattr(scene, case)}/access", query_string=query, headers=ENGLISH)


def test_the_page_says_who_sees_the_case_why_and_until_when(work, acting, scene):
    grant(work, scene)
    page = access_page(acting, scene.inspector, scene).text
    assert scene.reader.name in page
    assert "督导复核" in page
    assert "Grant running" in page
    assert "Let somebody in" not in page
    assert "offices above it" in page
    assert "approvers of" in access_page(acting, scene.head, scene, "secret").text


def test_the_head_finds_a_person_and_lets_it_in(work, acting, scene):
    with work():
        auditor = make_user(make_office("cn/33/"), [Role.AUDITOR]).name
    found = access_page(acting, scene.head, scene, q=scene.reader.name).text
    assert f'value="{scene.reader.id}"' in found
    assert "Nobody at work" in access_page(acting, scene.head, scene, q=auditor).text
    data = {"user": scene.reader.id, "level": "edit", "until": "2022-10-11", "reason": "联合督导"}
    client, address = acting(scene.head), f"/cases/{scene.case}/grants?q={scene.reader.name}"
    assert client.post(address, data=data | {"until": "2022-09-27"}).status_code == 422
    assert client.post(address, data=data | {"user": auditor}).status_code == 422
    assert client.post(address, data=data).status_code == 303
    assert sees(work, scene.reader, scene.case)
    listed = client.get("/grants", headers=ENGLISH).text
    assert scene.reader.name in listed
    assert "联合督导" in listed
    with work(scene.head):
        access_id = queries.grants_of(scene.head.office_id, None, offset=0, limit=10)[0][0].row.id
    assert acting(scene.foreign_head).post(f"/grants/{access_id}/withdraw", data={"reason": "x"}).status_code == 404
    assert acting(scene.inspector).post(f"/grants/{access_id}/withdraw", data={"reason": "x"}).status_code == 403
    assert acting(scene.head).post(f"/grants/{access_id}/withdraw", data={"reason": "结束"}).status_code == 303
    assert not sees(work, scene.reader, scene.case)


def test_no_other_head_lists_the_grants(work, acting, scene):
    grant(work, scene)
    for head in (scene.foreign_head, scene.national_head):
        assert scene.reader.name not in acting(head).get("/grants").text
    assert acting(scene.inspector).get("/grants").status_code == 403
