"""Campaigns from the console."""

import getpass
import json
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from app.access.actor import operator
from app.campaigns import operations
from app.campaigns.definition import read_definition
from app.core.errors import DomainError

campaigns = AppGroup("campaigns", help="Special campaigns.")


@campaigns.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
def load(file: Path, as_json: bool) -> None:
    """Bring a campaign in step with its file. Exits with 1 where the file does not hold together."""
    app: Any = current_app
    actor = operator(getpass.getuser())
    try:
        with app.database.unit_of_work(actor):
            campaign, changed = operations.load_campaign(read_definition(file.read_bytes()), actor=actor)
            done = {"key": campaign.key, "state": campaign.state.value, "changed": changed}
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(done) if as_json else f"{done['key']}: {'loaded' if changed else 'unchanged'}")
