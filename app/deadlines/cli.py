"""Computing a deadline from the console, without a database: from the published calendar and the law's data file."""

import json
from datetime import date, datetime

import click
from flask.cli import AppGroup

from app.core.calendar import Calendar, Due, Roll, Unit, count
from app.legal.models import DeadlineRule
from app.legal.sources import Row, rows_of

deadlines = AppGroup("deadlines", help="Due dates.")

DAY = click.DateTime(["%Y-%m-%d"])


@deadlines.command("compute")
@click.option("--from", "start", type=DAY, required=True, help="The day of the event, which is not counted.")
@click.option("--rule", help="The key of a rule of law, in the version of that day.")
@click.option("--amount", type=click.IntRange(min=1), help="Without a rule: how many units.")
@click.option("--unit", type=click.Choice([unit.value for unit in Unit]), help="Without a rule: what is counted.")
@click.option(
    "--roll",
    type=click.Choice([roll.value for roll in Roll]),
    default=Roll.WORKDAY.value,
    help="Without a rule: whether a last day on a rest day moves.",
)
def compute(start: datetime, rule: str | None, amount: int | None, unit: str | None, roll: str) -> None:
    """Print as JSON when a period ends, whether that is provisional, and how it comes about."""
    if rule is not None:
        due = by_rule(rule, start.date())
    elif amount is not None and unit is not None:
        due = count(start.date(), amount, Unit[unit.upper()], roll=Roll(roll), calendar=Calendar.from_chinesecalendar())
    else:
        raise click.UsageError("Give --rule, or --amount together with --unit.")
    told = {"due": due.date.isoformat(), "provisional": due.provisional, "steps": [str(step) for step in due.steps]}
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))


def by_rule(key: str, start: date) -> Due:
    """The period of a rule of law in force on `start`; raises click.ClickException where there is none."""
    versions = (row for row in rows_of("deadlines.json", DeadlineRule) if row["key"] == key)
    rule = next((row for row in versions if _holds(row, start)), None)
    if rule is None:
        raise click.ClickException(f"No rule {key!r} is in force on {start}.")
    calendar = Calendar.from_chinesecalendar()
    return count(start, rule["amount"], rule["unit"], direction=rule["direction"], roll=rule["roll"], calendar=calendar)


def _holds(rule: Row, day: date) -> bool:
    return rule["applies_from"] <= day and (rule["applies_to"] is None or day <= rule["applies_to"])
