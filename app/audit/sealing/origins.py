"""Opening a new log on the host after a standstill. The old one stays as it is, and can be verified for ever."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from app.access.actor import Actor
from app.audit.log.writing import HEAD, newest_head
from app.audit.models import Why
from app.audit.operations import record, records
from app.audit.sealing import checkpoints, standstill
from app.audit.sealing import rounds as sealing
from app.audit.sealing.rounds import Sealed
from app.audit.sealing.signing import Promise, Signer
from app.audit.tlog.note import Checkpoint
from app.audit.tlog.tree import Tree
from app.core import db
from app.core.db import Database


class NoStandstill(Exception):
    """A new log is opened to end a standstill, and there is none."""


@dataclass(frozen=True)
class Standstill:
    """Why a new log is needed: where the old one stands in the database, what was signed last, and what comes next.

    `note` is the signed checkpoint, None where none is known any more; `missing` counts the signed events that the
    database lacks; `halted_at` is None where the product does not stand still yet.
    """

    log: int
    size: int
    root: bytes
    reason: str
    halted_at: datetime | None
    note: bytes | None
    missing: int
    next_log: int
    next_origin: str

    @property
    def signed(self) -> Checkpoint | None:
        """What the last signed checkpoint says."""
        return None if self.note is None else Checkpoint.noted(self.note)


def standing(signer: Signer, base_url: str) -> Standstill:
    """The standstill as it is. Raises NoStandstill and SignerFault."""
    promises = signer.promises()
    head = db.session().connection().execute(newest_head(HEAD)).one()
    found = standstill.compare(signer, base_url) if head.halted_for is None else None
    reason = head.halted_for if found is None else found.contradiction
    if reason is None:
        raise NoStandstill("Database and signer agree: there is no standstill that a new log would end.")
    number = _next(head.log, promises)
    return Standstill(
        log=head.log,
        size=head.size,
        root=Tree.restored(head.size, head.peaks).root,
        reason=reason,
        halted_at=head.halted_at,
        note=_last_note(promises),
        missing=_missing(promises),
        next_log=number,
        next_origin=promises[number].origin if number in promises else checkpoints.origin_of(number, base_url),
    )


def open_origin(database: Database, settings: Any, *, reason: str, actor: Actor) -> Sealed:
    """Open the next log, whose first event holds the last checkpoint of the old one, and sign it.

    For the command on the host. Raises NoStandstill, Inconsistent and SignerFault.
    """
    signer = Signer(settings.signer_dir)
    with database.unit_of_work(actor):
        _open(signer, standing(signer, settings.base_url), reason=reason, actor=actor)
    return sealing.seal_now(database, settings, Why.HOST, actor=actor)


@records("audit.origin_opened")
def _open(signer: Signer, old: Standstill, *, reason: str, actor: Actor) -> None:
    """The old log is halted first, so that whoever waits to append to it does not. The signer is told last: where the
    commit fails then, the next attempt takes the same number."""
    standstill.halt(old.reason)
    db.session().connection().execute(insert(HEAD).values(log=old.next_log, size=0, peaks=b""))
    signed = old.signed
    record(
        "audit.origin_opened",
        f"audit_head:{old.next_log}",
        actor=actor,
        before={
            "log": old.log,
            "size": old.size,
            "root": old.root.hex(),
            "missing": old.missing,
            "contradiction": old.reason,
            "halted_at": old.halted_at,
            "signed_origin": signed and signed.origin,
            "signed_size": signed and signed.size,
            "signed_root": signed and signed.root.hex(),
            "signed_note": old.note and old.note.decode(),
        },
        after={"log": old.next_log, "origin": old.next_origin},
        reason=reason,
    )
    if old.next_log not in signer.promises():
        signer.open(old.next_log, old.next_origin)


def _last_note(promises: dict[int, Promise]) -> bytes | None:
    """The note signed last: as the signer knows it, else as the database does."""
    for _log, promise in sorted(promises.items(), reverse=True):
        if promise.note is not None:
            return promise.note
    kept = checkpoints.newest()
    return None if kept is None else kept.note


def _next(log: int, promises: dict[int, Promise]) -> int:
    """The first number that neither has used; one that the signer opened and nobody wrote to is used again."""
    newest = max(promises, default=0)
    if newest > log and promises[newest].note is None:
        return newest
    return max(log, newest) + 1


def _missing(promises: dict[int, Promise]) -> int:
    """How many signed events, of all logs, the database lacks."""
    sizes: dict[int, int] = dict(db.session().connection().execute(select(HEAD.c.log, HEAD.c.size)).all())
    signed = {log: promise.checkpoint for log, promise in promises.items()}
    return sum(max(0, said.size - sizes.get(log, 0)) for log, said in signed.items() if said is not None)
