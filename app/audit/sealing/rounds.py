"""Sealing the log: a checkpoint a minute while it grows, and at once where one is demanded.

The leader's worker does it, and an operator on the host; web nodes only leave a demand.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from app.access.actor import Actor
from app.audit.models import AuditCheckpoint, Why
from app.audit.sealing import checkpoints, copies, rotation, standstill
from app.audit.sealing.signing import Find, Found, Inconsistent, Signer
from app.audit.tlog.note import Checkpoint
from app.core import clock, db
from app.core.db import Database
from app.core.events import publish
from app.core.jobs import Job

log = structlog.get_logger()

LOOK = timedelta(seconds=5)
"""How often the worker looks whether something is to be signed."""
PAUSE = timedelta(seconds=60)
"""How long a log grows before it is signed without a demand."""


@dataclass(frozen=True)
class Sealed:
    """A signed checkpoint: of which log, what it says, the exact bytes of its note."""

    log: int
    checkpoint: Checkpoint
    note: bytes


def job(settings: Any) -> Job:
    """The leader's job."""
    return Job("seal", partial(seal_if_due, settings), every=LOOK)


def seal_if_due(settings: Any) -> None:
    """Sign the log where a checkpoint is due.

    Where it contradicts what was signed, the contradiction (`Inconsistent`) is announced and nothing is signed.
    """
    if standstill.since() is not None:
        return
    signer = Signer(settings.signer_dir)
    find = checkpoints.finder(signer, settings.base_url)
    try:
        found = signer.hold(find)
        actor: Actor = db.session().info["actor"]
        if not _prepared(signer, found.checkpoint.origin, actor):
            _seal_found(signer, find, found, settings)
    except Inconsistent as contradiction:
        log.error("nothing is signed", reason=str(contradiction))
        publish(contradiction)


def seal_now(database: Database, settings: Any, why: Why, *, actor: Actor) -> Sealed:
    """Sign the log as it stands, in units of work of its own; the last checkpoint again where it did not grow.

    For commands on the host. Raises Inconsistent and SignerFault.
    """
    signer = Signer(settings.signer_dir)
    find = checkpoints.finder(signer, settings.base_url)
    with _locked(database, actor):
        _prepared(signer, signer.hold(find).checkpoint.origin, actor)
    with _locked(database, actor):
        return _seal(signer, find, why, settings)


@contextmanager
def _locked(database: Database, actor: Actor) -> Iterator[None]:
    """A unit of work that has begun: on SQLite it has the database's lock, which comes before the signer's."""
    with database.unit_of_work(actor) as session:
        session.connection()
        yield


def rotate_key(database: Database, settings: Any, *, actor: Actor) -> Sealed:
    """Let the old key sign a last checkpoint alone, make a new one, announce it on the log, and sign by both.

    For the command on the host. Raises Inconsistent and SignerFault.
    """
    seal_now(database, settings, Why.ROTATION, actor=actor)
    Signer(settings.signer_dir).rotate()
    return seal_now(database, settings, Why.HOST, actor=actor)


def _prepared(signer: Signer, origin: str, actor: Actor) -> bool:
    """Whether a key had to be announced first; what announces it is signed in the next round."""
    signer.prepare()
    return rotation.announce(signer, origin, actor=actor)


def _seal_found(signer: Signer, find: Find, found: Found, settings: Any) -> None:
    wishes = checkpoints.demands()
    if wishes or _is_due(found, checkpoints.newest()):
        sealed = _seal(signer, find, max(wishes.values(), key=list(Why).index, default=Why.PERIODIC), settings)
        if Why.CAMPAIGN_CLOSE in wishes.values():
            copies.mail(sealed.note, settings.checkpoint_mail, at_once=True)
        checkpoints.answer(wishes)


def _is_due(found: Found, last: AuditCheckpoint | None) -> bool:
    if last is None or last.log != found.log:
        return True
    return last.size < found.checkpoint.size and last.signed_at + PAUSE <= clock.wall()


def _seal(signer: Signer, find: Find, why: Why, settings: Any) -> Sealed:
    earlier = signer.promises()
    found, note = signer.sign(find)
    last = earlier.get(found.log)
    if last is not None and last.note is not None:
        _keep(found.log, last.note, Why.PERIODIC, settings)
    _keep(found.log, note, why, settings)
    copies.mail(note, settings.checkpoint_mail, at_once=False)
    return Sealed(found.log, found.checkpoint, note)


def _keep(number: int, note: bytes, why: Why, settings: Any) -> None:
    """Keep a signed note wherever it is not yet: one whose transaction failed after the signature is kept the next
    time."""
    checkpoints.keep(number, note, why)
    copies.file(note, settings.signer_dir, settings.checkpoint_dir)
