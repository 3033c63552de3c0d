"""Reading a log again from its first event: is every byte, hash, column, node and peak what the others say it is?

Without a checkpoint from outside this proves internal consistency only: whoever rewrites everything is not noticed.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, String, Uuid, cast, func, select, type_coerce, union_all
from sqlalchemy.types import NullType

from app.audit.log.writing import BODY_KEYS, EVENT, HEAD, NODE
from app.audit.tlog.tree import Tree, leaf_hash
from app.audit.verifying.chain import Broken, Chain, Fault, Finding, Pledge

BATCH = 500
"""Rows held in memory at once."""

COMPLETED_BY: Any = (NODE.c.index + 1).bitwise_lshift(NODE.c.level) - 1
"""The seq of the event that completes a node."""

Watch = Callable[[int], object]
"""Told how many more were read."""


def verify(
    connection: Connection, pledges: Mapping[int, Sequence[Pledge]] | None = None, watch: Watch = bool
) -> list[Finding]:
    """Read every log, the oldest first, and compare each with the checkpoints pledged for its number.

    Events appended meanwhile are left to the next reading. `watch` is told how many events were read.
    """
    heads = connection.execute(select(HEAD).order_by(HEAD.c.log)).all()
    losses = _declared_losses(connection)
    readings = [
        _Reading(connection, head, (pledges or {}).get(head.log, ()), losses.get(head.log), watch) for head in heads
    ]
    findings = [reading.finding() for reading in readings]
    erased = {place for reading in readings for place in reading.chain.erased}
    return [
        *(_with_undeclared(*both, erased) for both in zip(findings, readings, strict=True)),
        *_headless(connection, any_head=bool(heads)),
    ]


def length(connection: Connection) -> int:
    """How many events there are to read."""
    return int(connection.scalar(select(func.sum(HEAD.c.size))) or 0)


def _declared_losses(connection: Connection) -> dict[int, dict[str, Any]]:
    """What the first event of a log says that the log before it lost, by the number of the latter."""
    first = select(EVENT.c.body).where(EVENT.c.seq == 0, EVENT.c.log.in_(select(HEAD.c.log)), EVENT.c.log > 1)
    said = [json.loads(body) for body in connection.scalars(first.where(EVENT.c.action == "audit.origin_opened"))]
    return {body["before"]["log"]: body["before"] for body in said}


def _with_undeclared(finding: Finding, reading: "_Reading", erased: set[tuple[int, int]]) -> Finding:
    """The finding once every log was read: which bodies are gone without an event that says so?"""
    undeclared = {seq for seq in reading.chain.bare if (finding.log, seq) not in erased}
    broken = Broken(Fault.UNDECLARED, min(undeclared)) if undeclared else None
    return replace(finding, undeclared=len(undeclared)).broken_by(broken)


def _headless(connection: Connection, *, any_head: bool) -> Iterator[Finding]:
    logs = union_all(
        select(EVENT.c.log).where(EVENT.c.log.not_in(select(HEAD.c.log))),
        select(NODE.c.log).where(NODE.c.log.not_in(select(HEAD.c.log))),
    )
    log = connection.execute(logs.limit(1)).scalar_one_or_none() or (None if any_head else 1)
    if log is not None:
        yield Finding(log, None, 0, Tree().root.hex(), fault=Fault.NO_HEAD, first_bad=0)


class _Reading:
    """One pass over one log, up to the size its head had when the pass began."""

    def __init__(
        self,
        connection: Connection,
        head: Row[Any],
        pledges: Sequence[Pledge],
        loss: dict[str, Any] | None,
        watch: Watch,
    ) -> None:
        self.connection, self.head, self.loss, self.watch = connection, head, loss, watch
        self.origin = pledges[0].checkpoint.origin if pledges else None
        self.chain = Chain(pledges)
        self.stored = _Stored(connection)

    def finding(self) -> Finding:
        broken = None
        try:
            self._read()
        except Broken as found:
            broken = found
        except (TypeError, ValueError) as error:
            broken = Broken(Fault.UNREADABLE, self.chain.size, str(error))
        lost = max(0, self._declared() - self.chain.size)
        return self.chain.finding(self.head.log, self.origin, broken, lost=lost)

    def _read(self) -> None:
        columns = [type_coerce(column, NullType()) for column in (NODE.c.level, NODE.c.index, NODE.c.hash)]
        with (
            self._rows(EVENT, self.stored.columns, EVENT.c.seq) as events,
            self._rows(NODE, columns, COMPLETED_BY, NODE.c.level) as nodes,
        ):
            self._hold_rows(events, nodes)
        if b"".join(self.chain.peaks) != self.head.peaks:
            raise Broken(Fault.PEAKS, self.chain.size)
        self._hold_end()
        self.chain.end(self._declared())

    def _rows(
        self, table: Any, columns: Iterable[Any], position: Any, *order: Any
    ) -> AbstractContextManager[Iterator[Any]]:
        statement = select(*columns).select_from(table).where(table.c.log == self.head.log, position < self.head.size)
        ordered = statement.order_by(position, *order).execution_options(yield_per=BATCH)
        return self.connection.execute(ordered)

    def _hold_rows(self, events: Iterable[Any], nodes: Iterator[Any]) -> None:
        """Hold every event; `nodes` come in the order in which the events complete them."""
        chain = self.chain
        for row in events:
            completed = chain.grow(self._hold_event(row))
            for level, node in enumerate(completed, start=1):
                if next(nodes, None) != (level, (chain.size >> level) - 1, node):
                    raise Broken(Fault.NODES, chain.size - 1)
            if chain.size in chain.pledges:
                chain.compare()
            if chain.size % BATCH == 0:
                self.watch(BATCH)
        self.watch(chain.size % BATCH)
        if chain.size != self.head.size:
            raise Broken(Fault.GAP, chain.size)
        if next(nodes, None) is not None:
            raise Broken(Fault.NODES, chain.size)

    def _hold_event(self, row: Sequence[Any]) -> bytes:
        """Hold the next event's row; its leaf's hash."""
        chain = self.chain
        seq, leaf, body, stored_hash, at, *columns = row
        if seq != chain.size:
            raise Broken(Fault.GAP, chain.size)
        digest, moment = chain.hold_leaf(leaf)
        if leaf_hash(leaf) != stored_hash:
            raise Broken(Fault.LEAF_HASH, chain.size)
        if at != self.stored.time(moment):
            raise Broken(Fault.COLUMNS, chain.size, "at")
        if body is None:
            chain.bare.add(chain.size)
        else:
            self._hold_columns(chain.hold_body(body, digest), columns)
        return bytes(stored_hash)

    def _hold_columns(self, body: dict[str, Any], columns: Sequence[Any]) -> None:
        try:
            expected = self.stored.copied(body)
        except (KeyError, AttributeError) as error:
            raise Broken(Fault.BODY_FORM, self.chain.size, f"without {error}") from error
        if columns != expected:
            differing = [name for name, *both in zip(COPIED, columns, expected, strict=True) if both[0] != both[1]]
            raise Broken(Fault.COLUMNS, self.chain.size, ", ".join(differing))

    def _hold_end(self) -> None:
        """No row lies beyond the head; compared in one statement, since others may be appending."""
        log = self.head.log
        events = select(func.max(EVENT.c.seq)).filter_by(log=log).scalar_subquery()
        nodes = select(func.max(COMPLETED_BY)).where(NODE.c.log == log).scalar_subquery()
        size, *last = self.connection.execute(select(HEAD.c.size, events, nodes).filter_by(log=log)).one()
        if any(position is not None and position >= size for position in last):
            raise Broken(Fault.SURPLUS, self.chain.size)

    def _declared(self) -> int:
        """The size up to which the next log declares this one's events lost; 0 where it speaks of another tree."""
        loss, chain = self.loss, self.chain
        if loss is None or (loss["size"], loss["root"]) != (chain.size, chain.root.hex()):
            return 0
        return loss["signed_size"] or 0


COPIED = (
    "action",
    "actor",
    "actor_id",
    "actor_office",
    "object",
    "object_office",
    "case_file_id",
    "campaign",
    "request_id",
)
"""The columns copied from a body, in the order in which they are compared."""


class _Stored:
    """An event's row as the driver gives it, since making a UUID of each id takes longer than all hashes together:
    SQLite keeps ids and times as text, PostgreSQL writes ids as text and gives times."""

    def __init__(self, connection: Connection) -> None:
        self.in_postgresql = connection.dialect.name == "postgresql"
        self.columns = [self._read(EVENT.c[name]) for name in ("seq", "leaf", "body", "leaf_hash", "at", *COPIED)]

    def _read(self, column: Any) -> Any:
        if self.in_postgresql and isinstance(column.type, Uuid):
            return cast(column, String)
        return type_coerce(column, NullType())

    def time(self, moment: str) -> Any:
        """What the column `at` holds for the time in a leaf."""
        return datetime.fromisoformat(moment) if self.in_postgresql else f"{moment[:10]} {moment[11:26]}"

    def copied(self, body: dict[str, Any]) -> list[str | None]:
        """What the columns `COPIED` hold for a body. Raises KeyError or AttributeError for a body not made by us."""
        if not body.keys() >= BODY_KEYS:
            raise KeyError(min(BODY_KEYS - body.keys()))
        actor = body["actor"]
        kind, _colon, identifier = actor.partition(":")
        known = identifier if kind in ("user", "link") else None
        office, other, case, campaign = body["actor_office"], body["object_office"], body["case"], body["campaign"]
        if not self.in_postgresql:
            known, office = known and known.replace("-", ""), office and office.replace("-", "")
            other, case = other and other.replace("-", ""), case and case.replace("-", "")
            campaign = campaign and campaign.replace("-", "")
        return [body["action"], actor, known, office, body["object"], other, case, campaign, body["request_id"]]
