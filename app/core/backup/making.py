"""Making a backup: written beside its place, named when it is whole."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from app.core import clock, migrations
from app.core.backup import tables
from app.core.backup.manifest import Manifest, Unusable, measured
from app.core.db import Database
from app.core.storage import CHUNK, Storage, Stored, sync

STORED = "sha256"
"""The name of every column that names a stored file."""

Logs = Callable[[Connection], list[dict[str, Any]]]
"""How far each audit log has grown, for the manifest."""


def make(database: Database, storage: Storage, folder: Path, *, id: str, logs: Logs) -> Manifest:
    """Copy the database and the files it names into `folder`, which must not exist.

    Stored files that are missing or altered are left out and told in the manifest. Raises Unusable where the folder
    exists or the database has no schema.
    """
    revision = migrations.current(database)
    if revision is None:
        raise Unusable("The database is empty: there is nothing to back up.")
    with _named_when_whole(folder) as part:
        (part / "database").mkdir()
        with tables.dumped(database, part / "database") as snapshot:
            rows, grown, wanted = tables.counted(snapshot), logs(snapshot), _stored_files(snapshot)
        copied, lost = _copy_files(storage, wanted, part)
        manifest = Manifest(
            id=id,
            made_at=clock.wall().isoformat(timespec="seconds"),
            revision=revision,
            dialect=database.engine.dialect.name,
            rows=rows,
            files=_database_files(part) | copied,
            lost=lost,
            logs=grown,
        )
        manifest.write(part)
        for path in sorted(part.rglob("*")):
            sync(path)
    return manifest


@contextmanager
def _named_when_whole(folder: Path) -> Iterator[Path]:
    """A folder beside `folder`, readable to its owner alone, that gets its name at the end and is gone on an error."""
    part = folder.with_name(f"{folder.name}.part")
    for path in (folder, part):
        if path.exists():
            raise Unusable(f"{path} exists already: nothing is overwritten. Give another name, or take it away.")
    part.mkdir(mode=0o700, parents=True)
    try:
        yield part
        part.rename(folder)
    except BaseException:
        shutil.rmtree(part)
        raise
    sync(folder.parent)


def _stored_files(snapshot: Connection) -> list[str]:
    columns = [table.c[STORED] for table in tables.in_order() if STORED in table.c]
    return sorted({sha256 for column in columns for sha256 in snapshot.scalars(select(column).distinct())})


def _copy_files(storage: Storage, wanted: list[str], part: Path) -> tuple[dict[str, Stored], dict[str, str]]:
    """Copy the stored files; answers which are there, by place, and which were lost, and how."""
    copied, lost = {}, {}
    for sha256 in wanted:
        place = f"files/{sha256[:2]}/{sha256[2:4]}/{sha256}"
        try:
            stored = _copy(storage, sha256, part / place)
        except FileNotFoundError:
            lost[sha256] = "missing"
            continue
        if stored.sha256 == sha256:
            copied[place] = stored
        else:
            (part / place).unlink()
            lost[sha256] = "altered"
    return copied, lost


def _copy(storage: Storage, sha256: str, path: Path) -> Stored:
    with storage.open(sha256) as source:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as target:
            shutil.copyfileobj(source, target, CHUNK)
    return measured(path)


def _database_files(part: Path) -> dict[str, Stored]:
    return {str(path.relative_to(part)): measured(path) for path in (part / "database").iterdir()}
