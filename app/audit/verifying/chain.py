"""The order of a log's events, held while they are read one after the other: form, number, time, body, tree.

Shared by the readings of the database and of an export.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.audit.tlog.canonical import parse
from app.audit.tlog.note import Checkpoint
from app.audit.tlog.tree import Tree, grow
from app.core.text import _
from app.core.workflow import Choice

LEAF = re.compile(
    rb'\{"body_sha256":"([0-9a-f]{64})","seq":(0|[1-9][0-9]{0,18}),'
    rb'"t":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)","v":1\}'
)
"""The canonical JSON of a leaf: hash of the body, number, time."""

ERASURE = "audit.redacted"
"""The action by which an event says that another's content was erased; `after` names its log and seq."""


class Fault(Choice):
    """What is wrong with the first event that does not hold, or with what stands beside the events."""

    GAP = "gap", _("An event is missing.")
    ORDER = "order", _("An event stands twice, or not in its place.")
    SEQ = "seq", _("The leaf bears another number than its place.")
    LINE_FORM = "line_form", _("The line is not in its exact form.")
    LEAF_FORM = "leaf_form", _("The leaf is not in its exact form.")
    LEAF_HASH = "leaf_hash", _("The stored hash is not that of the leaf.")
    BODY_HASH = "body_hash", _("The body is not the one that the leaf names.")
    BODY_FORM = "body_form", _("The body is not in its exact form.")
    TIME_ORDER = "time_order", _("The event claims to be older than the one before it.")
    COLUMNS = "columns", _("The search columns differ from the body.")
    UNDECLARED = "undeclared", _("The body is gone, and no event says that it was erased.")
    NODES = "nodes", _("A stored node of the tree is missing or wrong.")
    PEAKS = "peaks", _("The stored peaks differ from those of the events.")
    SURPLUS = "surplus", _("There are more events or rows than the log claims.")
    UNREADABLE = "unreadable", _("A row holds what its columns can not hold.")
    NO_HEAD = "no_head", _("The log has lost its head row.")
    CHECKPOINT = "checkpoint", _("From here on the events are not those of a checkpoint.")
    CUT_OFF = "cut_off", _("A checkpoint covers more events than there are.")
    NOTE_FORM = "note_form", _("The checkpoint is not in its exact form.")
    ORIGIN = "origin", _("The checkpoint is of another log.")
    WRONG_KEY = "wrong_key", _("The checkpoint is not signed by the log's key.")
    BAD_SIGNATURE = "bad_signature", _("A signature under the checkpoint is wrong.")
    KEY_FORM = "key_form", _("A verifier key is not in its exact form.")
    NO_WITNESS = "no_witness", _("No checkpoint bears the signature of a given witness.")
    NO_FILE = "no_file", _("A file is missing or can not be read.")


class Broken(Exception):
    """The reading ends here: what is wrong, the index of the first event it is wrong with, and where else it shows."""

    def __init__(self, fault: Fault, first_bad: int | None = None, detail: str = "") -> None:
        self.fault, self.first_bad, self.detail = fault, first_bad, detail
        super().__init__(fault, first_bad, detail)


@dataclass(frozen=True)
class Pledge:
    """A checkpoint that the events have to agree with: where it was found, whether it is vouched for from outside."""

    checkpoint: Checkpoint
    source: str
    outside: bool


@dataclass(frozen=True)
class Finding:
    """The state of one log, in the database or in an export (which knows no number): how many events hold, the root
    over them, how many bodies are redacted and how many events are another jurisdiction's, `hidden` behind their hash.

    `undeclared` redactions are those that no event in sight speaks of; `lost` are signed events whose loss the next log
    opens with. `held` is the size of the largest checkpoint that the events agree with, `outside` that of the largest
    from outside. Then the first fault, if any, the index of the event it is at, and what else there is to say of it.
    """

    log: int | None
    origin: str | None
    size: int
    root: str
    redacted: int = 0
    undeclared: int = 0
    hidden: int = 0
    lost: int = 0
    held: int = 0
    outside: int = 0
    fault: Fault | None = None
    first_bad: int | None = None
    detail: str = ""

    def broken_by(self, broken: Broken | None) -> "Finding":
        """The same with this fault, unless there is none or an earlier one."""
        if broken is None or self.fault is not None:
            return self
        return replace(self, fault=broken.fault, first_bad=broken.first_bad, detail=broken.detail)


class Chain:
    """The events read so far.

    `held` is the size of the largest checkpoint that they agree with, `outside` that of the largest from outside;
    `bare` are the indexes of events whose body is gone, `erased` what events say was erased, by log and seq.
    """

    def __init__(self, pledges: Iterable[Pledge] = ()) -> None:
        self.size = self.held = self.outside = 0
        self.peaks: list[bytes] = []
        self.bare: set[int] = set()
        self.erased: set[tuple[int, int]] = set()
        self.pledges: dict[int, list[Pledge]] = defaultdict(list)
        for pledge in pledges:
            self.pledges[pledge.checkpoint.size].append(pledge)
        self._last = b""

    @property
    def root(self) -> bytes:
        """The root over the events read."""
        return Tree(self.size, tuple(self.peaks)).root

    def finding(
        self, log: int | None, origin: str | None, broken: Broken | None, *, hidden: int = 0, lost: int = 0
    ) -> Finding:
        """Where the reading stands, or where it broke."""
        return Finding(
            log,
            origin,
            self.size,
            self.root.hex(),
            redacted=len(self.bare),
            hidden=hidden,
            lost=lost,
            held=self.held,
            outside=self.outside,
        ).broken_by(broken)

    def hold_leaf(self, leaf: bytes) -> tuple[str, str]:
        """The body's hash in hex, and the time, that the next event's leaf names; raises Broken."""
        match = LEAF.fullmatch(leaf)
        if match is None:
            raise Broken(Fault.LEAF_FORM, self.size)
        digest, seq, moment = match.groups()
        if int(seq) != self.size:
            raise Broken(Fault.SEQ, self.size, f"seq {seq.decode()}")
        if moment < self._last:
            raise Broken(Fault.TIME_ORDER, self.size)
        self._last = moment
        time = moment.decode()
        try:
            datetime.fromisoformat(time)
        except ValueError as error:
            raise Broken(Fault.LEAF_FORM, self.size, str(error)) from error
        return digest.decode(), time

    def hold_body(self, body: bytes, digest: str) -> dict[str, Any]:
        """What the next event's body says; raises Broken."""
        if hashlib.sha256(body).hexdigest() != digest:
            raise Broken(Fault.BODY_HASH, self.size)
        try:
            value = parse(body)
        except ValueError as error:
            raise Broken(Fault.BODY_FORM, self.size, str(error)) from error
        if type(value) is not dict:
            raise Broken(Fault.BODY_FORM, self.size, "not an object")
        if value.get("action") == ERASURE:
            self._note_erasure(value.get("after"))
        return value

    def grow(self, leaf: bytes) -> list[bytes]:
        """Put the next leaf's hash on the tree; the hashes of the nodes it completes, from level 1."""
        completed = grow(self.peaks, self.size, leaf)
        self.size += 1
        return completed

    def compare(self) -> None:
        """Hold the events read against the checkpoints of their number; raises Broken.

        The fault then lies somewhere after the last checkpoint that held.
        """
        for pledge in self.pledges[self.size]:
            if pledge.checkpoint.root != self.root:
                raise Broken(Fault.CHECKPOINT, self.held, pledge.source)
        self.held = self.size
        if any(pledge.outside for pledge in self.pledges[self.size]):
            self.outside = self.size

    def end(self, declared: int = 0) -> None:
        """No checkpoint covers more than was read, or than the size `declared` lost; raises Broken."""
        longest = max(self.pledges, default=0)
        if longest > max(self.size, declared):
            raise Broken(Fault.CUT_OFF, self.size, self.pledges[longest][0].source)

    def _note_erasure(self, after: Any) -> None:
        match after:
            case {"log": int(log), "seq": int(seq)}:
                self.erased.add((log, seq))
