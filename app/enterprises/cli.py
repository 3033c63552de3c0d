"""The registry from the console."""

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from app.access.actor import Actor, operator
from app.core.errors import DomainError
from app.enterprises import operations
from app.enterprises.lists import RowError, read_list
from app.enterprises.planning import plan_import

enterprises = AppGroup("enterprises", help="The registry of enterprises and filings.")


@enterprises.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--batch", required=True, metavar="YYYY-MM", help="Which batch of the file, such as 2022-08.")
@click.option("--preview", is_flag=True, help="Only tell what would happen.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
def import_(file: Path, batch: str, preview: bool, as_json: bool) -> None:
    """Import a published list of filings. Exits with 1 where the file can't be read."""
    app: Any = current_app
    with _at_the_console() as actor:
        content = file.read_bytes()
        if preview:
            plan = plan_import(read_list(content, batch), actor=actor)
            _say(plan.counts, plan.errors, as_json)
            return
        done = operations.import_list(content, filename=file.name, batch=batch, storage=app.storage, actor=actor)
        _say(done.counts or {}, [RowError.restored(error) for error in done.errors or ()], as_json)


@contextmanager
def _at_the_console() -> Iterator[Actor]:
    app: Any = current_app
    actor = operator(getpass.getuser())
    try:
        with app.database.unit_of_work(actor):
            yield actor
    except DomainError as error:
        raise click.ClickException(str(error)) from error


def _say(counts: dict[str, int], errors: list[RowError], as_json: bool) -> None:
    if as_json:
        rows = [{"row": error.row, "column": error.column, "message": str(error.message)} for error in errors]
        click.echo(json.dumps({"counts": counts, "errors": rows}, ensure_ascii=False))
        return
    click.echo(", ".join(f"{count} {effect}" for effect, count in counts.items()))
    for error in errors:
        click.echo(f"row {error.row}, {error.column or 'row'}: {error.message}", err=True)
