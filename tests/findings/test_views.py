"""The pages of findings: law, evidence and steps; what a hand-made request gets; who sees nothing."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event

from app.access.roles import Role
from app.audit.queries import timeline
from app.findings import queries
from app.findings.states import Aspect, Family, FindingState
from app.inspections.states import InspectionState
from tests.factories.findings import add_evidence, make_finding, photo
from tests.factories.inspections import Cast, make_cast, make_inspection
from tests.factories.organisation import make_actor

MADE = (FindingState.DRAFT, FindingState.RECORDED, FindingState.CONFIRMED, FindingState.DISMISSED)
SAID = {"title": "未公示规则", "facts": "现场核查未见公示。", "family": "breach", "article": "16"}


@dataclass
class Scene:
    """A breach and a shortcoming of one visit, kept by their ids, and people around them."""

    cast: Cast
    inspection_id: UUID
    case_file_id: UUID
    enterprise_id: UUID
    breach: UUID
    shortcoming: UUID
    version: int = 1


@pytest.fixture
def scene(work, app):
    def at(state: FindingState = FindingState.DRAFT) -> Scene:
        with work():
            cast = make_cast()
            visit = make_inspection(cast, InspectionState.ON_SITE)
            breach = make_finding(visit, cast, state)
            other = make_finding(visit, cast, family=Family.SHORTCOMING, aspect=Aspect.WEAK_EFFECT, article=None)
            add_evidence(other, cast.leader)
            scene = Scene(cast, visit.id, visit.case_file_id, visit.enterprise_id, breach.id, other.id)
        with work():
            scene.version = queries.finding(scene.breach).version
        return scene

    return at


def state_of(work, finding_id: UUID) -> FindingState:
    with work():
        return queries.finding(finding_id).state


@pytest.mark.parametrize("state", MADE)
def test_a_finding_is_shown_with_its_case_inspection_and_enterprise(acting, scene, state) -> None:
    at = scene(state)
    for reader in (at.cast.leader, at.cast.head):
        client = acting(reader)
        for address in (
            f"/findings/{at.breach}",
            "/findings",
            f"/cases/{at.case_file_id}/findings",
            f"/inspections/{at.inspection_id}",
            f"/enterprises/{at.enterprise_id}",
        ):
            page = client.get(address)
            assert page.status_code == 200, address
            assert "未建立算法安全管理制度" in page.text, address


def test_a_breach_is_shown_with_its_provision_and_a_piece_of_evidence_with_its_hash(acting, scene) -> None:
    at = scene()
    client = acting(at.cast.leader)
    assert "算法安全主体责任" in client.get(f"/findings/{at.breach}", headers={"Accept-Language": "zh"}).text
    assert "SHA-256" in client.get(f"/findings/{at.shortcoming}").text


@pytest.mark.parametrize("page", ["", "/edit", "/record", "/evidence", "/repeat"])
def test_reading_a_finding_goes_on_record_on_its_page_and_its_forms(acting, scene, work, page: str) -> None:
    at = scene()
    assert acting(at.cast.leader).get(f"/findings/{at.breach}{page}").status_code == 200
    with work():
        assert timeline(at.case_file_id, limit=1)[0].action == "case.read"


def test_others_see_neither_page_nor_row_nor_count(acting, scene, work) -> None:
    at = scene()
    with work():
        stranger = make_actor(Role.SUPERVISOR, path="cn/31/")
        lent = make_actor(Role.INSPECTOR, path="cn/44/telecom/")
    for actor in (stranger, lent):
        client = acting(actor)
        for address in (f"/findings/{at.breach}", f"/cases/{at.case_file_id}/findings"):
            assert client.get(address).status_code == 404
        assert str(at.breach) not in client.get("/findings?q=未建立").text
        with work(actor):
            assert queries.findings(queries.FindingFilter()) == ([], 0)


def test_an_inspector_takes_a_finding_from_the_site_to_its_confirmation(acting, scene, work) -> None:
    at = scene()
    leader = acting(at.cast.leader)
    drafted = leader.post(f"/findings/new?inspection={at.inspection_id}", data=SAID)
    assert drafted.status_code == 303
    address = drafted.location
    sent = {
        "file": (photo(), "现场.png"),
        "kind": "electronic_data",
        "title": "截图",
        "occurred_at": "2022-09-28T08:40",
        "source": "王法务",
    }
    assert leader.post(f"{address}/evidence", data=sent).status_code == 303
    assert leader.post(f"{address}/steps/record").status_code == 303
    assert leader.post(f"{address}/steps/confirm").status_code == 422
    assert acting(at.cast.second).post(f"{address}/steps/confirm").status_code == 303
    assert state_of(work, UUID(address.rsplit("/", 1)[1])) is FindingState.CONFIRMED


def test_without_evidence_the_reason_is_asked_for(acting, scene, work) -> None:
    at = scene()
    client = acting(at.cast.leader)
    assert f"/findings/{at.breach}/record" in client.get(f"/findings/{at.breach}").text
    assert client.post(f"/findings/{at.breach}/steps/record").status_code == 422
    assert client.post(f"/findings/{at.breach}/record", data={"no_evidence_reason": ""}).status_code == 422
    assert client.post(f"/findings/{at.breach}/record", data={"no_evidence_reason": "口头询问"}).status_code == 303
    assert state_of(work, at.breach) is FindingState.RECORDED


@pytest.mark.parametrize(
    ("step", "who", "status"),
    [
        ("confirm", "second", 409),
        ("dismiss", "leader", 403),
        ("dismiss", "head", 422),
        ("feed_back", "leader", 404),
        ("verify", "leader", 404),
        ("record", "spare", 422),
    ],
)
def test_a_hand_made_step_is_refused_and_nothing_moves(acting, scene, work, step, who, status) -> None:
    at = scene()
    assert acting(getattr(at.cast, who)).post(f"/findings/{at.breach}/steps/{step}").status_code == status
    assert state_of(work, at.breach) is FindingState.DRAFT


def test_an_article_that_is_not_offered_and_a_foreign_inspection_are_refused(acting, scene) -> None:
    at = scene()
    client = acting(at.cast.leader)
    address = f"/findings/new?inspection={at.inspection_id}"
    assert client.post(address, data=SAID | {"article": "1"}).status_code == 422
    assert client.post(address, data=SAID | {"family": "shortcoming"}).status_code == 422
    assert client.post(f"/findings/new?inspection={uuid4()}", data=SAID).status_code == 404
    assert client.post("/findings/new?inspection=nonsense", data=SAID).status_code == 404


def test_a_stale_screen_is_refused_and_keeps_what_was_typed(acting, scene) -> None:
    at = scene()
    stale = acting(at.cast.leader).post(f"/findings/{at.breach}/edit", data=SAID | {"version": at.version + 1})
    assert stale.status_code == 409
    assert "现场核查未见公示。" in stale.text


def test_a_repeat_is_linked_on_its_page(acting, scene, work, frozen) -> None:
    at = scene(FindingState.CONFIRMED)
    frozen.shift(60)
    client = acting(at.cast.leader)
    later = client.post(f"/findings/new?inspection={at.inspection_id}", data=SAID).location
    assert client.post(f"{later}/repeat", data={"earlier": str(at.shortcoming)}).status_code == 422
    assert client.post(f"{later}/repeat", data={"earlier": str(at.breach)}).status_code == 303
    assert later.rsplit("/", 1)[1] in client.get(f"/findings/{at.breach}").text


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("family=breach", "breach"),
        ("family=shortcoming", "shortcoming"),
        ("state=confirmed", "breach"),
        ("article=7", "breach"),
        ("article=16", None),
        ("office=cn/44/", "breach shortcoming"),
        ("state=nonsense&page=-1", "breach shortcoming"),
    ],
)
def test_the_list_shows_what_its_filters_ask_for(acting, scene, query: str, seen: str | None) -> None:
    at = scene(FindingState.CONFIRMED)
    page = acting(at.cast.leader).get(f"/findings?{query}").text
    found = {name for name in ("breach", "shortcoming") if f"/findings/{getattr(at, name)}" in page}

    assert found == set((seen or "").split())


def test_the_list_costs_the_same_whatever_its_length(acting, scene, work, database) -> None:
    at = scene()
    costs = []
    for more in (0, 12):
        with work():
            visit = queries.finding(at.breach).inspection
            for _number in range(more):
                make_finding(visit, at.cast)
        statements: list[str] = []

        def count(_connection, _cursor, statement, *_rest, kept=statements) -> None:
            kept.append(statement)

        event.listen(database.connection, "before_cursor_execute", count)
        assert acting(at.cast.leader).get("/findings").status_code == 200
        event.remove(database.connection, "before_cursor_execute", count)
        costs.append(sum(statement.lstrip().startswith("SELECT") for statement in statements))
    assert costs[0] == costs[1]
    assert costs[0] <= 10
