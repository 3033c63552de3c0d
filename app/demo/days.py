"""Days of the demo: 2022, counted by the official calendar."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from app.core.calendar import Calendar

FIRST_DAY = date(2022, 4, 8)
"""The campaign is announced."""
LAST_DAY = date(2022, 12, 9)
"""A week after the campaign's planned close: the story ends here."""
AS_OF = date(2022, 9, 28)
"""The day on which a visitor arrives."""
OPENING_HOUR = 9


@cache
def calendar() -> Calendar:
    """The official calendar."""
    return Calendar.from_chinesecalendar()


def on(month: int, day: int) -> date:
    """A day of 2022."""
    return date(2022, month, day)


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included."""
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)


def working_days(first: date, last: date) -> list[date]:
    """The working days from the first to the last, both included."""
    return [day for day in days_between(first, last) if calendar().is_working_day(day)]


def workday(day: date, distance: int) -> date:
    """The working day that is `distance` working days after `day`, before it where negative; 0 is the day itself."""
    step = timedelta(days=1 if distance > 0 else -1)
    left = abs(distance)
    while left:
        day += step
        left -= calendar().is_working_day(day)
    return day
