"""The log's keys on the log: each is announced by an event before it signs alone, the first one and those after it."""

from sqlalchemy import select

from app.access.actor import Actor
from app.audit.log.writing import EVENT
from app.audit.operations import record, records
from app.audit.sealing.signing import OwnVerifierKey, Signer
from app.core import clock, db


@records(sometimes=("audit.key_made", "audit.key_rotated"))
def announce(signer: Signer, origin: str, *, actor: Actor) -> bool:
    """Append an event for each key of this origin that signs and has none; answers whether there was one."""
    keys = [own for own in signer.verifiers(origin) if own.until is None or own.until > clock.wall()]
    unknown = [place for place, own in enumerate(keys) if not _is_announced(own)]
    for place in reversed(unknown):
        own, older = keys[place], keys[place + 1 :]
        record(
            "audit.key_rotated" if older else "audit.key_made",
            _reference(own),
            actor=actor,
            before={"vkey": str(older[0].key), "until": older[0].until} if older else None,
            after={"vkey": str(own.key)},
        )
    return bool(unknown)


def _is_announced(own: OwnVerifierKey) -> bool:
    event = select(EVENT.c.seq).where(EVENT.c.object == _reference(own)).limit(1)
    return db.session().connection().scalar(event) is not None


def _reference(own: OwnVerifierKey) -> str:
    return f"log_key:{own.key.id.hex()}"
