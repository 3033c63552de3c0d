"""Copies of the system as the log tells of them, and copies of the signer's folder, which are kept apart."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from app.access.actor import Actor
from app.audit.log.writing import HEAD
from app.audit.operations import record, records
from app.audit.sealing import vault
from app.audit.sealing.vault import SignerFault
from app.audit.tlog.tree import Tree

STATE = ("keys.json", "state.json")
"""The files of the signer's folder that are its keys and its memory."""


@records("backup.made")
def note_backup(identifier: str, *, actor: Actor) -> None:
    """Say that a backup is made now; said before, so that the backup holds it too."""
    record("backup.made", f"backup:{identifier}", actor=actor)


@records("backup.restored")
def note_restore(identifier: str, made_at: str, log: Mapping[str, Any], *, actor: Actor) -> None:
    """Say that the database was put back from a backup, which ended with the newest `log` as it is."""
    record("backup.restored", f"backup:{identifier}", actor=actor, after={"made_at": made_at} | dict(log))


def heads(connection: Connection) -> list[dict[str, Any]]:
    """How far each log has grown, the oldest first, with its root in hex."""
    rows = connection.execute(select(HEAD.c.log, HEAD.c.size, HEAD.c.peaks).order_by(HEAD.c.log))
    return [
        {"log": log, "size": size, "root": Tree.restored(size, peaks).root.hex()} for log, size, peaks in rows.all()
    ]


def copy_signer(source: Path, target: Path) -> None:
    """Copy a signer's keys and memory, as they are between two signatures, into a folder of its own.

    Raises SignerFault where there is no signer in `source`, or where `target` holds one.
    """
    require_signer(source)
    require_unused(target)
    with vault.alone(source):
        contents = {name: (source / name).read_bytes() for name in STATE}
    vault.open_folder(target)
    for name, data in contents.items():
        vault.create(target / name, data)


def require_signer(folder: Path) -> None:
    """Raise SignerFault unless the folder holds a signer's keys and memory."""
    for name in STATE:
        if not (folder / name).is_file():
            raise SignerFault(f"{folder} holds no {name}: no signer has worked there, or its folder is elsewhere.")


def require_unused(folder: Path) -> None:
    """Raise SignerFault where a folder holds any part of a signer."""
    for name in STATE:
        if (folder / name).exists():
            raise SignerFault(f"{folder / name} exists already: nothing is overwritten.")
