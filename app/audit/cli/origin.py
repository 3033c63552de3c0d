"""Ending a standstill, on the host: nobody can sign in then."""

import getpass
import json
from typing import Any

import click
from flask import current_app

from app.access.actor import operator
from app.audit.cli.group import audit, precise_refusals
from app.audit.sealing import origins
from app.audit.sealing.origins import NoStandstill, Standstill
from app.audit.sealing.signing import Signer
from app.audit.tlog.note import Checkpoint


@audit.command("open-origin")
@click.option("--reason", required=True, help="What happened and who decided; it is kept on the log.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@click.option("--json", "as_json", is_flag=True)
def open_origin(reason: str, yes: bool, as_json: bool) -> None:
    """Open a new log after a standstill, so that the product writes again.

    The old log stays as it is. What was signed and is no longer in the database is lost to the product, and the first
    event of the new log says so for ever.
    """
    app: Any = current_app
    actor = operator(getpass.getuser())
    with precise_refusals(NoStandstill):
        with app.database.unit_of_work(actor, appends=False):
            old = origins.standing(Signer(app.settings.signer_dir), app.settings.base_url)
        click.echo("\n".join(_told(old)), err=as_json)
        yes or click.confirm("Open the new log?", abort=True, err=as_json)
        sealed = origins.open_origin(app.database, app.settings, reason=reason, actor=actor)
    said = {"log": sealed.log, "origin": sealed.checkpoint.origin, "missing": old.missing, "note": sealed.note.decode()}
    click.echo(json.dumps(said) if as_json else f"The new log is open.\n{sealed.note.decode()}", nl=as_json)


def _told(old: Standstill) -> list[str]:
    since = f"since {old.halted_at.isoformat(timespec='seconds')}" if old.halted_at else "not yet"
    return [
        f"reason:       {old.reason}; the product stands still {since}",
        f"in database:  log {old.log}, size {old.size}, root {old.root.hex()}",
        f"signed last:  {_described(old.signed)}",
        f"missing:      {old.missing} signed events",
        f"new log:      {old.next_origin}",
    ]


def _described(signed: Checkpoint | None) -> str:
    return f"{signed.origin}, size {signed.size}, root {signed.root.hex()}" if signed else "nothing is known"
