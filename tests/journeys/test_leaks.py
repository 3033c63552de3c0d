"""Who must not see a case does not: not by any address, not by searching, not by an id slipped into a form."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode, urljoin
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.roles import ADMINISTRATORS, Role
from app.audit.models import AuditEvent
from app.core.db import session
from app.enterprises.operations import upload_list
from app.web.dispatch import Application
from tests.factories.enterprises import make_filing, published
from tests.factories.inspections import make_cast, make_inspection
from tests.factories.organisation import make_actor, make_office
from tests.journeys.forms import Form
from tests.journeys.markup import Element, read
from tests.journeys.scene import Scene, make_embargoed_scene, make_scene
from tests.journeys.walk import Imprint, Stop, stops

MARK = "凤栖梧桐"
PART = MARK[:2]
OWN = ("/account/", "/confirm", "/csp-report", "/language", "/sign-in", "/sign-out")
"""Addresses of one's own account and browser."""
ACCOUNTS = {
    "organisation.decide",
    "organisation.end_account",
    "organisation.end_user_sessions",
    "organisation.grant_role",
    "organisation.propose_role",
    "organisation.register_certificate",
    "organisation.reinstate",
    "organisation.reset_password",
    "organisation.reset_second_factor",
    "organisation.suspend",
    "organisation.take_back",
    "organisation.withdraw_role",
}
"""What administrators do with accounts, whatever case their owners work on."""
CASE_IDS = frozenset(
    {"answer_id", "case_file_id", "demand_id", "document_id", "evidence_id", "finding_id", "inspection_id"}
    | {"grant_id", "member_id", "notification_id", "order_id"}
)
IDS = ("change_id", "enterprise_id", "import_id", "redaction_id", "session_id", "user_id", "witness_id")
"""Variables that name something else."""
LISTS_OF_WORK = {
    "deadlines.deadlines",
    "findings.findings",
    "inspections.inspections",
    "notifications.inbox",
    "rectification.orders",
    "reports.board",
    "reports.my_work",
}
FILLERS = {name: [uuid4()] for name in (*CASE_IDS, *IDS)} | {
    "key": ["none"],
    "slug": ["7"],
    "role": ["inspector"],
    "log": [1],
    "seq": [1],
}
"""Values for variables that a scene has nothing for."""
LOOKS = {"audit.read", "audit.searched", "case.read", "enterprise.exported", "evidence.viewed", "list.searched"}
"""Events of looking at what one may see."""
UUID_FORM = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
EVERYTHING = {
    "reason": "理由",
    "version": "1",
    "declaration": "no_conflict",
    "result": "done",
    "method": "on_paper",
    "family": "breach",
    "article": "7",
    "title": "标题",
    "facts": "事实",
    "measure": "措施",
    "received_on": "2022-09-28",
    "responsible_person": "某人",
    "wording": "要求",
    "amount": "5",
    "unit": "working_days",
    "report_back": "书面报告",
    "observations": "情况",
    "verified_on": "2022-09-28",
    "manner": "direct",
    "served_on": "2022-09-28",
    "place": "某处",
    "receiver": "某人",
}
"""A body that fills in most forms, so that only the right of the caller is missing."""


def outsiders() -> dict[str, Actor]:
    """People who have no business with a case of Beijing."""
    make_office("cn/11/telecom/")
    return {
        "an inspector of Guangdong": make_actor(Role.INSPECTOR, path="cn/44/", certified=True),
        "the head of Guangdong": make_actor(Role.HEAD, path="cn/44/"),
        "the supervisor of Guangdong": make_actor(Role.SUPERVISOR, path="cn/44/"),
        "the registrar of Guangdong": make_actor(Role.REGISTRAR, path="cn/44/"),
        "a department officer who is not on the team": make_actor(Role.INSPECTOR, path="cn/11/telecom/"),
        "the system administrator": make_actor(Role.SYSTEM_ADMIN, path="cn/"),
        "the security administrator": make_actor(Role.SECURITY_ADMIN, path="cn/"),
        "the auditor": make_actor(Role.AUDITOR, path="cn/"),
    }


def colleagues() -> dict[str, Actor]:
    """People of Beijing, and above, who must not know of a plan under embargo."""
    make_office("cn/11/telecom/")
    return {
        "an inspector of the office": make_actor(Role.INSPECTOR, path="cn/11/", certified=True),
        "the other supervisor of the office": make_actor(Role.SUPERVISOR, path="cn/11/"),
        "the registrar of the office": make_actor(Role.REGISTRAR, path="cn/11/"),
        "the legal reviewer of the office": make_actor(Role.LEGAL_REVIEWER, path="cn/11/"),
        "the observer of the office": make_actor(Role.OBSERVER, path="cn/11/"),
        "the national coordinator": make_actor(Role.COORDINATOR, path="cn/"),
        "the national head": make_actor(Role.HEAD, path="cn/"),
        "the national supervisor": make_actor(Role.SUPERVISOR, path="cn/"),
        "a department officer": make_actor(Role.INSPECTOR, path="cn/11/telecom/"),
    }


def last_event(work, case_file_id: UUID) -> int:
    """The place in the log of the newest event of a case."""
    with work() as session:
        found = session.scalar(select(func.max(AuditEvent.seq)).where(AuditEvent.case_file_id == case_file_id))
    assert found is not None
    return found


@pytest.fixture
def beijing(work, app) -> Scene:
    """A case of Beijing, with the registry behind it, and values for the variables that belong to no case."""
    with work():
        cast = make_cast("cn/11/")
        enterprise = cast.enterprise
        enterprise.name, enterprise.address, enterprise.contact_name = f"{MARK}公司", f"{MARK}路", f"{MARK}联系人"
        number = "网信算备110108292947002220013号"
        make_filing(enterprise, number)
        scene = make_scene(cast, MARK)
        registrar = make_actor(Role.REGISTRAR, path="cn/11/")
        upload = upload_list(
            io.BytesIO(published()), filename="清单.csv", batch="2022-08", storage=app.storage, actor=registrar
        )
        session().flush()
        scene.ids.update(
            enterprise_id=[enterprise.id],
            import_id=[upload.id],
            user_id=[cast.leader.id],
            key=[cast.campaign.key],
            slug=["7"],
            role=["inspector"],
        )
        secrets = {str(enterprise.id), str(enterprise.uscc), number, str(upload.id)}
    scene.ids["seq"] = [last_event(work, scene.ids["case_file_id"][0])]
    return replace(scene, secrets=scene.secrets | secrets)


def questions(stop: Stop, scene: Scene) -> tuple[str, ...]:
    """What is put behind an address: nothing; where it names no record also part of the name, and ids of the case."""
    if stop.ids:
        return "", "kind=order_to_correct"
    ids = {name: values[0] for name, values in scene.ids.items()}
    picked = {"enterprise": ids["enterprise_id"], "inspection": ids["inspection_id"], "officer": ids["user_id"]}
    return "", urlencode({"q": PART}), urlencode({**picked, "office": "cn/11/"})


def test_no_address_tells_an_outsider_of_the_case(app, acting, work, beijing: Scene) -> None:
    """The auditor reads who did what to which id, and nothing else."""
    with work():
        people = outsiders()
    for name, actor in people.items():
        client = acting(actor)
        for stop in stops(app, "GET", {**FILLERS, **beijing.ids}):
            for question in questions(stop, beijing):
                answer = client.get(f"{stop.address}?{question}")
                assert answer.status_code in (200, 302, 303, 403, 404, 422), (name, stop.address, answer.status_code)
                told = beijing.told_by(answer.text) - set(re.findall(UUID_FORM, stop.address + question))
                if Role.AUDITOR in actor.roles and stop.endpoint.startswith("audit."):
                    told = {secret for secret in told if not re.fullmatch(UUID_FORM, secret)}
                assert not told, f"{stop.address}?{question} tells {name} {told}"
                if stop.ids & CASE_IDS:
                    assert answer.status_code in (403, 404), (name, stop.address, answer.status_code)


def test_no_address_lets_an_outsider_change_the_case(app, acting, work, beijing: Scene) -> None:
    with work():
        people = outsiders()
    for name, actor in people.items():
        client, before = acting(actor), Imprint(work)
        for stop in stops(app, "POST", {**FILLERS, **beijing.ids}):
            if stop.address.startswith(OWN) or (stop.endpoint in ACCOUNTS and actor.roles & ADMINISTRATORS):
                continue
            for question in questions(stop, beijing):
                answer = client.post(f"{stop.address}?{question}", data=EVERYTHING)
                allowed = {403, 404} if stop.ids else {200, 403, 404, 422}
                assert answer.status_code in allowed, (name, stop.address, answer.status_code)
        assert before.changes() <= LOOKS, name


def test_a_plan_under_embargo_is_not_there_for_anybody_but_its_people(app, acting, work) -> None:
    with work():
        cast = make_cast("cn/11/")
        scene, enterprise = make_embargoed_scene(cast, MARK), cast.enterprise.name
        scene.ids.update(enterprise_id=[cast.enterprise.id], user_id=[cast.leader.id])
        people = colleagues()
    scene.ids["seq"] = [last_event(work, scene.ids["case_file_id"][0])]
    addresses = list(stops(app, "GET", {**FILLERS, **scene.ids}))
    for name, actor in people.items():
        client = acting(actor)
        if actor.may(Permission.JURISDICTION_READ):
            assert enterprise not in client.get("/jurisdiction?stage=under_inspection").text, name
        for stop in addresses:
            for question in questions(stop, scene):
                answer = client.get(f"{stop.address}?{question}")
                told = scene.told_by(answer.text) - set(re.findall(UUID_FORM, stop.address + question))
                assert not told, f"{stop.address}?{question} tells {name} {told}"
                if stop.endpoint in LISTS_OF_WORK:
                    assert enterprise not in answer.text, f"{stop.address}?{question} tells {name} whom it is about"


def test_nobody_but_its_people_can_change_a_plan_under_embargo(app, acting, work) -> None:
    with work():
        scene = make_embargoed_scene(make_cast("cn/11/"), MARK)
        people = colleagues()
    for name, actor in people.items():
        client, before = acting(actor), Imprint(work)
        for stop in stops(app, "POST", {**FILLERS, **scene.ids}):
            if stop.ids & CASE_IDS:
                assert client.post(stop.address, data=EVERYTHING).status_code in (403, 404), (name, stop.address)
        assert not before.changes(), name


def test_an_id_of_another_case_slipped_into_a_form_is_refused(app, acting, work, frozen, beijing: Scene) -> None:
    with work():
        cast = make_cast("cn/44/")
        earlier = make_scene(cast, "岭南")
        frozen.shift(timedelta(minutes=1))
        own = make_scene(cast, "岭南")
        own.ids["inspection_id"].append(make_inspection(cast).id)
        own.ids["finding_id"] += earlier.ids["finding_id"]
        own.ids.update(enterprise_id=[cast.enterprise.id], user_id=[cast.leader.id])
    foreign = [str(known[0]) for known in beijing.ids.values() if isinstance(known[0], UUID)]
    slipped: set[str] = set()
    for actor in (cast.leader, cast.supervisor):
        client, before = acting(actor), Imprint(work)
        for address, form, field in _forms_with_ids(client, app, own):
            slipped.add(field)
            for one in foreign:
                data = form.filled({}, form.element)
                data.setlist(field, [one])
                status = client.post(urljoin(address, form.action), data=data).status_code
                assert status in (403, 404, 409, 422), (address, field, status)
        assert before.changes() <= LOOKS
    assert slipped == {"campaign", "earlier", "findings", "user"}


def _forms_with_ids(client: FlaskClient, app: Application, scene: Scene) -> Iterator[tuple[str, Form, str]]:
    """Each form that changes something, with its address and each of its fields whose values are ids."""
    for stop in stops(app, "GET", {**FILLERS, **scene.ids}):
        for question in questions(stop, scene):
            address = f"{stop.address}?{question}"
            answer = client.get(address)
            page = read(answer.text if answer.mimetype == "text/html" else "")
            for form in filter(lambda form: form.posts, map(Form, page.all("form"))):
                for field in {control.get("name") for control in form.controls if _holds_ids(control)}:
                    yield address, form, field


def _holds_ids(control: Element) -> bool:
    values = [control.get("value"), *(option.get("value") for option in control.all("option"))]
    return any(re.fullmatch(UUID_FORM, value) for value in values)
