"""Receipts: proof for one event, in a file that anyone can verify without this system (C2SP tlog-proof).

A receipt rests on the first checkpoint that covers its event: so it says the same whenever it is asked for.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from app.access.actor import Actor
from app.audit.log.subtrees import stored
from app.audit.log.writing import EVENT
from app.audit.operations import record, records
from app.audit.sealing import checkpoints
from app.audit.sealing.copies import filename
from app.audit.tlog.note import encode
from app.audit.tlog.proofs import inclusion
from app.core import db
from app.core.errors import RuleViolated
from app.core.text import _

HEADING = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class Receipt:
    """The text of a receipt, a name for its file, and the size of the checkpoint it rests on."""

    text: bytes
    filename: str
    size: int


def receipt(log: int, seq: int) -> Receipt:
    """The receipt of an event that exists. Raises RuleViolated while no checkpoint covers it."""
    checkpoint = checkpoints.covering(log, seq)
    if checkpoint is None:
        raise RuleViolated(_("No checkpoint covers this event yet. One is signed within a minute: try again then."))
    proof = inclusion(seq, checkpoint.size, stored(db.session().connection(), log))
    lines = [HEADING, f"index {seq}", *map(encode, proof), "", checkpoint.note.decode()]
    name = f"{filename(checkpoint.note).removesuffix('.txt')}-event-{seq}.tlog-proof"
    return Receipt("\n".join(lines).encode(), name, checkpoint.size)


@records("receipt.downloaded")
def hand_out(log: int, seq: int, subject: object, *, case_file_id: UUID | None, actor: Actor) -> Receipt:
    """The receipt of an event; that it was taken is put on record. Whoever calls has held the reach."""
    handed = receipt(log, seq)
    after = {"log": log, "seq": seq, "size": handed.size}
    record("receipt.downloaded", subject, actor=actor, case_file_id=case_file_id, after=after)
    return handed


def place_of(reference: str, action: str) -> Row[Any] | None:
    """Log, seq and leaf hash of the newest event by which this was done to an object (`document:<id>`), or None."""
    done = select(EVENT.c.log, EVENT.c.seq, EVENT.c.leaf_hash).where(
        EVENT.c.object == reference, EVENT.c.action == action
    )
    newest = done.order_by(EVENT.c.log.desc(), EVENT.c.seq.desc()).limit(1)
    return db.session().connection().execute(newest).one_or_none()
