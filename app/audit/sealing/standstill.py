"""Standing still: the database contradicts what was signed, as after a restore from an old backup.

The contradiction is written once into the head of the log, where every append reads it; from then on nothing that
would need an event is done. There is no way back: a new log is opened on the host (`origins.open_origin`).
"""

import os
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import update

from app.access.actor import operator
from app.audit.log.writing import HEAD, newest_head
from app.audit.sealing import checkpoints
from app.audit.sealing.signing import Contradiction, Inconsistent, Signer
from app.audit.sealing.vault import SignerFault
from app.core import clock, db
from app.core.db import Database

log = structlog.get_logger()

STANDING = frozenset(
    {Contradiction.SMALLER, Contradiction.OTHER_ROOT, Contradiction.UNPROVEN, Contradiction.UNKNOWN_LOG}
)
"""What stops the product by itself. A signer's folder that is lost, or another deployment's, is first of all one that
was not mounted: nothing is signed then, but a wrong setting must not end a log."""

OLD_MEMORY = "old_memory"
"""The code of a standstill because the signer's memory itself came from a backup."""

LOOKER = operator("standstill")


def since() -> datetime | None:
    """The wall-clock moment since which the newest log stands still; None where it grows."""
    return db.session().connection().execute(newest_head(HEAD.c.halted_at)).scalar_one()


def halt(reason: str) -> bool:
    """Let the newest log stand still from now on, for ever; answers whether it did not yet."""
    newest = newest_head(HEAD.c.log).scalar_subquery()
    halting = update(HEAD).where(HEAD.c.log == newest, HEAD.c.halted_at.is_(None))
    halted = db.session().connection().execute(halting.values(halted_at=clock.wall(), halted_for=reason))
    return halted.rowcount > 0


def heed(found: Inconsistent) -> None:
    """Stop the product where a contradiction demands it."""
    if found.contradiction in STANDING and halt(found.contradiction):
        log.error("the log stands still", reason=str(found), then="flask audit open-origin")


def contradiction(database: Database, settings: Any) -> Inconsistent | None:
    """What the signer's memory holds against the newest log. Raises SignerFault."""
    with database.unit_of_work(LOOKER, appends=False):
        return compare(Signer(settings.signer_dir), settings.base_url)


def compare(signer: Signer, base_url: str) -> Inconsistent | None:
    """The same within a unit of work that has read nothing yet, or that has SQLite's lock."""
    try:
        signer.hold(checkpoints.finder(signer, base_url))
    except Inconsistent as found:
        return found
    return None


def look(database: Database, settings: Any) -> None:
    """Compare database and signer where a process starts that can read the signer's folder; heed what is found."""
    if not os.access(settings.signer_dir / "state.json", os.R_OK):
        return
    try:
        found = contradiction(database, settings)
    except SignerFault as fault:
        log.error("the signer's folder can't be used", reason=str(fault))
        return
    if found is not None:
        with database.unit_of_work(LOOKER):
            heed(found)
