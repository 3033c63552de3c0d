"""Work done in the background. Rooms plug their jobs in; the worker runs them.

A job is thin: it looks at the data for what is due, never at ticks it may have missed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from app.core.events import Socket


@dataclass(frozen=True)
class Job:
    """Something to run again and again, inside a unit of work of the actor `job:<name>`.

    `every` is the pause from one start to the next; None leaves it to the worker's own pace.
    """

    name: str
    run: Callable[[], None]
    every: timedelta | None = None


jobs: Socket[Job] = Socket()
"""Run by the leader alone, one after the other."""
