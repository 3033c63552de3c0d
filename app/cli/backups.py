"""The whole system into a folder and back."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.access.actor import operator
from app.audit.sealing import custody, standstill
from app.audit.sealing.vault import SignerFault
from app.cli.running import application
from app.core import backup as copies
from app.core.backup import Manifest, Unusable
from app.core.errors import DomainError
from app.core.ids import new_id

FOLDER = click.Path(file_okay=False, resolve_path=True, path_type=Path)


@click.command("backup")
@click.argument("folder", type=FOLDER)
@click.option("--signer-to", type=FOLDER, help="Copy the signer's keys and memory there, apart from FOLDER.")
@with_appcontext
def backup(folder: Path, signer_to: Path | None) -> None:
    """Copy database and files into FOLDER, which must not exist; exit with 1 where files are lost."""
    app, identifier, actor = application(), str(new_id()), operator(getpass.getuser())
    with _refusals():
        if signer_to is not None:
            _require_apart(folder, signer_to)
            custody.copy_signer(app.settings.signer_dir, signer_to)
        with app.database.unit_of_work(actor):
            custody.note_backup(identifier, actor=actor)
        manifest = copies.make(app.database, app.storage, folder, id=identifier, logs=custody.heads)
    click.echo(_summary(manifest))
    if signer_to is None:
        click.echo(
            f"Not in it: the signer's keys and memory ({app.settings.signer_dir}), because whoever holds them and the "
            "database can rewrite the log unnoticed. Keep a copy elsewhere: --signer-to DIR"
        )
    if manifest.lost:
        lost = "\n".join(f"{sha256}: {how}" for sha256, how in manifest.lost.items())
        raise click.ClickException(f"The backup is incomplete. Lost from the store of files:\n{lost}")


@click.command("restore")
@click.argument("folder", type=FOLDER)
@click.option("--signer-from", type=FOLDER, help="Put keys and memory of the signer back from there; for a lost host.")
@click.option("--despite-losses", is_flag=True, help="Take a backup that names files as lost when it was made.")
@with_appcontext
def restore(folder: Path, signer_from: Path | None, despite_losses: bool) -> None:
    """Put the backup in FOLDER into a migrated database that holds nothing yet.

    Where the signer remembers more than the backup holds, the product then stands still.
    """
    app = application()
    signer = app.settings.signer_dir
    with _refusals():
        if signer_from is not None:
            custody.require_unused(signer)
            custody.require_signer(signer_from)
        manifest = copies.restore(app.database, app.storage, folder, despite_losses=despite_losses)
        if signer_from is not None:
            custody.copy_signer(signer_from, signer)
        click.echo(_summary(manifest))
        click.echo(_settled(manifest, old_memory=signer_from is not None))


def _settled(manifest: Manifest, *, old_memory: bool) -> str:
    """Let the product stand still, or say on the log that a backup was restored; answers which, in a sentence."""
    app, actor = application(), operator(getpass.getuser())
    found = standstill.contradiction(app.database, app.settings)
    with app.database.unit_of_work(actor):
        if found is not None or old_memory:
            standstill.halt(found.contradiction if found is not None else standstill.OLD_MEMORY)
            why = str(found) if found is not None else "The signer's memory is as old as its copy."
            return f"The product stands still. {why} Open a new log: flask audit open-origin --reason …"
        if standstill.since() is None:
            custody.note_restore(manifest.id, manifest.made_at, manifest.logs[-1], actor=actor)
            return "Database and signer agree: the log goes on."
    return "The product stands still, as it did when the backup was made."


def _summary(manifest: Manifest) -> str:
    kept = sum(place.startswith("files/") for place in manifest.files)
    logs = "; ".join(f"log {log['log']}: size {log['size']}, root {log['root']}" for log in manifest.logs)
    rows = sum(manifest.rows.values())
    return f"Backup {manifest.id} of {manifest.made_at}: {rows} rows, {kept} files; {logs}"


def _require_apart(folder: Path, signer: Path) -> None:
    if folder == signer or folder in signer.parents or signer in folder.parents:
        raise Unusable("The signer's folder and the backup must not lie one inside the other: keep them apart.")


@contextmanager
def _refusals() -> Iterator[None]:
    """A refusal becomes a message and exit code 1."""
    try:
        yield
    except (DomainError, Unusable, SignerFault) as error:
        raise click.ClickException(str(error)) from error
