"""Copies of the whole system, as the log tells of them."""

from typing import Any

from sqlalchemy import Connection, select

from app.access.actor import Actor
from app.audit.operations import record, records
from app.audit.tree import Tree
from app.audit.writing import HEAD


@records("backup.made")
def note_backup(id: str, *, actor: Actor) -> None:
    """Say that a backup is made now; said before, so that the backup holds it too."""
    record("backup.made", f"backup:{id}", actor=actor)


def heads(connection: Connection) -> list[dict[str, Any]]:
    """How far each log has grown, the oldest first, with its root in hex."""
    rows = connection.execute(select(HEAD.c.log, HEAD.c.size, HEAD.c.peaks).order_by(HEAD.c.log))
    return [
        {"log": log, "size": size, "root": Tree.restored(size, peaks).root.hex()} for log, size, peaks in rows.all()
    ]
