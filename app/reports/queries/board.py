"""The deadline board: the running deadlines within reach, counted and listed."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select

from app.cases.models import CaseFile
from app.core import calendar, clock, db
from app.core.ids import parse_id
from app.deadlines import rules
from app.deadlines.jobs import KIND
from app.deadlines.models import Deadline
from app.deadlines.states import Bucket, DeadlineState
from app.enterprises.models import Enterprise
from app.notifications.models import Notification
from app.notifications.states import NotificationState
from app.organisation.models import User
from app.web.paging import Page, Paging

PREFIX = f"{KIND}:"
"""How a reminder names its deadline: `deadline:<id>`."""


@dataclass(frozen=True)
class BoardFilter:
    """Which deadlines the board lists; `unacknowledged`: only those with a reminder nobody took note of."""

    bucket: Bucket | None = None
    office_path: str = ""
    responsible_id: UUID | None = None
    unacknowledged: bool = False


@dataclass(frozen=True)
class Tally:
    """How many running deadlines an officer of an office has in a bucket, and how many with an open reminder."""

    office_id: UUID
    office_path: str
    responsible_id: UUID
    responsible: str
    bucket: Bucket
    running: int
    unacknowledged: int


def unacknowledged() -> set[UUID]:
    """Ids of the deadlines of visible cases with a reminder that waits for acknowledgement."""
    refs = select(Notification.object_ref).where(
        Notification.kind == KIND,
        Notification.state == NotificationState.SENT,
        Notification.case_file_id.in_(select(CaseFile.id)),
    )
    ids = (parse_id(ref.removeprefix(PREFIX)) for ref in db.session().scalars(refs.distinct()))
    return {deadline_id for deadline_id in ids if deadline_id is not None}


def tallies(open_reminders: Collection[UUID]) -> list[Tally]:
    """The running deadlines counted by office, officer and bucket, in one statement however many there are."""
    reminded = func.sum(case((Deadline.id.in_(open_reminders), 1), else_=0))
    by = (Deadline.office_id, Deadline.office_path, Deadline.responsible_id, User.name, Deadline.due_on)
    statement = (
        select(*by, func.count(Deadline.id), reminded)
        .join(User, User.id == Deadline.responsible_id)
        .where(Deadline.state == DeadlineState.RUNNING)
        .group_by(*by)
    )
    today, days = clock.today(), calendar.load()
    return [
        Tally(office_id, path, officer, name, Bucket(rules.bucket(due_on, today, days)), running, open_ones)
        for office_id, path, officer, name, due_on, running, open_ones in db.session().execute(statement)
    ]


def matching(tallied: Sequence[Tally], wanted: BoardFilter) -> list[Tally]:
    """The tallies a filter counts."""
    return [
        tally
        for tally in tallied
        if tally.office_path.startswith(wanted.office_path)
        and wanted.responsible_id in (None, tally.responsible_id)
        and wanted.bucket in (None, tally.bucket)
    ]


def total(tallied: Sequence[Tally], wanted: BoardFilter) -> int:
    """How many deadlines a filter finds."""
    found = matching(tallied, wanted)
    return sum(tally.unacknowledged if wanted.unacknowledged else tally.running for tally in found)


@dataclass
class HeatRow:
    """A line of the heat table: an office with those below it, or an officer."""

    office_path: str = ""
    responsible_id: UUID | None = None
    counts: dict[Bucket, int] = field(default_factory=lambda: dict.fromkeys(Bucket, 0))

    @property
    def total(self) -> int:
        """All running deadlines of the line."""
        return sum(self.counts.values())


def heat(tallied: Sequence[Tally], root: str) -> list[HeatRow]:
    """The board's tallies by office: `root` with everything below it first, then each office straight below it.

    Where nothing lies below `root`, by officer.
    """
    offices = _rows(tallied, lambda tally: HeatRow(office_path=_branch(tally.office_path, root)))
    if len(offices) > 1:
        whole = _rows([tally for tally in tallied if tally.office_path.startswith(root)], lambda tally: HeatRow(root))
        branches = [row for row in offices if row.office_path != root]
        return [*whole, *sorted(branches, key=lambda row: row.office_path)]
    officers = _rows(tallied, lambda tally: HeatRow(root, tally.responsible_id))
    return sorted(officers, key=lambda row: (-row.counts[Bucket.OVERDUE], -row.total))


def _rows(tallied: Sequence[Tally], row_of: Callable[[Tally], HeatRow]) -> list[HeatRow]:
    rows: dict[tuple[str, UUID | None], HeatRow] = {}
    for tally in tallied:
        fresh = row_of(tally)
        row = rows.setdefault((fresh.office_path, fresh.responsible_id), fresh)
        row.counts[tally.bucket] += tally.running
    return list(rows.values())


def _branch(path: str, root: str) -> str:
    """The office straight below `root` on the way to `path`; `path` itself where it lies elsewhere."""
    if not path.startswith(root):
        return path
    below = path.removeprefix(root)
    return f"{root}{below.partition('/')[0]}/" if below else root


@dataclass(frozen=True)
class Reminded:
    """The last reminder of a deadline: its step in working days from the due date, when it went out, and whether one
    still waits for acknowledgement."""

    step: int
    sent_at: datetime
    waiting: bool


@dataclass(frozen=True)
class BoardRow:
    """A running deadline with the enterprise it is about."""

    deadline: Deadline
    case_number: str | None
    enterprise_id: UUID
    enterprise: str


def rows(wanted: BoardFilter, open_reminders: Collection[UUID], count: int, paging: Paging) -> Page[BoardRow]:
    """One page of the `count` running deadlines, the nearest first."""
    statement = (
        select(Deadline, CaseFile.number, CaseFile.enterprise_id, Enterprise.name)
        .join(CaseFile, CaseFile.id == Deadline.case_file_id)
        .outerjoin(Enterprise, Enterprise.id == CaseFile.enterprise_id)
        .where(*_conditions(wanted, open_reminders))
        .order_by(Deadline.due_on, Deadline.id)
        .offset(paging.offset)
        .limit(paging.size)
    )
    return Page([BoardRow(*row) for row in db.session().execute(statement)], count, paging)


def _conditions(wanted: BoardFilter, open_reminders: Collection[UUID]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Deadline.state == DeadlineState.RUNNING]
    if wanted.bucket is not None:
        first, last = _span(wanted.bucket)
        conditions += [Deadline.due_on >= first] if first else []
        conditions += [Deadline.due_on <= last] if last else []
    if wanted.office_path:
        conditions.append(Deadline.office_path.startswith(wanted.office_path, autoescape=True))
    if wanted.responsible_id is not None:
        conditions.append(Deadline.responsible_id == wanted.responsible_id)
    if wanted.unacknowledged:
        conditions.append(Deadline.id.in_(open_reminders))
    return conditions


def _span(bucket: Bucket) -> tuple[date | None, date | None]:
    return rules.span(bucket, clock.today(), calendar.load())


def reminders(deadlines: Collection[Deadline]) -> Mapping[UUID, Reminded]:
    """The last reminder of each of these deadlines, which the caller may see."""
    refs = {f"{PREFIX}{deadline.id}": deadline.id for deadline in deadlines}
    statement = select(Notification.object_ref, Notification.step, Notification.sent_at, Notification.state).where(
        Notification.kind == KIND,
        Notification.state != NotificationState.CANCELLED,
        Notification.object_ref.in_(refs),
    )
    sent = defaultdict(list)
    for ref, step, sent_at, state in db.session().execute(statement):
        sent[refs[ref]].append((step, sent_at, state))
    return {deadline_id: _last(found) for deadline_id, found in sent.items()}


def _last(sent: Sequence[tuple[int, datetime, NotificationState]]) -> Reminded:
    step, sent_at, _state = max(sent, key=lambda reminder: reminder[:2])
    return Reminded(step, sent_at, any(state is NotificationState.SENT for _step, _at, state in sent))
