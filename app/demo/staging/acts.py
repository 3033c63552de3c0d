"""An act of the demo, and the stage on which a case gathers its acts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.core import clock
from app.demo.scenes import Case
from app.inspections import queries as inspections
from app.inspections.models import Inspection

SPREAD = 17
"""Cases begin their steps up to so many minutes apart, so that not everybody acts at the same moment."""


@dataclass(frozen=True)
class Act:
    """Something a person does at a moment (UTC), in a unit of work of its own."""

    moment: datetime
    username: str
    do: Callable[[Actor], object]


@dataclass
class Stage:
    """One case being played: its acts, and the rows they have made by the time they are taken."""

    case: Case
    place: int
    acts: list[Act] = field(default_factory=list)
    inspection_id: UUID | None = None
    findings: dict[int, UUID] = field(default_factory=dict)
    orders: dict[int, UUID] = field(default_factory=dict)

    def add(self, moment: datetime, username: str, do: Callable[[Actor], object]) -> None:
        """Plan an act, shifted by the case's own few minutes."""
        self.acts.append(Act(moment + timedelta(minutes=self.place % SPREAD), username, do))

    def at(self, day: date, hour: int, minute: int, username: str, do: Callable[[Actor], object]) -> None:
        """Plan an act for an hour in Shanghai."""
        self.add(clock.at(day, hour, minute), username, do)

    def step(self, day: date, hour: int, minute: int, username: str, verb: Callable[..., Any], **details: Any) -> None:
        """Plan a verb on the inspection."""
        self.at(day, hour, minute, username, lambda actor: verb(self.inspection(), **details, actor=actor))

    def inspection(self) -> Inspection:
        """The inspection of the case, as the running actor sees it."""
        assert self.inspection_id is not None
        return inspections.inspection(self.inspection_id)
