"""Reading the log as people do: what happened to a case, or to one object."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, select

from app.audit.catalogue import actor_labels, describe
from app.audit.log.writing import EVENT
from app.core import db
from app.core.text import Text, _

COLUMNS = ("log", "seq", "at", "action", "actor", "actor_id", "actor_office", "object", "case_file_id")


@dataclass(frozen=True)
class Entry:
    """One event as a page shows it. `office` is that of whoever acted.

    `redacted`: its body, and so reason and values, was erased.
    """

    log: int
    seq: int
    at: datetime
    who: str | Text
    what: Text
    action: str
    object: str
    office: UUID | None
    case_file_id: UUID | None
    reason: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    redacted: bool


def timeline(case_file_id: UUID, limit: int = 50, *, without: Collection[str] = ()) -> list[Entry]:
    """The newest events of a case, the newest first, `without` those actions.

    The caller has made sure that the case is within reach.
    """
    return entries((EVENT.c.case_file_id == case_file_id) & EVENT.c.action.not_in(without), limit)


def events_of(object_ref: str, limit: int = 50) -> list[Entry]:
    """The newest events of one object (`demand:<id>`), the newest first. The caller has made sure of reach."""
    return entries(EVENT.c.object == object_ref, limit)


def entries(condition: ColumnElement[bool], limit: int, *, offset: int = 0, content: bool = True) -> list[Entry]:
    """The newest events that meet a condition, the newest first; without `content` no body is even read."""
    order = EVENT.c.log.desc(), EVENT.c.seq.desc()
    newest = select(EVENT.c.log, EVENT.c.seq).where(condition).order_by(*order).offset(offset).limit(limit).subquery()
    opened = EVENT.alias()
    columns = [opened.c[name] for name in COLUMNS]
    columns += [opened.c.body] if content else []
    columns.append(opened.c.body.is_(None).label("redacted"))
    same = and_(opened.c.log == newest.c.log, opened.c.seq == newest.c.seq)
    chosen = select(*columns).join_from(newest, opened, same).order_by(opened.c.log.desc(), opened.c.seq.desc())
    rows = db.session().connection().execute(chosen).all()
    names = names_of({row.actor_id for row in rows} - {None})
    return [_entry(row, names) for row in rows]


def names_of(ids: set[UUID]) -> dict[UUID, str | Text]:
    """The names of people, as far as a room knows them."""
    names: dict[UUID, str | Text] = {}
    for labels in actor_labels if ids else ():
        names |= labels(ids)
    return names


def _entry(row: Row[Any], names: dict[UUID, str | Text]) -> Entry:
    body = json.loads(row.body) if getattr(row, "body", None) is not None else {}
    return Entry(
        log=row.log,
        seq=row.seq,
        at=row.at,
        who=names.get(row.actor_id) or caller(row.actor),
        what=describe(row.action),
        action=row.action,
        object=row.object,
        office=row.actor_office,
        case_file_id=row.case_file_id,
        reason=body.get("reason"),
        before=body.get("before"),
        after=body.get("after"),
        redacted=row.redacted,
    )


def caller(actor: str | None) -> str | Text:
    """An actor without a name of its own, as the log calls it."""
    kind, _colon, name = (actor or "").partition(":")
    match kind:
        case "":
            return _("Erased")
        case "job":
            return _("Scheduled job %(name)s", name=name)
        case "operator":
            return _("Operator %(name)s at the console", name=name)
        case "anonymous":
            return _("Not signed in")
    return actor or ""
