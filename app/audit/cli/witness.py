"""What goes to a witness, and what comes back."""

from pathlib import Path
from typing import Any

import click
from flask import current_app

from app.access.actor import operator
from app.audit.cli.group import audit
from app.audit.sealing import witnesses
from app.core.errors import DomainError


@audit.command("witness-request")
@click.option("--witness", "name", metavar="NAME", help="A witness that is entered: from what it cosigned last.")
@click.option("--old", type=click.IntRange(min=0), help="How many events the witness saw last; 0 for a new one.")
def witness_request(name: str | None, old: int | None) -> None:
    """Print the request for a witness: the newest checkpoint, and the proof that it continues what the witness saw."""
    if (name is None) == (old is None):
        raise click.UsageError("Name the witness, or say with --old how many events it saw last.")
    app: Any = current_app
    actor = operator("audit witness-request")
    try:
        with app.database.unit_of_work(actor):
            body = (
                witnesses.request(witnesses.witness_named(name), actor=actor)
                if name is not None
                else witnesses.request_from(old or 0)
            )
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(body, nl=False)


@audit.command("cosign")
@click.argument("answer", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
def cosign(answer: Path) -> None:
    """Take in what a witness answered: signature lines, or a cosigned checkpoint; - reads standard input."""
    app: Any = current_app
    actor = operator("audit cosign")
    with click.open_file(str(answer), encoding="utf-8") as file:
        text = file.read()
    try:
        with app.database.unit_of_work(actor):
            kept = witnesses.take_in(text, actor=actor)
    except DomainError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo("\n".join(f"log {row.log}, size {row.size}, cosigned {row.at.isoformat()}" for row in kept) or "known")
