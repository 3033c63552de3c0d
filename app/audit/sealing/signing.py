"""The signer: its keys, and its own memory of what it signed last, in a folder outside the database.

It signs a checkpoint of a log only where the log is proven to begin with what was signed before, so that neither a
restored backup nor a rewritten database gets a signature.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.audit.sealing import vault
from app.audit.sealing.keyring import Keyring
from app.audit.sealing.vault import SignerFault
from app.audit.tlog.note import Checkpoint, NoteError, VerifierKey, opened
from app.audit.tlog.proofs import Reader, Unproven, consistency, verify_consistency


class Contradiction(StrEnum):
    """In what way a log contradicts what was signed."""

    SMALLER = "smaller"
    OTHER_ROOT = "other_root"
    UNPROVEN = "unproven"
    OTHER_ORIGIN = "other_origin"
    UNKNOWN_LOG = "unknown_log"
    LOST_STATE = "lost_state"


SENTENCES = {
    Contradiction.SMALLER: "the database holds less than was signed: it was restored from an old backup or cut off",
    Contradiction.OTHER_ROOT: "the database holds other events than were signed",
    Contradiction.UNPROVEN: "the database does not begin with the events that were signed",
    Contradiction.OTHER_ORIGIN: "the database names another origin than was signed",
    Contradiction.UNKNOWN_LOG: "the database has another newest log than the signer, which opened none of that number",
    Contradiction.LOST_STATE: "the database holds a signed checkpoint, but the signer's folder knows of none",
}


class Inconsistent(Exception):
    """The database contradicts what the signer signed; nothing was signed.

    `signed` is the last signed checkpoint, `found` what the database has; either may be unknown.
    """

    def __init__(
        self, contradiction: Contradiction, *, log: int, signed: Checkpoint | None, found: Checkpoint | None
    ) -> None:
        self.contradiction, self.log, self.signed, self.found = contradiction, log, signed, found
        super().__init__(
            f"log {log}: {SENTENCES[contradiction]}. "
            f"Signed: {_described(signed)}. In the database: {_described(found)}."
        )


def _described(checkpoint: Checkpoint | None) -> str:
    if checkpoint is None:
        return "nothing"
    return f"{checkpoint.origin}, size {checkpoint.size}, root {checkpoint.root.hex()}"


@dataclass(frozen=True)
class Promise:
    """What the signer knows of one log: its origin for ever, and the last note it signed, if any."""

    origin: str
    note: bytes | None = None

    @property
    def checkpoint(self) -> Checkpoint | None:
        """What the last note says."""
        return None if self.note is None else Checkpoint.noted(self.note)


@dataclass(frozen=True)
class Found:
    """The database's newest log as it stands; `read` gives its subtrees, `sealed` says whether the database holds a
    checkpoint of any log."""

    log: int
    checkpoint: Checkpoint
    read: Reader
    sealed: bool


Find = Callable[[], Found]
"""Looks at the database. It is called after the signer's memory was read, and nobody signs meanwhile, so that what it
finds can only be ahead: in a transaction that has read nothing before, or that has SQLite's lock. Whoever takes that
lock takes it before the signer's, or two wait for each other."""


@dataclass(frozen=True)
class OwnVerifierKey:
    """A key to verify the log's checkpoints with, and the wall-clock moments from which to before which it signs."""

    key: VerifierKey
    since: datetime
    until: datetime | None


class Signer:
    """The signer whose folder this is; made on first use. Raises SignerFault where the folder is open to others."""

    def __init__(self, folder: Path) -> None:
        self.folder = vault.open_folder(folder)
        self.keyring = Keyring(folder)
        self._state = folder / "state.json"

    def promises(self) -> dict[int, Promise]:
        """What was signed, by log. Raises SignerFault where that is damaged or not signed by the keys at hand."""
        stored = vault.read(self._state)
        try:
            promises = {int(log): _restored(promise) for log, promise in (stored or {}).items()}
            for promise in promises.values():
                if promise.note is not None:
                    opened(promise.note, promise.origin, [own.key for own in self.verifiers(promise.origin)])
        except (NoteError, AttributeError, KeyError, TypeError, ValueError) as error:
            raise SignerFault(
                f"{self._state} holds no signed state: {error}. Restore it from its own backup."
            ) from error
        return promises

    def verifiers(self, origin: str) -> list[OwnVerifierKey]:
        """The log's own keys, the newest first."""
        keys = self.keyring.keys()
        return [OwnVerifierKey(key.verifier(origin), key.since, key.until) for key in reversed(keys)]

    def open(self, log: int, origin: str) -> None:
        """Let a new log be signed from now on. Done on the host alone, by the operator.

        Raises Inconsistent where a log of this number or a later one is known.
        """
        with vault.alone(self.folder):
            promises = self.promises()
            newest = max(promises, default=0)
            if log <= newest:
                signed = promises[newest].checkpoint
                raise Inconsistent(Contradiction.UNKNOWN_LOG, log=log, signed=signed, found=None)
            self._remember({**promises, log: Promise(origin)})

    def hold(self, find: Find) -> Found:
        """What the database's newest log is. Raises Inconsistent unless it begins with what was signed."""
        with vault.alone(self.folder):
            return _held(self.promises(), find)

    def sign(self, find: Find) -> tuple[Found, bytes]:
        """The database's newest log and its signed note: the last one again where the log did not grow.

        A new note is on the signer's disk before it is given out. Raises Inconsistent as `hold` does, and ValueError
        for an empty log.
        """
        with self.alone():
            promises = self.promises()
            found = _held(promises, find)
            checkpoint = found.checkpoint
            if checkpoint.size == 0:
                raise ValueError("an empty log is not signed")
            last = promises.get(found.log)
            if last is not None and last.note is not None and last.checkpoint == checkpoint:
                return found, last.note
            note = bytes(checkpoint.signed(*self.keyring.signing(checkpoint.origin)))
            self._remember({**promises, found.log: Promise(checkpoint.origin, note)})
        return found, note

    def prepare(self) -> None:
        """Make the first key where there is none yet."""
        with self.alone():
            pass

    def rotate(self) -> None:
        """Make a new key. The one before it signs beside it for a day, then is retired and its secret forgotten."""
        with self.alone():
            self.keyring.add()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes from signing; the first key is made where there is none yet."""
        with vault.alone(self.folder):
            if not self.keyring.keys() and all(promise.note is None for promise in self.promises().values()):
                self.keyring.add()
            yield

    def _remember(self, promises: dict[int, Promise]) -> None:
        vault.write(self._state, {log: _stored(promise) for log, promise in promises.items()})


def _held(promises: dict[int, Promise], find: Find) -> Found:
    found = find()
    newest = max((log for log, promise in promises.items() if promise.note or log == found.log), default=found.log)
    if contradiction := _contradiction(promises, newest, found):
        signed = promises[newest].checkpoint if newest in promises else None
        raise Inconsistent(contradiction, log=found.log, signed=signed, found=found.checkpoint)
    return found


def _contradiction(promises: dict[int, Promise], newest: int, found: Found) -> Contradiction | None:
    if not promises:
        return Contradiction.LOST_STATE if found.sealed else None
    if newest != found.log or found.log not in promises:
        return Contradiction.UNKNOWN_LOG
    if promises[newest].origin != found.checkpoint.origin:
        return Contradiction.OTHER_ORIGIN
    signed = promises[newest].checkpoint
    return None if signed is None else _against(signed, found.checkpoint, found.read)


def _against(signed: Checkpoint, found: Checkpoint, read: Reader) -> Contradiction | None:
    if found.size < signed.size:
        return Contradiction.SMALLER
    if found.size == signed.size:
        return None if found.root == signed.root else Contradiction.OTHER_ROOT
    try:
        proof = consistency(signed.size, found.size, read)
        verify_consistency(signed.size, found.size, proof, signed.root, found.root)
    except (Unproven, LookupError):
        return Contradiction.UNPROVEN
    return None


def _stored(promise: Promise) -> dict[str, Any]:
    return {"origin": promise.origin, "note": None if promise.note is None else promise.note.decode()}


def _restored(stored: dict[str, Any]) -> Promise:
    note = stored["note"]
    return Promise(stored["origin"], None if note is None else note.encode())
