"""The pages of an inspection: what each reader sees and may do, and what a hand-made request gets."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event

from app.access.actor import Actor
from app.access.roles import Role
from app.audit.queries import timeline
from app.inspections import operations, queries
from app.inspections.states import InspectionState
from tests.factories.inspections import Cast, make_cast, make_inspection
from tests.factories.organisation import make_actor

FORMS = ("edit", "members/new", "declaration", "service", "arrival", "record", "signature")


@dataclass
class Scene:
    """An inspection kept by its ids, and people around it."""

    cast: Cast
    id: UUID
    case_file_id: UUID
    enterprise_id: UUID
    enterprise: str
    campaign_id: UUID
    version: int = 0


@pytest.fixture
def scene(work):
    def at(state: InspectionState = InspectionState.PLANNED) -> Scene:
        with work():
            cast = make_cast()
            planned = make_inspection(cast, state)
            scene = Scene(
                cast,
                planned.id,
                planned.case_file_id,
                planned.enterprise_id,
                cast.enterprise.name,
                cast.campaign.id,
            )
        with work():
            scene.version = queries.inspection(scene.id).version
        return scene

    return at


def state_of(work, scene: Scene) -> InspectionState:
    with work():
        return queries.inspection(scene.id).state


@pytest.mark.parametrize("state", list(InspectionState))
def test_page_list_and_tab_open_in_every_state_for_officer_and_head(acting, scene, state) -> None:
    at = scene(state)
    for reader in (at.cast.leader, at.cast.head):
        client = acting(reader)
        for address in (f"/inspections/{at.id}", f"/cases/{at.case_file_id}/inspection", "/inspections"):
            page = client.get(address)
            assert page.status_code == 200
            assert at.enterprise in page.text


@pytest.mark.parametrize("form", FORMS)
def test_every_form_opens_and_is_on_record_as_a_reading(acting, scene, work, form: str) -> None:
    at = scene()
    assert acting(at.cast.leader).get(f"/inspections/{at.id}/{form}").status_code == 200
    with work():
        newest = timeline(at.case_file_id, limit=1)[0]
    assert (newest.action, newest.who) == ("case.read", at.cast.leader.name)


def test_reading_the_page_goes_on_record(acting, scene, work) -> None:
    at = scene()
    acting(at.cast.leader).get(f"/inspections/{at.id}")
    with work():
        newest = timeline(at.case_file_id, limit=1)[0]
    assert (newest.action, newest.who) == ("case.read", at.cast.leader.name)


def outsiders() -> dict[str, Actor]:
    return {
        "a colleague of the office": make_actor(Role.INSPECTOR),
        "the supervisor of another office": make_actor(Role.SUPERVISOR, path="cn/31/"),
        "the national coordinator": make_actor(Role.COORDINATOR, path="cn/"),
        "the discipline observer": make_actor(Role.OBSERVER),
        "the head of the office above": make_actor(Role.HEAD, path="cn/"),
    }


def test_nobody_but_the_assigned_and_the_approvers_learns_of_an_embargoed_inspection(acting, scene, work) -> None:
    at = scene(InspectionState.TEAM_READY)
    with work():
        people = outsiders()
    for name, actor in people.items():
        client = acting(actor)
        assert client.get(f"/inspections/{at.id}").status_code == 404, name
        assert client.get(f"/cases/{at.case_file_id}/inspection").status_code == 404, name
        for address in ("/inspections", f"/inspections?q={at.enterprise}", "/inspections?state=team_ready"):
            assert str(at.id) not in client.get(address).text, name
        assert at.enterprise not in client.get("/inspections").text, name
        if actor.may("enterprise:read") and actor.reaches("cn/44/"):
            assert str(at.id) not in client.get(f"/enterprises/{at.enterprise_id}").text, name
        with work(actor):
            assert queries.inspections(queries.InspectionFilter()) == ([], 0), name


def test_once_the_notice_is_served_the_jurisdiction_sees_it_and_others_still_do_not(acting, scene, work) -> None:
    at = scene(InspectionState.NOTICED)
    with work():
        people = outsiders()
    seen = {name for name, actor in people.items() if acting(actor).get(f"/inspections/{at.id}").status_code == 200}

    assert seen == set(people) - {"the supervisor of another office"}


def test_a_recused_officer_loses_the_page(acting, scene, work) -> None:
    at = scene()
    with work():
        member = next(m for m in queries.inspection(at.id).team if m.user_id == at.cast.second.id).id
    recused = acting(at.cast.head).post(f"/inspections/{at.id}/members/{member}/recusal", data={"reason": "亲属持股"})
    assert recused.status_code == 303
    assert acting(at.cast.second).get(f"/inspections/{at.id}").status_code == 404


def test_a_foreign_id_in_a_form_is_nothing(acting, scene, work) -> None:
    at, other = scene(), scene()
    with work():
        foreign = queries.inspection(other.id).team[0].id
        lent = make_actor(Role.INSPECTOR, path="cn/31/", certified=True)
    client = acting(at.cast.head)
    assert client.post(f"/inspections/{at.id}/members/{foreign}/recusal", data={"reason": "甲"}).status_code == 404
    assert client.post(f"/inspections/{uuid4()}/steps/cancel", data={"reason": "甲"}).status_code == 404
    added = acting(at.cast.supervisor).post(
        f"/inspections/{at.id}/members/new", data={"user": str(lent.id), "capacity": "member"}
    )
    assert added.status_code == 422


@pytest.mark.parametrize(
    ("step", "who", "status"),
    [
        ("ready_team", "head", 403),
        ("ready_team", "supervisor", 422),
        ("approve_notice", "leader", 403),
        ("approve_notice", "head", 409),
        ("conclude", "leader", 409),
        ("arrive", "leader", 404),
        ("unheard_of", "leader", 404),
        ("cancel", "head", 422),
    ],
)
def test_a_hand_made_step_is_refused_and_nothing_moves(acting, scene, work, step, who, status) -> None:
    at = scene()
    answer = acting(getattr(at.cast, who)).post(f"/inspections/{at.id}/steps/{step}")
    assert answer.status_code == status
    assert state_of(work, at) is InspectionState.PLANNED


def test_a_stale_screen_is_refused(acting, scene, work) -> None:
    at = scene()
    step = f"/inspections/{at.id}/steps/cancel"
    data = {"reason": "计划调整", "version": str(at.version + 1)}
    assert acting(at.cast.head).post(step, data=data).status_code == 409
    plan = {"subject": "甲", "planned_on": "2022-09-30", "place": "乙", "materials": "丙", "version": at.version + 1}
    assert acting(at.cast.supervisor).post(f"/inspections/{at.id}/edit", data=plan).status_code == 409
    assert state_of(work, at) is InspectionState.PLANNED


def test_what_was_typed_is_kept_beside_the_error(acting, scene) -> None:
    at = scene(InspectionState.NOTICED)
    refused = acting(at.cast.leader).post(
        f"/inspections/{at.id}/arrival",
        data={"arrived_at": "2022-09-28T08:30", "received_by": "王法务", "version": str(at.version)},
    )
    assert refused.status_code == 422
    assert "王法务" in refused.text
    assert 'id="certificates_shown-error"' in refused.text


def test_an_inspector_walks_the_whole_way_by_hand(acting, scene, work) -> None:
    at = scene(InspectionState.TEAM_READY)
    leader, second, head = at.cast.leader, at.cast.second, at.cast.head
    way = [
        (leader, "steps/draft_notice", {}),
        (head, "steps/approve_notice", {}),
        (
            leader,
            "service",
            {"manner": "direct", "served_on": "20220928", "place": "虚构路1号", "receiver": "李前台"},
        ),
        (
            leader,
            "arrival",
            {
                "arrived_at": "2022-09-28T08:30",
                "received_by": "王法务",
                "certificates_shown": "y",
                "rights_told": "y",
            },
        ),
        (second, "record", {"facts": "一、甲", "materials_seen": "算法清单"}),
        (second, "steps/read_back", {}),
        (leader, "steps/sign", {}),
        (second, "steps/sign", {}),
        (leader, "signature", {"name": "王法务", "refused": "y", "refusal_reason": "不认可", "witness": "赵物业"}),
        (leader, "steps/sign_record", {}),
        (leader, "steps/conclude", {}),
    ]
    for actor, address, data in way:
        answer = acting(actor).post(f"/inspections/{at.id}/{address}", data=data)
        assert answer.status_code == 303, (address, answer.text)
    assert state_of(work, at) is InspectionState.CONCLUDED


def test_an_enterprise_is_searched_for_and_its_inspection_planned(acting, scene) -> None:
    at = scene()
    client = acting(at.cast.supervisor)
    assert str(at.enterprise_id) in client.get(f"/inspections/new?q={at.enterprise}").text
    planned = client.post(
        f"/inspections/new?enterprise={at.enterprise_id}",
        data={
            "campaign": str(at.campaign_id),
            "kind": "local",
            "basis": "lead",
            "subject": "算法安全能力",
            "planned_on": "2022-09-30",
            "place": "虚构路1号",
            "materials": "制度",
        },
    )
    assert planned.status_code == 303, planned.text
    assert "算法安全能力" in client.get(planned.location).text


def test_the_list_counts_nobody_who_was_recused_and_is_searched_without_regard_to_capitals(acting, scene, work) -> None:
    at = scene(InspectionState.PLANNED)
    with work():
        planned = queries.inspection(at.id)
        planned.subject = "APP 弹窗"
        member = next(member for member in planned.team if member.user_id == at.cast.second.id)
        operations.recuse(planned, member, reason="亲属持股", actor=at.cast.head)
    page = acting(at.cast.leader).get("/inspections?q=app").text
    assert "检查组1人" in page


def test_the_list_costs_the_same_whatever_its_length(acting, scene, work, database) -> None:
    at = scene(InspectionState.NOTICED)
    costs = []
    for more in (0, 8):
        with work():
            for _number in range(more):
                cast = make_cast()
                make_inspection(cast, InspectionState.NOTICED)
        statements: list[str] = []
        connection = database.connection

        def count(_connection, _cursor, statement, *_rest, kept=statements) -> None:
            kept.append(statement)

        event.listen(connection, "before_cursor_execute", count)
        assert acting(at.cast.leader).get("/inspections").status_code == 200
        event.remove(connection, "before_cursor_execute", count)
        costs.append(sum(statement.lstrip().startswith("SELECT") for statement in statements))
    assert costs[0] == costs[1]
    assert costs[0] <= 10
