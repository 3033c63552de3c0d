"""Appending events to the log: the last statements of a transaction, under the lock of the head."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from app.audit.models import AuditEvent, AuditHead, AuditNode
from app.audit.tlog.canonical import canonical, moment
from app.audit.tlog.tree import Node, Tree, leaf_hash
from app.core import clock
from app.core.errors import ReadOnly

EVENT: Any = AuditEvent.__table__
HEAD: Any = AuditHead.__table__
NODE: Any = AuditNode.__table__

BODY_KEYS = frozenset(
    {"action", "actor", "actor_office", "object", "object_office", "case", "campaign"}
    | {"request_id", "ip", "before", "after", "reason", "salt"}
)
"""What every body holds; `attachments` and `clock` come where they apply."""


def newest_head(*columns: Any) -> Select[Any]:
    """A SELECT of these columns of the head of the newest log, the one that is written to."""
    return select(*columns).order_by(HEAD.c.log.desc()).limit(1)


LOCKED = newest_head(HEAD.c.log, HEAD.c.size, HEAD.c.peaks, HEAD.c.halted_at).with_for_update()
LAST = select(EVENT.c.at).where(EVENT.c.log == bindparam("number"), EVENT.c.seq == bindparam("last"))
"""Not read along with the head: PostgreSQL, after a wait for the lock, would not see what was appended meanwhile."""
EVENTS, NODES = insert(EVENT), insert(NODE)
GROWN = update(HEAD).where(HEAD.c.log == bindparam("number")).values(size=bindparam("size"), peaks=bindparam("peaks"))


def append(connection: Connection, bodies: Sequence[dict[str, Any]]) -> None:
    """Append these events, in order, to the newest log; no other transaction can append until this one ends.

    Their time is that of the business clock, but never before the last event's: where the clock ran backwards,
    its own reading goes into the body as `clock`. Raises ReadOnly where the log stands still.
    """
    log, size, peaks, halted_at = connection.execute(LOCKED).one()
    if halted_at is not None:
        raise ReadOnly()
    tree, reading = Tree.restored(size, peaks), clock.now()
    last = connection.scalar(LAST, {"number": log, "last": size - 1})
    at = max(reading, last or reading)
    backwards = {"clock": moment(reading)} if at > reading else {}
    events: list[dict[str, Any]] = []
    nodes: list[Node] = []
    for body in bodies:
        events.append({"log": log} | event_row(body | backwards, seq=tree.size, at=at))
        tree, completed = tree.append(events[-1]["leaf_hash"])
        nodes += completed
    connection.execute(EVENTS, events)
    if nodes:
        connection.execute(NODES, [{"log": log} | vars(node) for node in nodes])
    connection.execute(GROWN, {"number": log, "size": tree.size, "peaks": tree.stored()})


def event_row(body: dict[str, Any], *, seq: int, at: datetime) -> dict[str, Any]:
    """The event's row, its log apart."""
    data = canonical(body)
    leaf = canonical({"body_sha256": hashlib.sha256(data).hexdigest(), "seq": seq, "t": moment(at), "v": 1})
    row = {"seq": seq, "leaf": leaf, "body": data, "leaf_hash": leaf_hash(leaf), "at": at}
    return row | query_columns(body)


def query_columns(body: dict[str, Any]) -> dict[str, Any]:
    """The columns copied from a body to search by. Raises ValueError for a body not made by us."""
    if not BODY_KEYS.issubset(body) or not isinstance(body["actor"], str):
        raise ValueError("a body without its keys")
    kind, _colon, identifier = body["actor"].partition(":")
    return {
        "action": body["action"],
        "actor": body["actor"],
        "actor_id": UUID(identifier) if kind in ("user", "link") else None,
        "actor_office": _uuid(body["actor_office"]),
        "object": body["object"],
        "object_office": _uuid(body["object_office"]),
        "case_file_id": _uuid(body["case"]),
        "campaign": _uuid(body["campaign"]),
        "request_id": body["request_id"],
    }


def _uuid(text: object) -> UUID | None:
    return None if text is None else UUID(str(text))
