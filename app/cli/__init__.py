"""Commands for the whole system; the rooms bring their own."""

from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

from app.audit.catalogue import KINDS
from app.audit.reference import page
from app.cli import backups, schema
from app.cli.running import application
from app.core.workflow import Lifecycle

if TYPE_CHECKING:
    from app.web.dispatch import Application

docs = AppGroup("docs", help="Pages generated from the code.")


@docs.command("states")
def states() -> None:
    """Print every lifecycle as a Mermaid diagram, from its transition table."""
    for lifecycle in Lifecycle.registry.values():
        click.echo(f"## {lifecycle.label}\n\n```mermaid\nstateDiagram-v2")
        for state in lifecycle.states:
            click.echo(f"    {state.value}: {state.label}")
        for transition in lifecycle.transitions.values():
            for source in transition.sources:
                click.echo(f"    {source.value} --> {transition.target.value}: {transition.label}")
        click.echo("```\n")


@docs.command("audit-events")
def audit_events() -> None:
    """Print every kind of event of the log, with its keys and the operations that append it."""
    click.echo(page(KINDS), nl=False)


@click.command("worker")
@click.option("--every", default=60, show_default=True, type=click.IntRange(min=1), help="Seconds between two rounds.")
def worker(every: int) -> None:
    """Run the background process: reminders, deadlines, mail."""
    from app.worker import run

    run(application(), every=every)


def init_app(app: "Application") -> None:
    """Register the commands."""
    for command in (schema.database, backups.backup, backups.restore, docs, worker):
        app.cli.add_command(command)
