"""Opening one event: all that the reader may know of it, and its place in the log."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, select

from app.access.actor import Actor
from app.audit.catalogue import describe
from app.audit.log.writing import EVENT
from app.audit.queries import caller, names_of
from app.audit.reading import scope as reading
from app.core import db
from app.core.errors import NotFound
from app.core.text import Text

SEARCH = "list.searched"


@dataclass(frozen=True)
class Event:
    """One event, opened. Without `content` the reader may not know reason, values and files; they are empty then."""

    log: int
    seq: int
    at: datetime
    leaf_hash: bytes
    action: str
    what: Text
    who: str | Text
    actor_id: UUID | None
    office: UUID | None
    object: str
    case_file_id: UUID | None
    request_id: str | None
    ip: str | None
    clock: str | None
    content: bool
    redacted: bool
    words_hidden: bool
    reason: str | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    attachments: Sequence[Mapping[str, Any]]


def event(log: int, seq: int, *, actor: Actor) -> Event:
    """The event, as far as the actor may know it; raises NotFound where there is none or it is outside scope."""
    scope = reading.scope(actor)
    statement = select(EVENT).where(EVENT.c.log == log, EVENT.c.seq == seq, scope.condition)
    row = db.session().connection().execute(statement).one_or_none()
    if row is None:
        raise NotFound()
    return _opened(row, scope.content, actor)


def neighbours(of: Event, *, actor: Actor) -> tuple[int | None, int | None]:
    """The `seq` of the events of the same object before and after this one, among those in scope."""
    same = and_(EVENT.c.log == of.log, EVENT.c.object == of.object, reading.scope(actor).condition)
    before = select(EVENT.c.seq).where(same, EVENT.c.seq < of.seq).order_by(EVENT.c.seq.desc()).limit(1)
    after = select(EVENT.c.seq).where(same, EVENT.c.seq > of.seq).order_by(EVENT.c.seq).limit(1)
    connection = db.session().connection()
    return connection.scalar(before), connection.scalar(after)


def _opened(row: Row[Any], content: bool, actor: Actor) -> Event:
    body = json.loads(row.body) if row.body is not None else {}
    hidden = content and row.action == SEARCH and reading.words_hidden(actor, row.actor_office)
    shown = body if content and not hidden else {}
    return Event(
        log=row.log,
        seq=row.seq,
        at=row.at,
        leaf_hash=row.leaf_hash,
        action=row.action,
        what=describe(row.action),
        who=names_of({row.actor_id} - {None}).get(row.actor_id) or caller(row.actor),
        actor_id=row.actor_id,
        office=row.actor_office,
        object=row.object,
        case_file_id=row.case_file_id,
        request_id=row.request_id,
        ip=body.get("ip"),
        clock=body.get("clock"),
        content=content,
        redacted=row.body is None,
        words_hidden=hidden,
        reason=shown.get("reason"),
        before=shown.get("before") or {},
        after=shown.get("after") or {},
        attachments=shown.get("attachments", ()),
    )
