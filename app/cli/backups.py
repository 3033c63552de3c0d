"""The whole system into a folder and back."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from app.access.actor import operator
from app.audit import custody
from app.cli.running import application
from app.core import backup as copies
from app.core.backup import Manifest, Unusable
from app.core.errors import DomainError
from app.core.ids import new_id

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("backup")
@click.argument("folder", type=FOLDER)
def backup(folder: Path) -> None:
    """Copy database and files into FOLDER, which must not exist; exit with 1 where files are lost."""
    app, identifier = application(), str(new_id())
    with _refusals():
        with app.database.unit_of_work(operator(getpass.getuser())) as session:
            custody.note_backup(identifier, actor=session.info["actor"])
        manifest = copies.make(app.database, app.storage, folder, id=identifier, logs=custody.heads)
    click.echo(_summary(manifest))
    if manifest.lost:
        lost = "\n".join(f"{sha256}: {how}" for sha256, how in manifest.lost.items())
        raise click.ClickException(f"The backup is incomplete. Lost from the store of files:\n{lost}")


@click.command("restore")
@click.argument("folder", type=FOLDER)
@click.option("--despite-losses", is_flag=True, help="Take a backup that names files as lost when it was made.")
def restore(folder: Path, despite_losses: bool) -> None:
    """Put the backup in FOLDER into a migrated database that holds nothing yet."""
    app = application()
    with _refusals():
        manifest = copies.restore(app.database, app.storage, folder, despite_losses=despite_losses)
    click.echo(_summary(manifest))


def _summary(manifest: Manifest) -> str:
    kept = sum(place.startswith("files/") for place in manifest.files)
    logs = "; ".join(f"log {log['log']}: size {log['size']}, root {log['root']}" for log in manifest.logs)
    rows = sum(manifest.rows.values())
    return f"backup {manifest.id} of {manifest.made_at}: {rows} rows, {kept} files; {logs}"


@contextmanager
def _refusals() -> Iterator[None]:
    """A refusal becomes a message and exit code 1."""
    try:
        yield
    except (DomainError, Unusable) as error:
        raise click.ClickException(str(error)) from error
