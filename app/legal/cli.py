"""Loading the law from the console."""

import getpass
import json
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from app.access.actor import operator
from app.legal import operations

legal = AppGroup("legal", help="The law as data.")


@legal.command("load")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
def load(as_json: bool) -> None:
    """Bring provisions, ladders, deadline rules and document kinds in step with the data files."""
    app: Any = current_app
    actor = operator(getpass.getuser())
    with app.database.unit_of_work(actor):
        loaded = operations.load(actor=actor)
    if as_json:
        click.echo(json.dumps(loaded.as_json(), ensure_ascii=False))
        return
    changed = sum(map(len, loaded.changed.values()))
    click.echo(f"{loaded.made.total()} rows made, {changed} changed, {loaded.unchanged} left as they were.")
