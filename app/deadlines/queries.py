"""Reading deadlines, within the actor's reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from app.cases.models import CaseFile
from app.core import calendar, clock, db
from app.core.errors import NotFound
from app.core.text import Text, _
from app.deadlines import rules
from app.deadlines.models import Deadline
from app.deadlines.states import Bucket, DeadlineState
from app.organisation import queries as organisation
from app.web.display import DueView
from app.web.paging import Page, Paging


def deadline(deadline_id: UUID) -> Deadline:
    """The deadline; raises NotFound outside reach."""
    found = db.session().scalar(select(Deadline).where(Deadline.id == deadline_id))
    if found is None:
        raise NotFound()
    return found


def running(*, until: date) -> list[Deadline]:
    """The running deadlines due by `until`, the nearest first."""
    open_ones = select(Deadline).where(Deadline.state == DeadlineState.RUNNING, Deadline.due_on <= until)
    return list(db.session().scalars(open_ones.order_by(Deadline.due_on, Deadline.id)))


def running_of_campaign(campaign_id: UUID) -> dict[UUID, Text]:
    """How many deadlines run in the cases of a campaign, in words, by case."""
    counts = (
        select(Deadline.case_file_id, func.count())
        .join(CaseFile, CaseFile.id == Deadline.case_file_id)
        .where(CaseFile.campaign_id == campaign_id, Deadline.state == DeadlineState.RUNNING)
        .group_by(Deadline.case_file_id)
    )
    return {case: _("Deadlines running: %(count)s", count=count) for case, count in db.session().execute(counts)}


def provisional() -> list[Deadline]:
    """Running deadlines whose date a calendar published later may still move."""
    waiting = select(Deadline).where(Deadline.state == DeadlineState.RUNNING, Deadline.provisional)
    return list(db.session().scalars(waiting.order_by(Deadline.id)))


def explain(deadline: Deadline) -> list[Text]:
    """How the date came about, one sentence a step."""
    return [Text.restored(step) for step in deadline.steps]


def label(deadline: Deadline) -> Text:
    """What is due."""
    return Text.restored(deadline.label)


def due_view(deadline: Deadline | None) -> DueView | None:
    """The due date as pages show it, with how it came about; None without a deadline, or once it ended unmet."""
    if deadline is None or deadline.state in (DeadlineState.CLOSED_UNMET, DeadlineState.CANCELLED):
        return None
    met = deadline.state is DeadlineState.MET
    return replace(
        distance_to(deadline.due_on),
        state="met" if met else "running",
        provisional=deadline.provisional,
        steps=explain(deadline),
    )


def distance_to(due_on: date) -> DueView:
    """A running due date with its distance in working days today, without how it came about."""
    return DueView(date=due_on, working_days_left=calendar.load().working_days_between(clock.today(), due_on))


@dataclass(frozen=True)
class Wanted:
    """Which running deadlines a list shows: how near, of an office and below, of one officer."""

    bucket: Bucket | None = None
    office_path: str = ""
    responsible_id: UUID | None = None


def deadlines(wanted: Wanted, paging: Paging) -> Page[Deadline]:
    """One page of the running deadlines, the nearest first."""
    conditions = _conditions(wanted)
    total = db.session().scalar(select(func.count(Deadline.id)).where(*conditions)) or 0
    nearest = select(Deadline).where(*conditions).order_by(Deadline.due_on, Deadline.id)
    rows = db.session().scalars(nearest.offset(paging.offset).limit(paging.size)).all()
    return Page(rows, total, paging)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Deadline.state == DeadlineState.RUNNING]
    if wanted.bucket is not None:
        first, last = rules.span(wanted.bucket, clock.today(), calendar.load())
        conditions += [Deadline.due_on >= first] if first else []
        conditions += [Deadline.due_on <= last] if last else []
    if wanted.office_path:
        conditions.append(Deadline.office_path.startswith(wanted.office_path, autoescape=True))
    if wanted.responsible_id is not None:
        conditions.append(Deadline.responsible_id == wanted.responsible_id)
    return conditions


@dataclass(frozen=True)
class Board:
    """The running deadlines by nearness, and the names of those responsible."""

    groups: Mapping[Bucket, Sequence[Deadline]]
    names: Mapping[UUID, str]

    def count(self, bucket: Bucket) -> int:
        """How many deadlines are this near."""
        return len(self.groups[bucket])


def board(*, within: date | None = None, office_path: str = "", responsible_id: UUID | None = None) -> Board:
    """The running deadlines of the actor's reach grouped by nearness: calendar, rows and names, three statements.

    `within` leaves out what is due later than that day.
    """
    wanted = _conditions(Wanted(office_path=office_path, responsible_id=responsible_id))
    if within is not None:
        wanted.append(Deadline.due_on <= within)
    rows = db.session().scalars(select(Deadline).where(*wanted).order_by(Deadline.due_on, Deadline.id)).all()
    today, days = clock.today(), calendar.load()
    groups: dict[Bucket, list[Deadline]] = {bucket: [] for bucket in Bucket}
    for row in rows:
        groups[Bucket(rules.bucket(row.due_on, today, days))].append(row)
    return Board(groups, organisation.user_names(row.responsible_id for row in rows))


def officers() -> dict[UUID, str]:
    """The people responsible for a running deadline within reach, by id."""
    responsible = select(Deadline.responsible_id).where(Deadline.state == DeadlineState.RUNNING).distinct()
    return organisation.user_names(db.session().scalars(responsible))
