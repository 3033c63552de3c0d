"""Exporting the log for verifiers."""

import getpass
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from flask import current_app

from app.access.actor import operator
from app.audit.cli.group import audit, precise_refusals
from app.audit.cli.progress import progress
from app.audit.verifying.archive.writing import Exported, Wanted, export
from app.core.errors import DomainError


@audit.command("export")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--log", type=click.IntRange(min=1), help="Number of the log; the newest where none is named.")
@click.option("--campaign", type=click.UUID, help="Content of this campaign's events alone; of others their hash.")
@click.option("--office", type=click.UUID, help="Content of the events of this office and all below it alone.")
@click.option("--json", "as_json", is_flag=True)
def export_log(folder: Path, log: int | None, campaign: UUID | None, office: UUID | None, as_json: bool) -> None:
    """Write one log into a new or empty folder, as a whole that anyone can verify without this system.

    The export is an event itself, appended first. It holds personal data: the folder is readable to you alone.
    """
    app: Any = current_app
    try:
        with precise_refusals():
            wanted = Wanted(log, campaign, office)
            actor = operator(getpass.getuser())
            done = export(app.database, app.settings, folder, wanted, actor=actor, progress=progress)
    except (DomainError, OSError) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(json.dumps(_in_json(done)) if as_json else _in_words(done, folder))


def _in_json(done: Exported) -> dict[str, Any]:
    said = done.checkpoint
    return {
        "log": done.log,
        "origin": said.origin,
        "size": said.size,
        "root": said.root.hex(),
        "visible": done.visible,
        "redacted": done.redacted,
        "hidden": done.hidden,
        "left_out": done.left_out,
    }


def _in_words(done: Exported, folder: Path) -> str:
    said = done.checkpoint
    words = (
        f"{folder}: {said.origin}, size {said.size}, root {said.root.hex()}\n"
        f"{done.visible} events with content, {done.redacted} redacted, {done.hidden} behind their hash"
    )
    return f"{words}\n{done.left_out} events after the last checkpoint are left out" if done.left_out else words
