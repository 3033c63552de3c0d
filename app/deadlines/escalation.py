"""Who is told when: reminders before a due date, escalation after it. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.calendar import Calendar, Direction, Unit, count


class Audience(StrEnum):
    """Who is told of a step."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    HEAD = "head"
    SUPERIOR_SUPERVISOR = "superior_supervisor"


LADDER: dict[int, tuple[Audience, ...]] = {
    -7: (Audience.OFFICER,),
    -3: (Audience.OFFICER,),
    -1: (Audience.OFFICER,),
    0: (Audience.OFFICER,),
    1: (Audience.OFFICER, Audience.SUPERVISOR),
    3: (Audience.HEAD,),
    5: (Audience.SUPERIOR_SUPERVISOR,),
}
"""Working days from the due date → who is told then. The campaign's default, not law."""


@dataclass(frozen=True)
class Step:
    """One step of the ladder on its day."""

    offset: int
    day: date


def ladder_of(due_on: date, calendar: Calendar) -> list[Step]:
    """The steps around a due date, in time order, each on a day of its own."""
    return [Step(offset, _day(due_on, offset, calendar)) for offset in sorted(LADDER)]


def _day(due_on: date, offset: int, calendar: Calendar) -> date:
    if offset == 0:
        return due_on
    direction = Direction.AFTER if offset > 0 else Direction.BEFORE
    return count(due_on, abs(offset), Unit.WORKING_DAYS, direction=direction, calendar=calendar).date


def due_steps(
    ladder: Sequence[Step], *, starts_on: date, today: date, known: Collection[date]
) -> tuple[Step | None, list[Step]]:
    """The step to send today, and the missed ones it supersedes.

    A term has no step on or before the day it starts. Only the highest step that has come goes out; lower ones are
    superseded, unless their days are `known` as planned before. Nothing is sent when the highest one's day is known.
    """
    come = [step for step in ladder if starts_on < step.day <= today]
    if not come or come[-1].day in known:
        return None, []
    return come[-1], [step for step in come[:-1] if step.day not in known]
