"""The database's schema, and who may do what in it."""

import json
import sys

import click
from flask.cli import AppGroup

from app.audit.log import privileges
from app.cli.running import application
from app.core import migrations

database = AppGroup("db", help="The database's schema.")


@database.command("upgrade")
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the schema to REVISION (head)."""
    migrations.upgrade(application().database, revision)


@database.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the schema back to REVISION."""
    migrations.downgrade(application().database, revision)


@database.command("check")
@click.option("--json", "as_json", is_flag=True)
def check(as_json: bool) -> None:
    """Exit with 1 when models and schema differ."""
    differences = migrations.differences(application().database)
    click.echo(json.dumps({"differences": differences}) if as_json else "\n".join(differences) or "in step")
    sys.exit(1 if differences else 0)


@database.command("roles")
@click.option("--web", "role", required=True, metavar="ROLE", help="The database role of web and worker.")
@click.option("--sql", is_flag=True, help="Only print the statements.")
def roles(role: str, sql: bool) -> None:
    """Let ROLE do what web and worker do, and change nothing that is on the log (PostgreSQL).

    Run it with the role that owns the tables, after the first upgrade and after every other.
    """
    try:
        with application().database.engine.begin() as connection:
            statements = privileges.statements(connection, role)
            if not sql:
                privileges.apply(connection, role)
    except privileges.Unfit as error:
        raise click.ClickException(str(error)) from error
    click.echo(";\n".join([*statements, ""]), nl=False)
