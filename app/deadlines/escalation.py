"""Who is told when: reminders before a due date, escalation after it. Pure, except for naming the audience."""

from collections.abc import Collection
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


def ladder_of(due_on: date, starts_on: date, calendar: Calendar) -> list[Step]:
    """The steps of a deadline in time order; none lies on or before the day it starts."""
    steps = [Step(offset, _day(due_on, offset, calendar)) for offset in sorted(LADDER)]
    return [step for step in steps if step.day > starts_on]


def _day(due_on: date, offset: int, calendar: Calendar) -> date:
    if offset == 0:
        return due_on
    direction = Direction.AFTER if offset > 0 else Direction.BEFORE
    return count(due_on, abs(offset), Unit.WORKING_DAYS, direction=direction, calendar=calendar).date


def due_steps(ladder: list[Step], today: date, known: Collection[int]) -> tuple[Step | None, list[Step]]:
    """The step to send today, and the missed ones it supersedes.

    Only the highest step that has come goes out; lower ones not yet known are superseded, and nothing is sent when a
    step at least as high is known already.
    """
    come = [step for step in ladder if step.day <= today]
    if not come or come[-1].offset in known or any(offset > come[-1].offset for offset in known):
        return None, []
    return come[-1], [step for step in come[:-1] if step.offset not in known]
