"""The signed checkpoints of the database: which there are, wishing for one, and what the signer finds to sign."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import delete, select

from app.audit.log.subtrees import stored
from app.audit.log.writing import HEAD, newest_head
from app.audit.models import AuditCheckpoint, CheckpointDemand, Why
from app.audit.sealing.signing import Find, Found, Signer
from app.audit.tlog.note import Checkpoint
from app.audit.tlog.tree import Tree
from app.core import clock, db

CHECKPOINT: Any = AuditCheckpoint.__table__


def demand(why: Why) -> None:
    """Ask for a checkpoint that covers the running unit of work; the signer makes it within seconds of the commit."""
    db.session().add(CheckpointDemand(why=why))


def demands() -> dict[UUID, Why]:
    """What is asked for and not yet answered."""
    return {wish.id: wish.why for wish in db.session().scalars(select(CheckpointDemand))}


def answer(wishes: dict[UUID, Why]) -> None:
    """Remove what a checkpoint has answered."""
    if wishes:
        db.session().execute(delete(CheckpointDemand).where(CheckpointDemand.id.in_(wishes)))


def newest() -> AuditCheckpoint | None:
    """The newest checkpoint of the newest log that has one."""
    last = select(AuditCheckpoint).order_by(AuditCheckpoint.log.desc(), AuditCheckpoint.size.desc())
    return db.session().scalar(last.limit(1))


def covering(log: int, seq: int) -> AuditCheckpoint | None:
    """The first checkpoint that covers an event: its text never changes, and it was signed closest to the event."""
    covers = select(AuditCheckpoint).where(AuditCheckpoint.log == log, AuditCheckpoint.size > seq)
    return db.session().scalar(covers.order_by(AuditCheckpoint.size).limit(1))


def said(checkpoint: AuditCheckpoint) -> Checkpoint:
    """What the note of a stored checkpoint says."""
    return Checkpoint.noted(checkpoint.note)


def keep(log: int, note: bytes, why: Why) -> None:
    """Take a signed note in, unless the log has one of its size already, or gets it from another process just now."""
    checkpoint = Checkpoint.noted(note)
    if db.session().get(AuditCheckpoint, (log, checkpoint.size)) is None:
        size, root = checkpoint.size, checkpoint.root
        row = {"log": log, "size": size, "root": root, "note": note, "signed_at": clock.wall(), "why": why}
        db.session().connection().execute(db.upsert(CHECKPOINT).values(row).on_conflict_do_nothing())


def finder(signer: Signer, base_url: str) -> Find:
    """Looks at the database's newest log for the signer; its origin is fixed by its first checkpoint."""

    def find() -> Found:
        connection = db.session().connection()
        log, size, peaks = connection.execute(newest_head(HEAD.c.log, HEAD.c.size, HEAD.c.peaks)).one()
        origin = _first_origin(log) or _promised_origin(signer, log) or origin_of(log, base_url)
        checkpoint = Checkpoint(origin, size, Tree.restored(size, peaks).root)
        return Found(log, checkpoint, stored(connection, log), sealed=newest() is not None)

    return find


def origin_of(log: int, base_url: str) -> str:
    """The name of a log that has none yet: the deployment's host and the log's number."""
    return f"{urlsplit(base_url).hostname}/audit/{log}"


def _first_origin(log: int) -> str | None:
    first = select(AuditCheckpoint).where(AuditCheckpoint.log == log).order_by(AuditCheckpoint.size).limit(1)
    checkpoint = db.session().scalar(first)
    return None if checkpoint is None else said(checkpoint).origin


def _promised_origin(signer: Signer, log: int) -> str | None:
    promise = signer.promises().get(log)
    return None if promise is None else promise.origin
