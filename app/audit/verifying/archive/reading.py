"""Verifying an export that stands alone: every line, every event, every checkpoint; no database is asked."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from app.audit.tlog.note import LOG_KEY, WITNESS_KEY, VerifierKey
from app.audit.tlog.tree import leaf_hash
from app.audit.verifying.archive.lines import CHECKPOINT, CHECKPOINTS, EVENTS, VKEYS, complaint, number, read
from app.audit.verifying.chain import Broken, Chain, Fault, Finding, Pledge
from app.audit.verifying.trust import Trust, parsed_key
from app.audit.verifying.verification import BATCH, Watch

LONGEST = 1 << 24
"""Bytes of the longest line that is read."""


def verify_archive(folder: Path, trust: Trust, watch: Watch = bool) -> Finding:
    """What an export holds, and the first fault in it; `watch` is told of the bytes of events read.

    Its own `checkpoint.txt` does not count as one from outside, whoever signed it: only a note brought along does, or
    one that a given witness has cosigned.
    """
    reading = _Reading(folder, trust, watch)
    broken = None
    try:
        reading.read()
    except Broken as found:
        broken = found
    except OSError as error:
        broken = Broken(Fault.NO_FILE, detail=str(error))
    return reading.finding(broken)


class _Reading:
    """One pass over the folder."""

    def __init__(self, folder: Path, trust: Trust, watch: Watch) -> None:
        self.folder, self.trust, self.watch = folder, trust, watch
        self.chain = Chain()
        self.origin: str | None = None
        self.hidden = 0

    def finding(self, broken: Broken | None) -> Finding:
        erased = {seq for _log, seq in self.chain.erased}
        finding = self.chain.finding(None, self.origin, broken, hidden=self.hidden)
        return replace(finding, undeclared=len(self.chain.bare - erased))

    def read(self) -> None:
        pledges = self._pledges()
        self.origin, size = pledges[0].checkpoint.origin, pledges[0].checkpoint.size
        self.chain = Chain(pledges)
        self.trust.require_witness(pledges)
        with (self.folder / EVENTS).open("rb") as file:
            self._hold_events(iter(partial(file.readline, LONGEST), b""), size)
        self.chain.end()

    def _pledges(self) -> list[Pledge]:
        """The export's own checkpoint, the older ones, and those brought along."""
        listed = self._listed()
        own = self.trust.keys or listed[:1]
        newest = self._pledge(CHECKPOINT, own, listed)
        logs = [key for key in (*own, *listed) if key.kind == LOG_KEY and key.name == newest.checkpoint.origin]
        older = [self._pledge(name, logs, listed) for name in self._older()]
        believed = [key for key in self.trust.keys or logs if key.name == newest.checkpoint.origin]
        brought = [self.trust.pledge(note, name, believed, outside=True) for name, note in self.trust.notes]
        return [newest, *older, *brought]

    def _listed(self) -> list[VerifierKey]:
        """The keys that the export names, the log's own on the first line."""
        text = (self.folder / VKEYS).read_bytes().decode(errors="replace")
        if not text.endswith("\n"):
            raise Broken(Fault.KEY_FORM, detail=f"{VKEYS}: the last line does not end")
        first, *others = text[:-1].split("\n")
        return [parsed_key(first, f"{VKEYS}: line 1", LOG_KEY), *(parsed_key(key, VKEYS) for key in others)]

    def _older(self) -> list[str]:
        folder = self.folder / CHECKPOINTS
        return sorted(f"{CHECKPOINTS}/{path.name}" for path in folder.iterdir()) if folder.exists() else []

    def _pledge(self, name: str, own: Sequence[VerifierKey], listed: Sequence[VerifierKey]) -> Pledge:
        witnesses = [key for key in listed if key.kind == WITNESS_KEY]
        return self.trust.pledge((self.folder / name).read_bytes(), name, own, others=witnesses)

    def _hold_events(self, lines: Iterator[bytes], size: int) -> None:
        chain, unseen = self.chain, 0
        for line in lines:
            if chain.size == size:
                raise Broken(Fault.SURPLUS, size)
            chain.grow(self._hold_line(line))
            if chain.size in chain.pledges:
                chain.compare()
            unseen += len(line)
            if chain.size % BATCH == 0:
                self.watch(unseen)
                unseen = 0
        self.watch(unseen)

    def _hold_line(self, line: bytes) -> bytes:
        """Hold the next event's line; its leaf's hash."""
        chain = self.chain
        event = read(line, chain.size)
        if event is None:
            raise _misread(line, chain.size)
        leaf, body, hidden = event
        if leaf is None:
            self.hidden += 1
            return hidden or b""
        digest, _time = chain.hold_leaf(leaf)
        if body is None:
            chain.bare.add(chain.size)
        else:
            chain.hold_body(body, digest)
        return leaf_hash(leaf)


def _misread(line: bytes, expected: int) -> Broken:
    found = number(line)
    if found is None:
        return Broken(Fault.LINE_FORM, expected, complaint(line))
    return Broken(Fault.GAP if found > expected else Fault.ORDER, expected, f"i {found}")
