"""A plan under embargo leaves no trace: whoever must not know of it meets the same answers as if it did not exist."""

import re
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, func, select

from app.access.actor import Actor
from app.access.roles import Role
from app.campaigns.models import Campaign
from app.core.db import session
from app.core.outbox import OutboxMessage
from app.enterprises import operations as registry
from app.enterprises.models import Enterprise
from app.inspections import operations
from app.inspections.models import Inspection
from app.inspections.states import InspectionState
from app.notifications.models import Notification
from app.organisation.models import Office
from tests.factories.inspections import Cast, make_cast, make_inspection
from tests.factories.organisation import make_actor
from tests.factories.rectification import service
from tests.journeys.scene import make_embargoed_scene
from tests.journeys.walk import FILLERS, OWN, UUID_FORM, Stop, stops

MARK = "凤栖梧桐"
HEADERS = ("Content-Type", "Content-Length", "ETag", "Last-Modified", "Cache-Control", "Vary", "Location")
PEOPLE = {
    "another supervisor of the office": (Role.SUPERVISOR, "cn/11/"),
    "an inspector of the office": (Role.INSPECTOR, "cn/11/"),
    "the registrar of the office": (Role.REGISTRAR, "cn/11/"),
    "the observer of the office": (Role.OBSERVER, "cn/11/"),
    "the national coordinator": (Role.COORDINATOR, "cn/"),
}


@dataclass(frozen=True)
class Met:
    """What somebody meets at an address."""

    status: int
    headers: tuple[str | None, ...]
    text: str


def meet(answer, *ids) -> Met:
    """The answer, without the ids it was asked for and what differs at each call: tokens, names of parts, and places in
    the log, where every reading of anything counts."""
    text = re.sub(r'"[\w.-]{80,}"|[a-z]+-[0-9a-f]{8}"|/audit/events/[0-9/]+', "—", answer.get_data(as_text=True))
    for one in ids:
        text = text.replace(str(one), "—")
    return Met(answer.status_code, tuple(answer.headers.get(name) for name in HEADERS), text)


@dataclass(frozen=True)
class House:
    """An office with a visit that everybody in it knows of, and the people who must not know of the next one."""

    cast: Cast
    enterprise: UUID
    name: str
    campaign: UUID
    key: str
    people: dict[str, Actor]

    def again(self) -> Cast:
        """The cast with its rows in the running unit of work."""
        rows = {"enterprise": session().get_one(Enterprise, self.enterprise)}
        rows["campaign"] = session().get_one(Campaign, self.campaign)
        return replace(self.cast, **rows, office=session().get_one(Office, rows["enterprise"].office_id))


@pytest.fixture
def beijing(work) -> House:
    with work():
        cast = make_cast("cn/11/")
        make_inspection(cast, InspectionState.NOTICED)
        people = {name: make_actor(role, path=path, certified=True) for name, (role, path) in PEOPLE.items()}
        enterprise, campaign = cast.enterprise, cast.campaign
        return House(cast, enterprise.id, enterprise.name, campaign.id, campaign.key, people)


def known(house: House) -> dict[str, list]:
    return {
        **FILLERS,
        "enterprise_id": [house.enterprise],
        "user_id": [house.cast.leader.id],
        "key": [house.key],
    }


def asked_of(stop: Stop, house: House) -> tuple[str, ...]:
    if stop.ids:
        return ("",)
    return "", f"q={house.name}", f"enterprise={house.enterprise}", f"officer={house.cast.leader.id}"


def test_every_page_list_count_figure_export_and_search_is_the_same_as_without_the_plan(app, acting, work, beijing):

    def round_trip():
        found = {}
        for name, actor in beijing.people.items():
            client = acting(actor)
            for stop in stops(app, "GET", known(beijing)):
                if stop.address.startswith(OWN) or stop.endpoint.startswith("audit."):
                    continue
                for question in asked_of(stop, beijing):
                    for method in (client.get, client.head):
                        answer = method(f"{stop.address}?{question}")
                        found[name, stop.address, question, method.__name__] = meet(answer)
        return found

    before = round_trip()
    with work():
        make_embargoed_scene(beijing.again(), MARK)
    after = round_trip()

    assert [place for place in before if before[place] != after[place]] == []
    assert sum(met.status == 200 for met in after.values()) > 200


def test_nobody_is_sent_a_message_about_it(work, beijing):
    def sent(current):
        return [current.scalar(select(func.count()).select_from(table)) for table in (Notification, OutboxMessage)]

    with work() as current:
        before = sent(current)
        make_embargoed_scene(beijing.again(), MARK)
        current.flush()
        assert sent(current) == before


def test_planning_a_second_visit_and_ending_the_enterprise_go_as_if_there_were_no_plan(acting, work, beijing):
    planner = beijing.people["another supervisor of the office"]
    registrar = beijing.people["the registrar of the office"]
    plan = {
        "enterprise": beijing.enterprise,
        "campaign": beijing.campaign,
        "kind": "local",
        "basis": "planned",
        "subject": "算法合规情况",
        "planned_on": "2022-09-30",
        "place": "虚构路1号",
        "materials": "算法清单",
    }

    def answers():
        client = acting(planner)
        made = client.post(f"/inspections/new?enterprise={beijing.enterprise}", data=plan)
        assert made.status_code == 303, re.findall(r"lj-summary.*?</ul>", made.text, re.S)
        inspection = made.location.rsplit("/", 1)[-1]
        joined = client.post(
            f"{made.location}/members/new", data={"user": beijing.cast.leader.id, "capacity": "leader"}
        )
        page = client.get(made.location)
        return [meet(made, inspection).status, meet(joined).status, re.sub(UUID_FORM, "—", meet(page).text)]

    before = answers()
    with work():
        make_embargoed_scene(beijing.again(), MARK)
    assert answers() == before
    with work(registrar):
        registry.end_enterprise(beijing.again().enterprise, reason="注销", actor=registrar)


def statements(database, call):
    """An answer and how many statements it took, those on the log apart: a leaf brings now one node, now several."""
    seen = []
    listener = lambda conn, cursor, statement, *rest: seen.append(statement)  # noqa: E731
    event.listen(database.engine, "before_cursor_execute", listener)
    answer = call()
    event.remove(database.engine, "before_cursor_execute", listener)
    return answer, sum("audit_" not in statement for statement in seen)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_the_hidden_and_the_non_existing_answer_alike(app, acting, work, database, beijing, method):
    with work():
        scene = make_embargoed_scene(beijing.again(), MARK)
        foreign = make_inspection(make_cast("cn/44/"), InspectionState.ON_SITE)
        elsewhere = {"inspection_id": [foreign.id], "case_file_id": [foreign.case_file_id]}
    actor = beijing.people["an inspector of the office"]
    client, data = acting(actor), {"reason": "x", "version": "7"}
    compared = 0
    for ids in (scene.ids, elsewhere):
        for stop in stops(app, "GET" if method == "HEAD" else method, {**FILLERS, **ids}):
            hidden = [str(one) for name in stop.ids & ids.keys() for one in ids[name] if str(one) in stop.address]
            if not hidden or stop.endpoint.startswith("audit."):
                continue
            invented = {one: str(uuid4()) for one in hidden}
            absent = stop.address
            for one, other in invented.items():
                absent = absent.replace(one, other)
            mine, work_done = statements(database, lambda at=stop.address: client.open(at, method=method, data=data))
            none, work_undone = statements(database, lambda at=absent: client.open(at, method=method, data=data))
            assert meet(mine, *hidden) == meet(none, *invented.values()), stop.address
            assert mine.status_code in (403, 404), stop.address
            assert work_done == work_undone, stop.address
            compared += 1
    assert compared > 10


def test_once_the_notice_is_served_the_jurisdiction_knows(acting, work, beijing):
    with work():
        inspection_id = make_embargoed_scene(beijing.again(), MARK).ids["inspection_id"][0]
    client = acting(beijing.people["another supervisor of the office"])
    assert client.get(f"/inspections/{inspection_id}").status_code == 404
    with work():
        planned = session().get_one(Inspection, inspection_id)
        operations.approve_notice(planned, actor=beijing.cast.head)
        operations.serve_notice(planned, actor=beijing.cast.leader, **service())
    assert MARK in client.get(f"/inspections/{inspection_id}").text
