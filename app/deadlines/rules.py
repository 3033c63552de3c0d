"""What must hold for deadlines, and how near one is. Pure."""

from datetime import date, timedelta
from typing import Any

from app.core import clock
from app.core.calendar import Calendar
from app.core.errors import RuleViolated
from app.core.text import Text, _

LIMITS = {"within_3": 3, "within_7": 7, "within_15": 15}
"""The upper end of each bucket, in working days from today."""


def not_yet_expired(deadline: Any, actor: Any) -> Text | None:
    """A deadline is unmet only when its last day has passed (Civil Code art. 203: the last day runs to 24:00)."""
    if clock.today() > deadline.due_on:
        return None
    return _("The deadline runs until %(day)s; it is unmet only afterwards.", day=deadline.due_on)


def require_past(day: date, *, starts_on: date, today: date) -> None:
    """Raise RuleViolated when a deadline is said to be met in the future or before it began."""
    if day > today:
        raise RuleViolated(_("The day lies in the future. Record it when it has happened."))
    if day < starts_on:
        raise RuleViolated(_("The deadline began on %(day)s; it cannot have been met earlier.", day=starts_on))


def require_after_start(due_on: date, *, starts_on: date) -> None:
    """Raise RuleViolated unless a fixed date lies after the event that starts the deadline."""
    if due_on <= starts_on:
        raise RuleViolated(
            _(
                "The due date %(due)s is not after %(start)s, the day the deadline begins. Set a later date.",
                due=due_on,
                start=starts_on,
            ),
            field="due_on",
        )


def fixed_steps(due_on: date, starts_on: date) -> tuple[Text, ...]:
    """Why a fixed date is due on that day."""
    return (
        _("The paper sets a fixed date: %(due)s.", due=due_on),
        _("It took effect on %(start)s.", start=starts_on),
    )


def bucket(due_on: date, today: date, calendar: Calendar) -> str:
    """How near a running deadline is: `overdue`, `within_3`, `within_7`, `within_15` working days, or `later`."""
    if due_on < today:
        return "overdue"
    left = calendar.working_days_between(today, due_on)
    return next((name for name, limit in LIMITS.items() if left <= limit), "later")


def span(name: str, today: date, calendar: Calendar) -> tuple[date | None, date | None]:
    """The first and last due date of a bucket, None where it is open: the same answer as `bucket`, for a query."""
    if name == "overdue":
        return None, today - timedelta(days=1)
    lower = {"within_3": None, "within_7": 3, "within_15": 7, "later": 15}[name]
    first = today if lower is None else _last_within(today, lower, calendar) + timedelta(days=1)
    return first, None if name == "later" else _last_within(today, LIMITS[name], calendar)


def _last_within(today: date, limit: int, calendar: Calendar) -> date:
    """The last day that is at most `limit` working days after today."""
    day = today
    while calendar.working_days_between(today, day + timedelta(days=1)) <= limit:
        day += timedelta(days=1)
    return day


def next_ref(ref: str) -> str:
    """The reference of a new term of the same subject: `demand:7` → `demand:7#2` → `demand:7#3`."""
    subject, _hash, term = ref.partition("#")
    return f"{subject}#{int(term or 1) + 1}"
