"""The checkpoints that the database has to agree with: those it keeps, those beside the signer, those brought along."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select

from app.audit.log.writing import HEAD, newest_head
from app.audit.models import AuditWitness
from app.audit.sealing.copies import FOLDER
from app.audit.sealing.signing import Signer
from app.audit.sealing.witnesses import cosigned_notes
from app.audit.tlog.note import VerifierKey
from app.audit.verifying.chain import Broken, Fault, Finding, Pledge
from app.audit.verifying.trust import Trust, checkpoint_of
from app.core import db


class Pledges:
    """Every checkpoint there is, by the number of its log; `broken` is the first of a log that can't be believed.

    Their signatures are held where a key is known: one that was brought, else the signer's. Without the signer's folder
    the notes of the database still have to agree with its events.
    """

    def __init__(self, signer: Signer | None, trust: Trust) -> None:
        self.signer, self.trust = signer, trust
        self.by_log: dict[int, list[Pledge]] = defaultdict(list)
        self.broken: dict[int, Broken] = {}
        self._logs: dict[str, int] = {}
        self._seen: set[bytes] = set()
        self._keys: dict[str, list[VerifierKey]] = {}
        beside = list(self._beside_signer())
        self._witnesses = [VerifierKey.parse(vkey) for vkey in db.session().scalars(select(AuditWitness.vkey))]
        self._newest = db.session().connection().scalar(newest_head(HEAD.c.log)) or 1
        self._gather(beside)

    @property
    def all(self) -> list[Pledge]:
        """Those of all logs."""
        return [pledge for pledges in self.by_log.values() for pledge in pledges]

    def judged(self, finding: Finding) -> Finding:
        """The finding of a log, with the fault of its checkpoints if its events have none."""
        return finding.broken_by(self.broken.get(finding.log or 0))

    def _beside_signer(self) -> Iterator[tuple[int | None, str, bytes]]:
        """Log, source and note of what the signer keeps. Read before the database: what is signed meanwhile would be
        ahead of the snapshot."""
        if self.signer is None:
            return
        for log, promise in self.signer.promises().items():
            self._logs[promise.origin] = log
            if promise.note is not None:
                yield log, "the signer's memory", promise.note
        for path in sorted((self.signer.folder / FOLDER).glob("*")):
            yield None, str(path), path.read_bytes()

    def _gather(self, beside: Iterable[tuple[int | None, str, bytes]]) -> None:
        for log, size, note, lines in cosigned_notes():
            self._add(log, f"audit_checkpoint {log}/{size}", note, lines)
        for known, source, note in beside:
            self._add(known, source, note)
        for name, note in self.trust.notes:
            self._add(None, name, note, outside=True)

    def _add(self, log: int | None, source: str, note: bytes, lines: bytes = b"", *, outside: bool = False) -> None:
        """Take a note in; where its log is not known, that is the one of its origin."""
        if note in self._seen and not outside:
            return
        self._seen.add(note)
        try:
            origin = checkpoint_of(note, source).origin
            known = self._logs.setdefault(origin, log) if log else self._logs.get(origin)
            if known is None or log not in (None, known):
                raise Broken(Fault.ORIGIN, detail=f"{source}: {origin}")
            self.by_log[known].append(self._pledge(note + lines, source, origin, outside))
        except Broken as broken:
            self.broken.setdefault(log or self._newest, broken)

    def _pledge(self, note: bytes, source: str, origin: str, outside: bool) -> Pledge:
        keys = self._known_keys(origin)
        if keys or outside:
            return self.trust.pledge(note, source, keys, others=self._witnesses, outside=outside)
        return Pledge(checkpoint_of(note, source), source, outside=False)

    def _known_keys(self, origin: str) -> Sequence[VerifierKey]:
        if origin not in self._keys:
            brought = [key for key in self.trust.keys if key.name == origin]
            own = self.signer.verifiers(origin) if self.signer else ()
            self._keys[origin] = brought or [known.key for known in own]
        return self._keys[origin]
