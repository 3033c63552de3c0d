"""The arithmetic of legal periods: from an event, a length and the pauses to the last day, and why."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.calendar import steps
from app.core.calendar.period import Direction, Pause, Period, Roll, Unit
from app.core.calendar.working import Calendar
from app.core.text import Text


@dataclass(frozen=True)
class Due:
    """The last day of a period, whether a calendar not yet published may still move it, and how it came about."""

    date: date
    provisional: bool
    steps: tuple[Text, ...]


def count(
    start: date,
    amount: int,
    unit: Unit,
    *,
    calendar: Calendar,
    direction: Direction = Direction.AFTER,
    roll: Roll = Roll.WORKDAY,
    pauses: Sequence[Pause] = (),
) -> Due:
    """The last day of `amount` units after the event on `start`, or the last permitted day before it.

    - The day of the event is not counted (Civil Code 201; Civil Procedure Law 85).
    - Working days count on the working days of the calendar, so their last day always is one; `roll` is for the rest.
    - Months and years end on the same day number, or on the last day of a month that has no such day (Civil Code 202).
    - A last day on a rest day moves on to the next working day (Civil Code 203; Civil Procedure Law 85). This extension
      favours whoever must act. A limit counted back protects whoever must be told in time (the party before a hearing,
      Administrative Penalty Law 64): moving it later would take days from them, so it moves earlier. `Roll.NONE` is
      for limits that bind nobody to act on a day, such as retention and limitation periods.
    - Paused days do not count and cannot be the last day. Months and years first give their plain end and then move by
      the paused days; where pauses overlap each day is left out once.

    The result is provisional when a day outside the published calendar was consulted. Raises ValueError when `amount`
    is not positive.
    """
    period = Period(start, amount, unit, direction, tuple(pauses))
    if unit is Unit.WORKING_DAYS:
        return _in_working_days(period, calendar)
    nominal = _nominal_end(period)
    end = period.walk(start, abs((nominal - start).days), lambda _: True)
    told = steps.calendar_end(period, nominal, end)
    if roll is Roll.NONE:
        return Due(end, False, told)
    due = end if calendar.is_working_day(end) else period.walk(end, 1, calendar.is_working_day)
    consulted = [end, *period.running_days(end, due)]
    return _due(due, consulted, (*told, *steps.rolled(period, end, due, calendar)), calendar)


def _in_working_days(period: Period, calendar: Calendar) -> Due:
    due = period.walk(period.start, period.amount, calendar.is_working_day)
    consulted = list(period.running_days(period.start, due))
    return _due(due, consulted, steps.working_end(period, consulted, calendar), calendar)


def _due(day: date, consulted: list[date], told: tuple[Text, ...], calendar: Calendar) -> Due:
    if all(map(calendar.is_known, consulted)):
        return Due(day, False, told)
    return Due(day, True, (*told, steps.provisional(calendar)))


def _nominal_end(period: Period) -> date:
    """Where the period would end without pauses and rest days."""
    if period.unit is Unit.CALENDAR_DAYS:
        return period.start + period.amount * period.step
    months = period.amount * (12 if period.unit is Unit.YEARS else 1) * (period.step // timedelta(days=1))
    years, month = divmod(period.start.year * 12 + period.start.month - 1 + months, 12)
    return date(years, month + 1, min(period.start.day, monthrange(years, month + 1)[1]))
