"""The demo from the console."""

import gc
import json
import time
from datetime import datetime
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from app.core import clock, migrations
from app.core.errors import DomainError
from app.demo import queries
from app.demo.days import AS_OF, OPENING_HOUR
from app.demo.loading import OPERATOR, Loading
from app.demo.people import PASSWORD, PEOPLE, Person
from app.organisation import queries as organisation

demo = AppGroup("demo", help="The demo campaign; with APP_ENV=demo only.")


@demo.command("load")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    default=AS_OF.isoformat(),
    show_default=True,
    help="The day on whose morning the visitor arrives.",
)
@click.option("--if-empty", is_flag=True, help="Leave a database that has accounts as it is, without an error.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
def load(as_of: datetime, if_empty: bool, as_json: bool) -> None:
    """Play the campaign of 2022 up to a day and set business time to its morning. Does nothing when it was loaded."""
    app = _demo_only()
    with app.database.unit_of_work(OPERATOR, appends=False):
        begun, loaded, empty = queries.is_begun(), queries.is_loaded(), queries.is_empty()
    if begun and not loaded:
        raise click.ClickException("The demo was loaded in part only. Give it an empty database and load it again.")
    if loaded or (if_empty and not empty):
        _say({"acts": 0, "today": clock.today().isoformat()}, "Left as it is: the database is in use.", as_json)
        return
    began, day = time.monotonic(), as_of.date()
    gc.disable()  # a fifth faster
    try:
        acts = Loading(app, day).run()
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    finally:
        gc.enable()
    clock.shift_to(clock.at(day, OPENING_HOUR))
    seconds = round(time.monotonic() - began, 1)
    said = f"Demo loaded: {acts} acts up to {day.isoformat()} in {seconds} s."
    _say({"acts": acts, "today": day.isoformat(), "seconds": seconds}, said, as_json)


@demo.command("accounts")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
def accounts(as_json: bool) -> None:
    """List the demo accounts: who they are, and what to try as each of them."""
    app = _demo_only()
    with app.database.unit_of_work(OPERATOR, appends=False):
        offices = {office.path: office.name_zh for office in organisation.offices_within()}
    rows = [_row(person, offices.get(person.office, person.office)) for person in PEOPLE]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    click.echo(f"Password of every demo account: {PASSWORD}")
    click.echo("Heads, the coordinator and the administrators are asked for a code too: the page tells it.\n")
    for row in rows:
        click.echo(f"{row['username']:<13} {row['name']}  {row['office']}  {row['role']}: {row['to_try']}")


@demo.command("prepare")
@click.pass_context
def prepare(context: click.Context) -> None:
    """Bring the schema up, load the demo into an empty database, list the accounts: one start instead of three."""
    migrations.upgrade(_demo_only().database)
    context.invoke(load, if_empty=True)
    context.invoke(accounts)


def _row(person: Person, office: str) -> dict[str, str]:
    return {
        "username": person.username,
        "password": PASSWORD,
        "name": person.name,
        "role": str(person.role.label),
        "office": office,
        "to_try": str(person.to_try),
    }


def _say(data: dict[str, Any], sentence: str, as_json: bool) -> None:
    click.echo(json.dumps(data) if as_json else sentence)


def _demo_only() -> Any:
    """The application; refuses everywhere but in the demo, since the demo shifts business time."""
    app: Any = current_app
    if not app.settings.is_demo:
        raise click.ClickException("The demo runs with APP_ENV=demo only.")
    return app
