"""A small log outside any database, and the ways to tamper with it, each with the fault that has to be found.

What changes a log is described once, on the rows themselves: the drill writes them into both databases.
"""

import hashlib
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.audit.log.writing import event_row
from app.audit.tlog.canonical import parse
from app.audit.tlog.note import Checkpoint
from app.audit.tlog.tree import Node, Tree, leaf_hash
from app.audit.verifying.chain import Fault
from app.audit.verifying.verification import COPIED
from app.core import clock
from tests.audit.conftest import CAMPAIGN, CASE, OFFICE, ZHANG

SIZE = 13
SEALED = (5, 9, SIZE)
"""The sizes of which checkpoints are kept outside."""
ORIGIN = "audit.example/1"


@dataclass
class Rows:
    """The rows of a log's three tables."""

    events: list[dict[str, Any]]
    nodes: list[dict[str, Any]] = field(default_factory=list)
    head: dict[str, Any] = field(default_factory=dict)

    def seal(self) -> None:
        """Make leaf hashes, nodes and head right for the events as they are."""
        tree, nodes = Tree(), list[Node]()
        for event in self.events:
            event["leaf_hash"] = leaf_hash(event["leaf"])
            tree, completed = tree.append(event["leaf_hash"])
            nodes += completed
        self.nodes = [{"log": 1, **vars(node)} for node in nodes]
        self.head = {"log": 1, "size": tree.size, "peaks": tree.stored(), "halted_at": None, "halted_for": None}

    def rewrite(self, index: int, **changes: Any) -> None:
        """Rewrite an event with all its own hashes right."""
        event = self.events[index]
        body = parse(event["body"]) | changes
        self.events[index] = {"log": 1, **event_row(body, seq=index, at=event["at"])}

    def checkpoint(self, size: int | None = None) -> Checkpoint:
        """What a checkpoint of the first events says."""
        tree = Tree()
        for event in self.events[:size]:
            tree, _nodes = tree.append(leaf_hash(event["leaf"]))
        return Checkpoint(ORIGIN, tree.size, tree.root)


def log() -> Rows:
    """A log in order."""
    rows = Rows([{"log": 1, **event_row(_body(number), seq=number, at=_time(number))} for number in range(SIZE)])
    rows.seal()
    return rows


def _time(number: int) -> Any:
    return clock.at(clock.date(2022, 9, 28), 9) + timedelta(minutes=number)


def _body(number: int) -> dict[str, Any]:
    return {
        "action": "test.done",
        "actor": f"user:{ZHANG.id}",
        "actor_office": str(OFFICE),
        "object": f"thing:{number}",
        "object_office": str(OFFICE),
        "case": str(CASE),
        "campaign": str(CAMPAIGN),
        "request_id": f"req-{number}",
        "ip": "10.0.0.7",
        "before": None,
        "after": {"number": number},
        "reason": "按计划检查" if number % 3 else 'He said "no",\nthen \\left\\',
        "salt": hashlib.sha256(b"%d" % number).hexdigest()[:32],
    }


@dataclass(frozen=True)
class Tampering:
    """One way to tamper, the fault that has to be found, and the first bad index."""

    name: str
    change: Callable[[Rows], object]
    fault: Fault
    first_bad: int

    def applied(self, rows: Rows) -> Rows:
        """The log after it."""
        changed = deepcopy(rows)
        self.change(changed)
        return changed


def tamperings(rows: Rows) -> Iterator[Tampering]:
    """Every way, on a log in order."""
    for index in range(SIZE):
        yield from _bits(rows, index)
        yield from _columns(index)
        yield from _places(index)
        yield from _rewritten(index)
    for index in range(SIZE - 1):
        yield from _neighbours(index)
    yield from _trees(rows)
    yield from _heads(rows)


def flipped(data: bytes, offset: int, bit: int = 0) -> bytes:
    """The bytes with one bit changed."""
    return data[:offset] + bytes([data[offset] ^ 1 << bit]) + data[offset + 1 :]


def _event(index: int, **changes: Any) -> Callable[[Rows], object]:
    return lambda rows: rows.events[index].update(changes)


def _bits(rows: Rows, index: int) -> Iterator[Tampering]:
    event = rows.events[index]
    for column, fault in (("body", Fault.BODY_HASH), ("leaf_hash", Fault.LEAF_HASH)):
        length = len(event[column])
        for offset, bit in ((0, 0), (length // 3, 1), (length // 2, 7), (length - 1, 5)):
            data = flipped(event[column], offset, bit)
            yield Tampering(f"{column} {index}: bit {offset}.{bit}", _event(index, **{column: data}), fault, index)
    for name, leaf, fault in _leaves(event["leaf"], index):
        yield Tampering(f"leaf {index}: {name}", _event(index, leaf=leaf), fault, index)


def _leaves(leaf: bytes, index: int) -> Iterator[tuple[str, bytes, Fault]]:
    digit = b"0" if leaf[16:17] != b"0" else b"1"
    number, year = b'"seq":%d,' % index, b'"t":"2022'
    earlier = Fault.TIME_ORDER if index else Fault.LEAF_HASH
    yield "bracket", flipped(leaf, 0), Fault.LEAF_FORM
    yield "digest", leaf[:16] + digit + leaf[17:], Fault.LEAF_HASH
    yield "digest in capitals", leaf[:16] + leaf[16:80].upper() + leaf[80:], Fault.LEAF_FORM
    yield "number", leaf.replace(number, b'"seq":%d,' % (index + 1)), Fault.SEQ
    yield "number with a zero", leaf.replace(number, b'"seq":0%d,' % index), Fault.LEAF_FORM
    yield "microsecond", leaf.replace(b".000000Z", b".000001Z"), Fault.LEAF_HASH
    yield "year before", leaf.replace(year, b'"t":"2021'), earlier
    yield "thirteenth month", leaf.replace(b"2022-09", b"2022-13"), Fault.LEAF_FORM
    yield "version", leaf.replace(b'"v":1', b'"v":2'), Fault.LEAF_FORM
    yield "blank", leaf.replace(b",", b", ", 1), Fault.LEAF_FORM
    yield "one more field", leaf.replace(b'{"', b'{"a":1,"'), Fault.LEAF_FORM
    yield "line end", leaf + b"\n", Fault.LEAF_FORM


def _columns(index: int) -> Iterator[Tampering]:
    other: dict[str, Any] = dict.fromkeys(COPIED, "other") | {"at": _time(index) + timedelta(seconds=1)}
    other |= dict.fromkeys(("actor_id", "actor_office", "object_office", "case_file_id", "campaign"), UUID(int=7))
    for column, value in other.items():
        yield Tampering(f"{column} {index}", _event(index, **{column: value}), Fault.COLUMNS, index)
    for column in ("actor", "actor_id", "case_file_id", "request_id"):
        yield Tampering(f"{column} {index} emptied", _event(index, **{column: None}), Fault.COLUMNS, index)


def _renumber(rows: Rows) -> None:
    for seq, event in enumerate(rows.events):
        event["seq"] = seq


def _places(index: int) -> Iterator[Tampering]:
    def repeat(rows: Rows) -> None:
        rows.events.insert(index, deepcopy(rows.events[index]))
        _renumber(rows)

    def append_again(rows: Rows) -> None:
        rows.events.append({**rows.events[index], "seq": SIZE})
        rows.seal()

    def cut(rows: Rows) -> None:
        del rows.events[index:]

    def cut_and_seal(rows: Rows) -> None:
        cut(rows)
        rows.seal()

    repeated = Fault.SEQ if index < SIZE - 1 else Fault.SURPLUS
    yield Tampering(f"{index} removed", lambda rows: rows.events.pop(index), Fault.GAP, index)
    yield Tampering(f"{index} and all after it cut off", cut, Fault.GAP, index)
    yield Tampering(f"cut off at {index}, the tree made right", cut_and_seal, Fault.CUT_OFF, index)
    yield Tampering(f"{index} repeated, all renumbered", repeat, repeated, index + 1)
    yield Tampering(f"{index} appended again, the tree made right", append_again, Fault.SEQ, SIZE)
    yield Tampering(f"{index} erased without a word", _event(index, body=None), Fault.UNDECLARED, index)


def _neighbours(index: int) -> Iterator[Tampering]:
    """What needs an event after this one."""

    def swap(rows: Rows) -> None:
        rows.events[index], rows.events[index + 1] = rows.events[index + 1], rows.events[index]
        _renumber(rows)

    def close_up(rows: Rows) -> None:
        del rows.events[index]
        _renumber(rows)

    def insert(rows: Rows) -> None:
        rows.events.insert(index, deepcopy(rows.events[index]))
        for seq, event in enumerate(rows.events):
            rows.events[seq] = {"log": 1, **event_row(parse(event["body"]), seq=seq, at=event["at"])}
        rows.seal()

    yield Tampering(f"{index} and the next swapped", swap, Fault.SEQ, index)
    yield Tampering(f"{index} removed, all renumbered", close_up, Fault.SEQ, index)
    name = f"{index} inserted again, the whole log computed again"
    yield Tampering(name, insert, Fault.CHECKPOINT, _held(index + 1))


def _held(index: int) -> int:
    """The size of the largest checkpoint that an event of this index does not touch."""
    return max((size for size in SEALED if size <= index), default=0)


def _rewritten(index: int) -> Iterator[Tampering]:
    """An event forged with its own hashes right, alone, and with the whole tree above it computed again."""

    def forge(rows: Rows) -> None:
        rows.rewrite(index, reason="another reason")

    def forge_and_seal(rows: Rows) -> None:
        forge(rows)
        rows.seal()

    def reword(body: bytes) -> Callable[[Rows], None]:
        def change(rows: Rows) -> None:
            event = rows.events[index]
            digest = hashlib.sha256(body).hexdigest().encode()
            event |= {"body": body, "leaf": event["leaf"][:16] + digest + event["leaf"][80:]}
            rows.seal()

        return change

    alone = (Fault.CHECKPOINT, _held(index)) if index + 1 in SEALED else (Fault.NODES, index | 1)
    yield Tampering(f"{index} forged", forge, *alone)
    yield Tampering(f"{index} forged, the whole tree computed again", forge_and_seal, Fault.CHECKPOINT, _held(index))
    for body in (b'{"a":1.5}', b'{"a":1,"a":1}', b'{"b":1,"a":2}', b'{"a": 1}', b"[]", b"{}", b"\xff"):
        yield Tampering(f"{index} in the form {body!r}", reword(body), Fault.BODY_FORM, index)


def _trees(rows: Rows) -> Iterator[Tampering]:
    for place, node in enumerate(rows.nodes):
        completed = (node["index"] + 1 << node["level"]) - 1
        for offset in (0, 31):
            changed = flipped(node["hash"], offset)
            yield Tampering(
                f"node {node['level']}.{node['index']}: byte {offset}",
                lambda rows, place=place, changed=changed: rows.nodes[place].update(hash=changed),
                Fault.NODES,
                completed,
            )
        yield Tampering(
            f"node {node['level']}.{node['index']} removed",
            lambda rows, place=place: rows.nodes.pop(place),
            Fault.NODES,
            completed,
        )
    for level, index, fault, bad in ((0, 3, Fault.NODES, 3), (1, 6, Fault.SURPLUS, SIZE), (4, 0, Fault.SURPLUS, SIZE)):
        extra = {"log": 1, "level": level, "index": index, "hash": bytes(32)}
        yield Tampering(f"node {level}.{index} added", lambda rows, extra=extra: rows.nodes.append(extra), fault, bad)


def _heads(rows: Rows) -> Iterator[Tampering]:
    def head(**changes: Any) -> Callable[[Rows], None]:
        return lambda rows: rows.head.update(changes)

    peaks = rows.head["peaks"]
    for offset in range(0, len(peaks), 8):
        yield Tampering(f"peaks: byte {offset}", head(peaks=flipped(peaks, offset)), Fault.PEAKS, SIZE)
    yield Tampering("peaks cut", head(peaks=peaks[:-32]), Fault.PEAKS, SIZE)
    yield Tampering("peaks swapped", head(peaks=peaks[32:] + peaks[:32]), Fault.PEAKS, SIZE)
    for size in range(1, SIZE):
        tree = Tree()
        for event in rows.events[:size]:
            tree, _nodes = tree.append(event["leaf_hash"])
        yield Tampering(f"head of size {size}", head(size=size), Fault.PEAKS, size)
        yield Tampering(
            f"head of size {size}, its peaks right", head(size=size, peaks=tree.stored()), Fault.SURPLUS, size
        )
    yield Tampering("head of one more", head(size=SIZE + 1), Fault.GAP, SIZE)
    yield Tampering("event beyond the head", lambda rows: rows.events.append(_beyond(rows)), Fault.SURPLUS, SIZE)


def _beyond(rows: Rows) -> dict[str, Any]:
    return {"log": 1, **event_row(parse(rows.events[-1]["body"]), seq=SIZE, at=rows.events[-1]["at"])}
