"""A log that many people read: an open case, one under embargo, acts without a case, here and elsewhere."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.access.actor import Actor
from app.access.roles import Role
from app.audit.catalogue import Key, Kind, Shown
from app.audit.models import AuditEvent
from app.audit.operations import record
from app.cases.states import EmbargoUntil
from app.core import clock
from app.core.db import session
from app.core.text import Text, _
from app.organisation import queries as organisation
from app.organisation.states import Clearance
from tests.factories.cases import make_case, make_grant
from tests.factories.organisation import make_actor, make_office

MATTER = Kind(
    Text("Matter changed"),
    Key("title", Text("Title")),
    Key("due_on", Text("Due"), Shown.DAY),
    Key("met_at", Text("Met"), Shown.MOMENT),
    Key("fine", Text("Fine"), Shown.FEN),
    Key("pages", Text("Pages"), Shown.COUNT),
    Key("urgent", Text("Urgent"), Shown.FLAG),
    Key("officer", Text("Officer"), Shown.PERSON),
    Key("office", Text("Office"), Shown.OFFICE),
    Key("clearance", Text("Clearance"), Clearance),
    Key("said", Text("Said")),
    Key("parts", Text("Parts")),
)
"""A kind of event with every kind of value."""

CHANGED = "matter.changed"
REASON = "当事人名称有误"
TITLE_BEFORE, TITLE_AFTER = "云帆科技案", "云翼科技案"
CITY, PROVINCE, FOREIGN = "cn/44/4403/", "cn/44/", "cn/33/"


@dataclass(frozen=True)
class Scene:
    """The readers by name, the events by what they are about (`own`, `secret`, `office`, `elsewhere`), the case."""

    readers: dict[str, Actor]
    events: dict[str, int]
    case_id: UUID
    case_number: str
    secret_id: UUID


def make_scene() -> Scene:
    """Everything goes into the running unit of work; the kinds must be known (`KINDS[CHANGED] = MATTER`)."""
    readers = make_readers()
    city = make_office(CITY)
    own = make_case(city, team=(readers["member"],))
    secret = make_case(
        city, team=(readers["member"],), number=None, embargoed_until=EmbargoUntil.NOTICE_SERVED, title="拟检对象案"
    )
    make_grant(own, readers["grant holder"])
    make_grant(own, readers["former grant holder"], until=clock.today() - timedelta(days=1))
    officers = {place: organisation.user(readers[name].id) for place, name in OFFICERS.items()}
    values = values_of(readers["member"], city.id)
    for case in (own, secret):
        record(CHANGED, case, actor=readers["member"], case_file_id=case.id, reason=REASON, **values)
    record(CHANGED, officers["office"], actor=readers["member"], reason=REASON, **values)
    record(CHANGED, officers["elsewhere"], actor=readers["foreign member"], reason=REASON, **values)
    session().flush()
    return Scene(readers, {}, own.id, own.number or "", secret.id)


OFFICERS = {"office": "colleague", "elsewhere": "foreign member"}


def make_readers() -> dict[str, Actor]:
    """One of each who may want to read the log."""
    return {
        "auditor": make_actor(Role.AUDITOR, path="cn/"),
        "system admin": make_actor(Role.SYSTEM_ADMIN, path="cn/"),
        "security admin": make_actor(Role.SECURITY_ADMIN, path="cn/"),
        "coordinator": make_actor(Role.COORDINATOR, path="cn/"),
        "national observer": make_actor(Role.OBSERVER, path="cn/"),
        "observer": make_actor(Role.OBSERVER, path=PROVINCE),
        "department observer": make_actor(Role.OBSERVER, path="cn/44/telecom/"),
        "foreign observer": make_actor(Role.OBSERVER, path=FOREIGN),
        "province head": make_actor(Role.HEAD, path=PROVINCE),
        "head": make_actor(Role.HEAD, path=CITY),
        "foreign head": make_actor(Role.HEAD, path=FOREIGN),
        "colleague": make_actor(Role.SUPERVISOR, path=CITY),
        "member": make_actor(Role.INSPECTOR, path=CITY),
        "foreign member": make_actor(Role.INSPECTOR, path=FOREIGN),
        "grant holder": make_actor(Role.INSPECTOR, path=FOREIGN),
        "former grant holder": make_actor(Role.INSPECTOR, path=FOREIGN),
    }


def values_of(officer: Actor, office_id: UUID) -> dict[str, dict[str, Any]]:
    """Before and after, with a value of every kind."""
    before = {"title": TITLE_BEFORE, "urgent": False, "clearance": Clearance.INTERNAL}
    after = {
        "title": TITLE_AFTER,
        "due_on": clock.date(2022, 10, 11),
        "met_at": clock.at(clock.date(2022, 10, 10), 9, 30),
        "fine": 1234567,
        "pages": 1500,
        "urgent": True,
        "officer": officer.id,
        "office": str(office_id),
        "clearance": Clearance.WORK_SECRET,
        "said": _("Due on %(day)s", day=clock.date(2022, 10, 11)),
        "parts": ["甲", "乙"],
    }
    return {"before": before, "after": after}


def numbered(scene: Scene) -> Scene:
    """The scene with the numbers its events were given at the commit."""
    found = session().scalars(select(AuditEvent.seq).where(AuditEvent.action == CHANGED).order_by(AuditEvent.seq))
    names = ("own", "secret", "office", "elsewhere")
    return Scene(scene.readers, dict(zip(names, found, strict=True)), scene.case_id, scene.case_number, scene.secret_id)
