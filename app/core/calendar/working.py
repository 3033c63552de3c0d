"""The calendar in memory: is a day worked, and how many working days lie between two dates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from typing import Any, Self
from weakref import WeakKeyDictionary

from sqlalchemy import select

from app.core import clock, db
from app.core.calendar.days import CalendarDay, DayKind, seed_rows
from app.core.text import Text

LIFETIME = timedelta(minutes=5)
"""How long a process trusts its copy, so that an import reaches every web node without a restart."""


@dataclass(frozen=True, eq=False)
class Calendar:
    """The kind of every published day, and the name of the holiday behind it.

    Outside the published days Saturdays and Sundays rest and all other days are worked; whoever relies on such a day
    must call the result provisional (`is_known`).
    """

    kinds: Mapping[date, DayKind]
    holidays: Mapping[date, str] = field(default_factory=dict)

    @classmethod
    def from_chinesecalendar(cls) -> Self:
        """The calendar as the package has it, without a database."""
        rows = seed_rows()
        return cls(
            {row["day"]: row["kind"] for row in rows},
            {row["day"]: row["name_en"] for row in rows if row["name_en"] is not None},
        )

    @cached_property
    def known_from(self) -> date | None:
        """The first published day; None where no calendar was loaded."""
        return min(self.kinds, default=None)

    @cached_property
    def known_to(self) -> date | None:
        """The last day no later notice can change; None where no calendar was loaded.

        The New Year holiday of the next notice reaches back to 29 December (29 December 2018 was worked for it, 31
        December 2022 was free), so the last three days of the last published year are not settled.
        """
        last = max(self.kinds, default=None)
        return last and min(last, date(last.year, 12, 28))

    def is_known(self, day: date) -> bool:
        """Whether the holiday notice that decides about `day` is in the calendar."""
        return day in self.kinds and self.known_to is not None and day <= self.known_to

    def kind(self, day: date) -> DayKind:
        """What `day` is; by its weekday where that is not published."""
        return self.kinds.get(day) or DayKind.by_weekday(day)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on `day`."""
        return self.kind(day).is_working

    def holiday(self, day: date) -> Text | None:
        """The holiday `day` belongs to or is worked in exchange for."""
        name = self.holidays.get(day)
        return Text(name) if name else None

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days `end` is after `start` (negative: before); of the two, only the later one can count.

        From today to a due date: the working days left, 0 on the last day. Minus n: n working days have passed since.
        A due date passed by rest days alone also gives 0: whether it is overdue is for the dates to say.
        """
        return self._worked_until(end) - self._worked_until(start)

    def _worked_until(self, day: date) -> int:
        """A running number that grows by one on every working day, found without walking over the days."""
        worked, ordinal = self._worked, day.toordinal()
        if self.known_from is None:
            return _weekdays_until(ordinal)
        first = self.known_from.toordinal()
        last = first + len(worked) - 1
        if ordinal < first:
            return _weekdays_until(ordinal)
        published = worked[min(ordinal, last) - first] + _weekdays_until(first - 1)
        return published + max(0, _weekdays_until(ordinal) - _weekdays_until(last))

    @cached_property
    def _worked(self) -> list[int]:
        """Working days from the first published day up to each day of the published span."""
        if self.known_from is None:
            return []
        span = range(self.known_from.toordinal(), max(self.kinds).toordinal() + 1)
        return list(accumulate(self.is_working_day(date.fromordinal(ordinal)) for ordinal in span))


def _weekdays_until(ordinal: int) -> int:
    """Mondays to Fridays among the first `ordinal` days of the Gregorian calendar, which began on a Monday."""
    weeks, days = divmod(ordinal, 7)
    return weeks * 5 + min(days, 5)


_copies: WeakKeyDictionary[Any, tuple[Calendar, datetime]] = WeakKeyDictionary()


def load() -> Calendar:
    """The calendar of the running unit of work's database: one statement, then from memory for `LIFETIME`.

    An empty table is not remembered, so a calendar imported afterwards is seen at once.
    """
    database = db.session().get_bind().engine.pool
    copy = _copies.get(database)
    if copy and clock.wall() - copy[1] < LIFETIME:
        return copy[0]
    rows = db.session().execute(select(CalendarDay.day, CalendarDay.kind, CalendarDay.name_en)).all()
    calendar = Calendar({day: kind for day, kind, _ in rows}, {day: name for day, _, name in rows if name})
    if rows:
        _copies[database] = calendar, clock.wall()
    return calendar


def forget() -> None:
    """Drop this process's copies: call it after the table was changed."""
    _copies.clear()
