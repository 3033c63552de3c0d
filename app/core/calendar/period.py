"""A period of the law as data: so many units, after or before a day, with its pauses."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from app.core.text import Text, _


class Unit(StrEnum):
    """What a period is measured in, with its name and the words for one and for many."""

    label: Text
    one: Text
    many: Text

    def __new__(cls, value: str, label: Text, one: Text, many: Text) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.one = one
        member.many = many
        return member

    WORKING_DAYS = "working_days", _("Working days"), _("1 working day"), _("%(amount)s working days")
    CALENDAR_DAYS = "calendar_days", _("Calendar days"), _("1 calendar day"), _("%(amount)s calendar days")
    MONTHS = "months", _("Months"), _("1 month"), _("%(amount)s months")
    YEARS = "years", _("Years"), _("1 year"), _("%(amount)s years")

    def phrase(self, amount: int) -> Text:
        """The length in words: "7 working days"."""
        return self.one if amount == 1 else Text(self.many.msgid, {"amount": amount})


class Direction(StrEnum):
    """Whether a period runs on from its event or is counted back from it."""

    AFTER = "after"
    BEFORE = "before"


class Roll(StrEnum):
    """Whether a last day on a rest day moves to a working day."""

    WORKDAY = "workday"
    NONE = "none"


@dataclass(frozen=True)
class Pause:
    """An interval left out of a period, both days included, with the legal basis for leaving it out.

    Raises ValueError when it ends before it begins.
    """

    first: date
    last: date
    basis: str

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a pause cannot end ({self.last}) before it begins ({self.first})")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Period:
    """What is counted, from where and which way. Raises ValueError when the amount is not positive."""

    start: date
    amount: int
    unit: Unit
    direction: Direction
    pauses: tuple[Pause, ...]

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError(f"a period lasts at least one unit, not {self.amount}")

    @property
    def step(self) -> timedelta:
        """One day in the direction of counting."""
        return timedelta(days=1 if self.direction is Direction.AFTER else -1)

    def is_paused(self, day: date) -> bool:
        """Whether a pause covers `day`; where several do it is still one day."""
        return any(day in pause for pause in self.pauses)

    def running_days(self, beyond: date, until: date) -> Iterator[date]:
        """The days after `beyond` up to `until`, in the direction of counting, that no pause covers."""
        day = beyond
        while day != until:
            day += self.step
            if not self.is_paused(day):
                yield day

    def walk(self, day: date, amount: int, counts: Callable[[date], bool]) -> date:
        """The day on which, after `day`, the `amount`th day that counts and is not paused is reached."""
        while amount:
            day += self.step
            amount -= counts(day) and not self.is_paused(day)
        return day
