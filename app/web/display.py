"""Ready-made objects that components show: due dates, steps, happenings, files, figures. Pure; rooms fill them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from app.core import clock
from app.core.text import Text, _
from app.core.workflow import State

DUE_SOON = 7
DUE_VERY_SOON = 3


@dataclass(frozen=True)
class DueView:
    """A due date as a page shows it.

    `working_days_left` counts from today, negative when late; `state` is "running" or "met"; `provisional` means
    the working-day calendar is not yet known that far; `steps` explain how the date came about, one sentence each.
    """

    date: date
    working_days_left: int
    state: Literal["running", "met"] = "running"
    provisional: bool = False
    steps: Sequence[Text] = ()

    @property
    def days_late(self) -> int:
        """Calendar days since the due date; 0 while it has not passed or once the deadline was met."""
        return max(0, (clock.today() - self.date).days) if self.state == "running" else 0

    @property
    def tone(self) -> str:
        """The status tone: green met, red late, orange and amber near, grey far."""
        if self.state == "met":
            return "green"
        if self.days_late:
            return "red"
        if self.working_days_left <= DUE_VERY_SOON:
            return "orange"
        return "amber" if self.working_days_left <= DUE_SOON else "grey"


def distance(due: DueView) -> Text:
    """How far away a due date is, in words."""
    if due.state == "met":
        return _("met")
    if due.days_late:
        return _("1 day late") if due.days_late == 1 else _("%(days)s days late", days=due.days_late)
    if due.date == clock.today():
        return _("due today")
    left = due.working_days_left
    return _("1 working day left") if left == 1 else _("%(days)s working days left", days=left)


@dataclass(frozen=True)
class Step:
    """One station of a lifecycle on the stepper."""

    label: Text
    state: Literal["done", "current", "todo"]
    day: date | None = None


def steps(path: Sequence[State], current: State) -> list[Step]:
    """The stations of `path` as seen from `current`; a state off the path is shown alone at the end."""
    if current not in path:
        return [*(Step(state.label, "done") for state in path[:1]), Step(current.label, "current")]
    position = path.index(current)
    marks = ["done"] * position + ["current"] + ["todo"] * (len(path) - position - 1)
    return [Step(state.label, mark) for state, mark in zip(path, marks, strict=True)]  # type: ignore[arg-type]


@dataclass(frozen=True)
class Happening:
    """One entry of a timeline: who, what, when, why; `url` opens the audit event."""

    at: datetime
    who: str | Text
    what: str | Text
    why: str | Text | None = None
    url: str | None = None
    tone: str = "blue"


@dataclass(frozen=True)
class Tile:
    """One figure with its name; `url` opens the list it counts; `share` (0-100) draws a bar."""

    label: Text
    value: int | str
    url: str | None = None
    tone: str = "grey"
    note: Text | None = None
    share: int | None = None


@dataclass(frozen=True)
class Tab:
    """One tab of a page: an address of its own, so that it works without JavaScript."""

    label: Text
    url: str
    active: bool = False
    count: int | None = None


@dataclass(frozen=True)
class FileView:
    """A file as a row: `thumbnail` and `url` are addresses, `size` is in bytes."""

    name: str
    url: str
    size: int
    sha256: str
    added_at: datetime
    added_by: str
    kind: Text
    thumbnail: str | None = None
