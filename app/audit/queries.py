"""Reading the log as people do: what happened to a case, or to one object."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select

from app.audit.catalogue import actor_labels, describe
from app.audit.writing import EVENT
from app.core import db
from app.core.text import Text, _

COLUMNS = ("seq", "at", "action", "actor", "actor_id", "object", "body")


@dataclass(frozen=True)
class Entry:
    """One event as a page shows it. `redacted`: its body, and so reason and values, was erased."""

    seq: int
    at: datetime
    who: str | Text
    what: Text
    action: str
    object: str
    reason: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    redacted: bool


def timeline(case_file_id: UUID, limit: int = 50, *, without: Collection[str] = ()) -> list[Entry]:
    """The newest events of a case, the newest first, `without` those actions.

    The caller has made sure that the case is within reach.
    """
    return _entries((EVENT.c.case_file_id == case_file_id) & EVENT.c.action.not_in(without), limit)


def events_of(object_ref: str, limit: int = 50) -> list[Entry]:
    """The newest events of one object (`demand:<id>`), the newest first. The caller has made sure of reach."""
    return _entries(EVENT.c.object == object_ref, limit)


def _entries(condition: ColumnElement[bool], limit: int) -> list[Entry]:
    columns = [EVENT.c[name] for name in COLUMNS]
    newest = select(*columns).where(condition).order_by(EVENT.c.log.desc(), EVENT.c.seq.desc()).limit(limit)
    rows = db.session().connection().execute(newest).all()
    names = _names(rows)
    return [_entry(row, names) for row in rows]


def _names(rows: Sequence[Row[Any]]) -> dict[UUID, str | Text]:
    ids = {row.actor_id for row in rows} - {None}
    names: dict[UUID, str | Text] = {}
    for labels in actor_labels if ids else ():
        names |= labels(ids)
    return names


def _entry(row: Row[Any], names: dict[UUID, str | Text]) -> Entry:
    body = json.loads(row.body) if row.body is not None else {}
    return Entry(
        seq=row.seq,
        at=row.at,
        who=names.get(row.actor_id) or _who(row.actor),
        what=describe(row.action),
        action=row.action,
        object=row.object,
        reason=body.get("reason"),
        before=body.get("before"),
        after=body.get("after"),
        redacted=row.body is None,
    )


def _who(actor: str | None) -> str | Text:
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
