"""Moving business time forward: day by day, and on each of them the background jobs run as they would have."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from app import worker
from app.access.actor import job
from app.core import clock
from app.core.errors import RuleViolated
from app.core.text import _
from app.core.workflow import Choice
from app.demo import queries
from app.demo.days import LAST_DAY, OPENING_HOUR, workday, working_days
from app.web.dispatch import Application


class Leap(Choice):
    """How far to go."""

    NEXT = "next", _("Next working day")
    THREE = "three", _("+3 working days")
    SEVEN = "seven", _("+7 working days")
    DATE = "date", _("To a date")


WORKING_DAYS = {Leap.NEXT: 1, Leap.THREE: 3, Leap.SEVEN: 7}


@dataclass(frozen=True)
class Journey:
    """What a jump did: from when to when, and how many reminders went out."""

    since: datetime
    until: datetime
    reminders: int


def destination(leap: Leap, day: date | None) -> date:
    """The day a leap leads to from today; raises RuleViolated for one that is not ahead or past the story's end."""
    today = clock.today()
    target = day if leap is Leap.DATE else workday(today, WORKING_DAYS[leap])
    if target is None or target <= today:
        raise RuleViolated(_("Choose a day after today: time goes forward only."), field="day")
    if target > LAST_DAY:
        raise RuleViolated(_("The demo's story ends on %(last)s.", last=LAST_DAY.isoformat()), field="day")
    return target


def forward(app: Application, leap: Leap, day: date | None) -> Journey:
    """Go to the morning of a later day, with all jobs run once on every working day passed and on the day itself.

    Opens its own units of work, one a job, so it is called before the request's own has begun. Raises as `destination`
    does.
    """
    with _alone(app.settings.instance_dir / "clock.lock"):
        target, since = destination(leap, day), clock.now()
        tomorrow = clock.today() + timedelta(days=1)
        for passed in sorted({*working_days(tomorrow, target), target}):
            clock.shift_to(clock.at(passed, OPENING_HOUR))
            worker.run_jobs(app)
        with app.database.unit_of_work(job("demo"), appends=False):
            return Journey(since, clock.now(), queries.reminders_since(since))


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one jump after the other happen, over all processes of this machine: two at once could set time back."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
