"""The way back: everything is held against the manifest first, then the files, then the database in one piece."""

from pathlib import Path

from app.core import migrations
from app.core.backup import tables
from app.core.backup.manifest import Manifest, Unusable
from app.core.db import Database
from app.core.storage import Storage


def restore(database: Database, storage: Storage, folder: Path, *, despite_losses: bool = False) -> Manifest:
    """Put a backup into a migrated database that holds nothing yet, and its files into the store.

    `despite_losses` takes a backup that lacks files which were lost before it was made. Raises Unusable, having
    written nothing, for a backup that is damaged or incomplete, of another database or revision, or for a database that
    is not empty.
    """
    manifest = Manifest.read(folder)
    _require_kin(manifest, database)
    if manifest.lost and not despite_losses:
        raise Unusable(
            "The backup lacks files that were lost before it was made: "
            + ", ".join(f"{sha256} ({how})" for sha256, how in manifest.lost.items())
        )
    _require_empty(database)
    manifest.hold(folder)
    for place in manifest.files:
        if place.startswith("files/"):
            _give_back(storage, folder / place)
    tables.load(database, folder / "database", manifest.rows)
    return manifest


def _require_kin(manifest: Manifest, database: Database) -> None:
    dialect = database.engine.dialect.name
    if manifest.dialect != dialect:
        raise Unusable(f"The backup was made on {manifest.dialect}; it can't be restored into {dialect}.")
    revision = migrations.current(database)
    if revision != manifest.revision:
        raise Unusable(
            f"The backup is of revision {manifest.revision}, the database stands at {revision or 'none'}: "
            f"run `flask db upgrade {manifest.revision}` on an empty database, with the version that made the backup."
        )


def _require_empty(database: Database) -> None:
    with database.engine.connect() as connection:
        held = [name for name, rows in tables.counted(connection).items() if rows and name not in tables.seeded()]
    if held:
        raise Unusable(f"The database is not empty: nothing is overwritten. It has rows in {', '.join(held)}.")


def _give_back(storage: Storage, path: Path) -> None:
    with path.open("rb") as file:
        storage.put(file, limit=path.stat().st_size)
