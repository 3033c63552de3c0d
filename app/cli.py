"""Commands for the whole system; the rooms bring their own."""

import json
import sys
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import AppGroup

from app.audit.catalogue import KINDS
from app.audit.reference import page
from app.core.workflow import Lifecycle

if TYPE_CHECKING:
    from app.web.dispatch import Application

database = AppGroup("db", help="The database's schema.")
docs = AppGroup("docs", help="Pages generated from the code.")


def _application() -> "Application":
    app: Application = current_app._get_current_object()  # type: ignore[attr-defined]
    return app


@database.command("upgrade")
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the schema to REVISION (head)."""
    from app.core import migrations

    migrations.upgrade(_application().database, revision)


@database.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the schema back to REVISION."""
    from app.core import migrations

    migrations.downgrade(_application().database, revision)


@database.command("check")
@click.option("--json", "as_json", is_flag=True)
def check(as_json: bool) -> None:
    """Exit with 1 when models and schema differ."""
    from app.core import migrations

    differences = migrations.differences(_application().database)
    click.echo(json.dumps({"differences": differences}) if as_json else "\n".join(differences) or "in step")
    sys.exit(1 if differences else 0)


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

    run(_application(), every=every)


def init_app(app: "Application") -> None:
    """Register the commands."""
    for command in (database, docs, worker):
        app.cli.add_command(command)
