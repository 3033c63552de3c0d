"""Reading a log again from its first event: is every byte, hash, column, node and peak what the others say it is?

Without a checkpoint from outside this proves internal consistency only: whoever rewrites everything is not noticed.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select, union_all

from app.audit.canonical import moment, parse
from app.audit.tree import Node, Tree, leaf_hash
from app.audit.writing import EVENT, HEAD, NODE, query_columns
from app.core.text import _
from app.core.workflow import Choice

BATCH = 500
"""Rows held in memory at once."""

LEAF = re.compile(
    rb'\{"body_sha256":"(?P<body>[0-9a-f]{64})","seq":(?P<seq>0|[1-9][0-9]*),'
    rb'"t":"(?P<t>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)","v":1\}'
)
"""The canonical JSON of a leaf."""

COMPLETED_BY: Any = (NODE.c.index + 1).bitwise_lshift(NODE.c.level) - 1
"""The seq of the event that completes a node."""


class Fault(Choice):
    """What is wrong with the first event that does not hold."""

    GAP = "gap", _("An event is missing.")
    LEAF_FORM = "leaf_form", _("The leaf is not in its exact form.")
    LEAF_HASH = "leaf_hash", _("The stored hash is not that of the leaf.")
    BODY_HASH = "body_hash", _("The body is not the one that the leaf names.")
    BODY_FORM = "body_form", _("The body is not in its exact form.")
    TIME_ORDER = "time_order", _("The event claims to be older than the one before it.")
    COLUMNS = "columns", _("The search columns differ from the body.")
    NODES = "nodes", _("A stored node of the tree is missing or wrong.")
    PEAKS = "peaks", _("The stored peaks differ from those of the events.")
    SURPLUS = "surplus", _("There are rows beyond the size that the log claims.")
    UNREADABLE = "unreadable", _("A row holds what its columns can not hold.")
    NO_HEAD = "no_head", _("The log has lost its head row.")


@dataclass(frozen=True)
class Finding:
    """The state of one log: how many events hold, the root over them, how many are redacted; with the first fault,
    if any, and the index of the event it is at."""

    log: int
    size: int
    root: str
    redacted: int
    fault: Fault | None = None
    first_bad: int | None = None


class _Broken(Exception):
    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def verify(connection: Connection) -> Iterator[Finding]:
    """Read every log, the oldest first. Events appended meanwhile are left to the next reading."""
    heads = connection.execute(select(HEAD).order_by(HEAD.c.log)).all()
    for head in heads:
        yield _Reading(connection, head).finding()
    headless = union_all(
        select(EVENT.c.log).where(EVENT.c.log.not_in(select(HEAD.c.log))),
        select(NODE.c.log).where(NODE.c.log.not_in(select(HEAD.c.log))),
    )
    log = connection.execute(headless.limit(1)).scalar_one_or_none() or (None if heads else 1)
    if log is not None:
        yield Finding(log, 0, Tree().root.hex(), 0, Fault.NO_HEAD, 0)


class _Reading:
    """One pass over one log, up to the size its head had when the pass began."""

    def __init__(self, connection: Connection, head: Row[Any]) -> None:
        self.connection = connection
        self.head = head
        self.tree = Tree()
        self.last = b""
        self.redacted = 0

    def finding(self) -> Finding:
        fault = first_bad = None
        try:
            self._read()
        except _Broken as broken:
            fault, first_bad = broken.fault, self.tree.size
        except (TypeError, ValueError):
            fault, first_bad = Fault.UNREADABLE, self.tree.size
        return Finding(self.head.log, self.tree.size, self.tree.root.hex(), self.redacted, fault, first_bad)

    def _read(self) -> None:
        with self._rows(EVENT, EVENT.c.seq) as events, self._rows(NODE, COMPLETED_BY, NODE.c.level) as nodes:
            self._hold_rows(events, (Node(*row) for _log, *row in nodes))
        if self.tree.stored() != self.head.peaks:
            raise _Broken(Fault.PEAKS)
        self._hold_end()

    def _rows(self, table: Any, position: Any, *order: Any) -> AbstractContextManager[Iterable[Any]]:
        statement = select(table).filter_by(log=self.head.log).where(position < self.head.size)
        return self.connection.execute(statement.order_by(position, *order).execution_options(yield_per=BATCH))

    def _hold_rows(self, events: Iterable[Row[Any]], nodes: Iterator[Node]) -> None:
        """Hold every event; `nodes` come in the order in which the events complete them."""
        for row in events:
            self._hold_event(row)
            tree, completed = self.tree.append(row.leaf_hash)
            if any(next(nodes, None) != node for node in completed):
                raise _Broken(Fault.NODES)
            self.tree, self.redacted = tree, self.redacted + (row.body is None)
        if self.tree.size != self.head.size:
            raise _Broken(Fault.GAP)
        if next(nodes, None) is not None:
            raise _Broken(Fault.NODES)

    def _hold_event(self, row: Row[Any]) -> None:
        if row.seq != self.tree.size:
            raise _Broken(Fault.GAP)
        leaf = LEAF.fullmatch(row.leaf)
        if leaf is None or int(leaf["seq"]) != row.seq:
            raise _Broken(Fault.LEAF_FORM)
        if leaf_hash(row.leaf) != row.leaf_hash:
            raise _Broken(Fault.LEAF_HASH)
        if leaf["t"] < self.last:
            raise _Broken(Fault.TIME_ORDER)
        self.last = leaf["t"]
        if moment(row.at).encode() != leaf["t"]:
            raise _Broken(Fault.COLUMNS)
        if row.body is not None:
            _hold_body(row, leaf["body"].decode())

    def _hold_end(self) -> None:
        """No row lies beyond the head; compared in one statement, since others may be appending."""
        log = self.head.log
        events = select(func.max(EVENT.c.seq)).filter_by(log=log).scalar_subquery()
        nodes = select(func.max(COMPLETED_BY)).where(NODE.c.log == log).scalar_subquery()
        size, *last = self.connection.execute(select(HEAD.c.size, events, nodes).filter_by(log=log)).one()
        if any(position is not None and position >= size for position in last):
            raise _Broken(Fault.SURPLUS)


def _hold_body(row: Row[Any], sha256: str) -> None:
    if hashlib.sha256(row.body).hexdigest() != sha256:
        raise _Broken(Fault.BODY_HASH)
    try:
        columns = query_columns(parse(row.body))
    except (ValueError, AttributeError) as error:
        raise _Broken(Fault.BODY_FORM) from error
    if any(getattr(row, name) != value for name, value in columns.items()):
        raise _Broken(Fault.COLUMNS)
