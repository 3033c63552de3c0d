"""Every address, every role, every relation to a case, every method: nobody is told of what is not theirs to see.

The open case lies with a city; the secret one, of the same office, is a plan under embargo. What is open to whom stands
in tests/journeys/matrix.py.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import unquote, urlencode
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.roles import Role
from app.audit.models import AuditEvent
from app.cases.models import CaseFile
from app.core.db import session
from app.enterprises.operations import upload_list
from app.web.dispatch import Application
from app.web.forms import FilterForm
from tests.architecture.reached import events_of, reached
from tests.factories.enterprises import make_enterprise, make_filing, published
from tests.factories.inspections import make_cast
from tests.factories.organisation import make_actor
from tests.journeys.matrix import CITY, ENTRIES, Opens, Person, Relation, make_people, turned_away
from tests.journeys.scene import Scene, make_embargoed_scene, make_scene
from tests.journeys.walk import FILLERS, UUID_FORM, Stop, stops

MARK, COMPANY, SECRET, QUIET = "凤栖梧桐", "鹤鸣九皋", "龙潜深渊", "雁过无痕"
"""What stands in the texts of the open case, in the name of its enterprise, in the secret plan, in its enterprise."""
FILING = "网信算备440103292947002220013号"
LISTS_OF_WORK = {
    "deadlines.deadlines",
    "findings.findings",
    "inspections.inspections",
    "notifications.inbox",
    "rectification.orders",
    "reports.board",
    "reports.my_work",
}
"""Lists on which an enterprise stands only because of a case."""
LOG = {"audit.event", "audit.events", "audit.receipt"}
"""Where the auditor meets the ids of everything, and no content."""
SECRET_NAMES = {"case_file_id", "document_id", "enterprise", "enterprise_id", "inspection", "inspection_id", "seq"}
"""Variables that name something of the secret case."""
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
BRIEF = {"Accept": "application/problem+json"}
"""Asks for a refusal without its page."""
LOOKS = {"case.read", "evidence.viewed", "audit.read", "receipt.handed_out"}
"""Events of looking at what is not for everybody."""


@dataclass(frozen=True)
class Stage:
    """The open case, the secret one, what the registry alone knows of the secret one's enterprise, and the people."""

    open: Scene
    secret: Scene
    registry: Scene
    people: list[Person]
    owner: Actor

    def untold(self, person: Person) -> Iterator[Scene]:
        """The scenes of which the person must learn nothing."""
        if not person.sees_open:
            yield self.open
        if not person.sees_secret:
            yield self.secret
        if not person.reaches:
            yield self.registry


@pytest.fixture
def stage(work, app) -> Stage:
    """Both cases, and everybody who has nothing to do with them."""
    with work():
        cast = make_cast(CITY)
        company = cast.enterprise
        company.name, company.address, company.contact_name = f"{COMPANY}公司", f"{COMPANY}路", f"{COMPANY}联系人"
        make_filing(company, FILING)
        opened = make_scene(cast, MARK)
        quiet = make_enterprise("440103", office_id=cast.office.id, office_path=CITY, name=f"{QUIET}公司")
        secret = make_embargoed_scene(replace(make_cast(CITY), enterprise=quiet), SECRET)
        upload = upload_list(
            io.BytesIO(published()),
            filename=f"{COMPANY}.csv",
            batch="2022-08",
            storage=app.storage,
            actor=make_actor(Role.REGISTRAR, path=CITY),
        )
        people = make_people([session().get_one(CaseFile, opened.ids["case_file_id"][0])])
        session().flush()
        shared = {"user_id": [cast.leader.id], "key": [cast.campaign.key]}
        opened.ids.update(FILLERS | opened.ids | shared, enterprise_id=[company.id], import_id=[upload.id])
        secret.ids.update(shared, enterprise_id=[quiet.id])
        known = {str(company.id), str(company.uscc), FILING, COMPANY, str(upload.id)}
        registry = Scene({}, frozenset({QUIET, str(quiet.id), str(quiet.uscc)}))
    with work():
        for scene in (opened, secret):
            scene.ids.update(log=[1], seq=[_first_event(scene)])
    return Stage(replace(opened, secrets=opened.secrets | known), secret, registry, people, cast.leader)


def _first_event(scene: Scene) -> int:
    """Where the log tells that the case was opened."""
    of_case = select(func.min(AuditEvent.seq)).where(AuditEvent.case_file_id == scene.ids["case_file_id"][0])
    return session().scalars(of_case).one()


def test_every_address_has_an_entry(application: Application):
    addresses = {rule.endpoint for rule in application.url_map.iter_rules()} - {"static"}

    assert set(ENTRIES) == addresses, "say in tests/journeys/matrix.py to whom the address opens"


def told_by(scene: Scene, answer: TestResponse, stop: Stop) -> set[str]:
    """The secrets that an answer gives away, in its body or its headers, and that the question did not hold."""
    told = scene.told_by(f"{answer.data.decode(errors='replace')}\n{answer.headers}")
    return {secret for secret in told if secret not in unquote(stop.address)}


def judged(stage: Stage, person: Person, stop: Stop, answer: TestResponse, due: int | None) -> str | None:
    """What is wrong with an answer: another status than is due, or a secret told; None where nothing is."""
    open_to_all = answer.status_code not in (403, 404) and answer.status_code < 500
    if not (answer.status_code == due if due else open_to_all):
        return f"{person}: {stop.address} answers {answer.status_code}, not {due or 'openly'}"
    told = set().union(*(told_by(scene, answer, stop) for scene in stage.untold(person)))
    if stop.endpoint in LOG and person.role is Role.AUDITOR:
        told = {secret for secret in told if not re.fullmatch(UUID_FORM, secret)}
    if stop.endpoint in LISTS_OF_WORK and not person.sees_secret:
        told |= {secret for secret in (QUIET,) if secret in answer.text}
    return f"{person}: {stop.address} tells {told}" if told else None


def calls(app: Application, stage: Stage, person: Person) -> Iterator[tuple[Stop, int | None]]:
    """Every address the person can get, with the status that is due: for both cases, and each list asked for both.

    The inspectors and the people of the office ask for every record of a case, and for both cases on every list; of the
    others the first record of each kind and the open case are enough.
    """
    filtered = with_filters(app)
    thorough = person.role is Role.INSPECTOR or (person.reaches and person.relation is not Relation.SUPERIOR)
    for scene, mark in ((stage.open, MARK), (stage.secret, SECRET)):
        secret, known = scene is stage.secret, {**stage.open.ids, **scene.ids}
        for stop in stops(app, "GET", known if thorough else {name: values[:1] for name, values in known.items()}):
            due = turned_away(stop.endpoint, app.view_functions[stop.endpoint], person, secret=secret)
            if stop.ids or due:
                if stop.ids & SECRET_NAMES or not secret:
                    yield stop, due
            elif stop.endpoint in filtered and (thorough or not secret):
                for question in questions(scene, mark):
                    yield replace(stop, address=f"{stop.address}?{question}"), due
            elif not secret:
                yield stop, due


@cache
def with_filters(app: Application) -> set[str]:
    """The endpoints of views with a form of filters."""
    return {
        endpoint
        for endpoint, view in app.view_functions.items()
        if any(isinstance(thing, type) and issubclass(thing, FilterForm) for thing in reached(view))
    }


def questions(scene: Scene, mark: str) -> tuple[str, str]:
    """What a list is asked: for a part of what was typed, and by every id of the case."""
    ids = {name: values[0] for name, values in scene.ids.items()}
    picked = {"enterprise": ids["enterprise_id"], "inspection": ids["inspection_id"], "officer": ids["user_id"]}
    named = {"office": CITY, "case": ids["case_file_id"], "object": f"inspection:{ids['inspection_id']}"}
    return urlencode({"q": mark[:2]}), urlencode({**picked, **named})


def test_nobody_is_told_what_is_not_theirs_to_see(app, acting, stage: Stage) -> None:
    wrong = []
    for person in stage.people:
        client = acting(person.actor)
        for stop, due in calls(app, stage, person):
            answer = client.get(stop.address, headers=BRIEF if due else {})
            wrong.append(judged(stage, person, stop, answer, due))
        if person.actor.may(Permission.JURISDICTION_READ) and not person.sees_secret:
            assert QUIET not in client.get("/jurisdiction?stage=under_inspection").text, str(person)
    assert not list(filter(None, wrong))


def test_its_people_see_the_case_and_every_look_is_an_event(app, acting, work, stage: Stage) -> None:
    client, silent = acting(stage.owner), []
    for stop in stops(app, "GET", stage.open.ids):
        view = app.view_functions[stop.endpoint]
        if ENTRIES[stop.endpoint] is not Opens.CASE or not stage.owner.may(view.permission):
            continue
        last = _last_event(work)
        answer = client.get(stop.address)
        left = _events_since(work, last)
        assert left <= events_of(view), (stop.address, left)
        told = answer.mimetype != "text/html" or told_by(stage.open, answer, stop)
        if answer.status_code == 200 and not (told and left & LOOKS):
            silent.append(stop.address)
    assert not silent, "these pages of the case say nothing of it, or leave nothing in the log"


def _last_event(work) -> int:
    with work() as running:
        return running.scalars(select(func.max(AuditEvent.seq))).one()


def _events_since(work, last: int) -> set[str]:
    with work() as running:
        return set(running.scalars(select(AuditEvent.action).where(AuditEvent.seq > last)))


def test_only_the_methods_of_an_address_are_answered_and_none_tells_more(app, acting, stage: Stage) -> None:
    addresses = app.url_map.bind("localhost")
    calls = [stop for method in ("GET", "POST") for stop in stops(app, method, stage.open.ids)]
    for person in (one for one in stage.people if one.role is Role.INSPECTOR and not one.sees_open):
        client = acting(person.actor)
        for stop in {stop.rule: stop for stop in calls}.values():
            for method in METHODS:
                answer = client.open(stop.address, method=method, headers=BRIEF)
                taken = addresses.allowed_methods(stop.address.partition("?")[0])
                assert (answer.status_code == 405) == (method not in taken), (method, stop.address)
                assert not told_by(stage.open, answer, stop), (method, stop.address)
                if method == "HEAD":
                    assert answer.data == b"", stop.address


def test_what_is_foreign_answers_like_what_does_not_exist(app, acting, stage: Stage) -> None:
    elsewhere = {Relation.FOREIGN_CITY, Relation.DEPARTMENT, Relation.ENDED}
    absent = {name: [uuid4()] for name in stage.open.ids if name.endswith("_id")} | {"log": [1], "seq": [10**9]}
    kept = {name: values for name, values in stage.open.ids.items() if name not in absent}
    for person in (one for one in stage.people if one.relation in elsewhere):
        client = acting(person.actor)
        there = {stop.endpoint: stop for stop in stops(app, "GET", stage.open.ids)}
        nowhere = {stop.endpoint: stop for stop in stops(app, "GET", {**kept, **absent})}
        for endpoint, stop in there.items():
            if turned_away(endpoint, app.view_functions[endpoint], person) == 404:
                found, missing = client.get(stop.address), client.get(nowhere[endpoint].address)
                assert bare(found, stop) == bare(missing, nowhere[endpoint]), (str(person), stop.address)


def bare(answer: TestResponse, stop: Stop) -> tuple[int, str, list[tuple[str, str]]]:
    """An answer without what differs from one call to the next: tokens, and the address that was asked for."""
    text = re.sub(r'"[\w.-]{80,}"|[a-z]+-[0-9a-f]{8}"', "", answer.text).replace(stop.address, "")
    headers = sorted((name, value) for name, value in answer.headers.items() if name not in ("Set-Cookie",))
    return answer.status_code, text, [(name, value) for name, value in headers if name != "Content-Length"]
