"""The gap report: what is missing or unusual in the log of a span of days. SQL counts, `rules` judges.

Every line is the count of events that the list shows with the line's filters, within the reader's scope. Gaps and
checkpoints are those of the whole log: a hole in it concerns every reader.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, select

from app.audit.log.writing import EVENT, HEAD
from app.audit.models import AuditCheckpoint
from app.audit.reading import search
from app.audit.reading.scope import Scope, scanned
from app.audit.rules import days_without, peaks, runs
from app.audit.states import Notable
from app.core import clock, db
from app.core.events import Socket

CHECKPOINT: Any = AuditCheckpoint.__table__

SHOWN = 100
"""Lines of one part of a report, the weightiest; how many more there are is said."""
USUAL_SPAN = timedelta(days=30)

spans: Socket[Callable[[], tuple[date, date] | None]] = Socket()
"""Where the room of campaigns plugs in from when to when the newest one runs, or ran."""


@dataclass(frozen=True)
class Line:
    """Events that somebody should look at: how many, the first and the last day, and of whom; `usual` is the median
    they stand out from, `cases` how many cases they concern."""

    count: int
    first: date
    last: date
    person: UUID | None = None
    notable: Notable | None = None
    usual: int | None = None
    cases: int | None = None


@dataclass(frozen=True)
class Gap:
    """Numbers missing in a log, first and last inclusive."""

    log: int
    first: int
    last: int


@dataclass(frozen=True)
class Report:
    """What was found, part by part; each list holds the weightiest first."""

    since: date
    until: date
    events: int
    gaps: Sequence[Gap]
    unchecked: Sequence[Line]
    backwards: Sequence[Line]
    hours: Sequence[Line]
    reading: Sequence[Line]
    outside: Sequence[Line]


def usual_span() -> tuple[date, date]:
    """The days a report is about unless others are asked for: the newest campaign, up to today."""
    today = clock.today()
    since, until = next((span for find in spans if (span := find())), (today - USUAL_SPAN, today))
    return since, min(max(since, until), today) if since <= today else since


def report(since: date, until: date, scope: Scope) -> Report:
    """The report on the days `since` to `until` inclusive. Some statements over the events of the span; their number
    does not grow with it."""
    at = scanned(EVENT.c.at)
    span = and_(at >= clock.at(since), at < clock.at(until + timedelta(days=1)))
    within = and_(span, scope.condition)
    daily = _grown(span, scope.condition)
    return Report(
        since=since,
        until=until,
        events=sum(daily.values()),
        gaps=_gaps(),
        unchecked=_unchecked(span, daily),
        backwards=_by_day(and_(within, search.clock_backwards()), Notable.CLOCK),
        hours=_by_person(and_(within, search.unusual_hours()), Notable.HOURS),
        reading=_peaks(within),
        outside=_by_person(and_(within, search.outside()), Notable.OUTSIDE),
    )


def _grown(span: ColumnElement[bool], scope: ColumnElement[bool]) -> dict[date, int]:
    """The days on which the log grew at all, each with the number of its events in scope."""
    day = search.local_day()
    counted = select(day, func.sum(case((scope, 1), else_=0))).where(span).group_by(day)
    return {date.fromisoformat(text): int(count) for text, count in db.session().connection().execute(counted)}


def _daily(condition: ColumnElement[bool]) -> dict[date, int]:
    """How many events each day has."""
    day = search.local_day()
    rows = db.session().connection().execute(select(day, func.count()).where(condition).group_by(day))
    return {date.fromisoformat(text): count for text, count in rows}


def _unchecked(span: ColumnElement[bool], daily: Mapping[date, int]) -> list[Line]:
    """The days on which the log grew and no checkpoint reached: none whose last event is of that day. The reader sees
    how many events of the own scope they hold."""
    last = and_(EVENT.c.log == CHECKPOINT.c.log, EVENT.c.seq == CHECKPOINT.c.size - 1)
    days = select(search.local_day()).distinct().select_from(CHECKPOINT).join(EVENT, last).where(span)
    checked = {date.fromisoformat(text) for (text,) in db.session().connection().execute(days)}
    found = runs(days_without(checked, daily))
    return [Line(sum(count for day, count in daily.items() if a <= day <= b), a, b) for a, b in found]


def _gaps() -> list[Gap]:
    """Numbers that no event has below the size a log claims."""
    connection = db.session().connection()
    counted = select(EVENT.c.log, func.count().label("count")).group_by(EVENT.c.log).subquery()
    lacking = (
        select(HEAD.c.log, HEAD.c.size)
        .outerjoin(counted, counted.c.log == HEAD.c.log)
        .where(func.coalesce(counted.c.count, 0) != HEAD.c.size)
    )
    return [gap for log, size in connection.execute(lacking) for gap in _holes(log, size)]


def _holes(log: int, size: int) -> list[Gap]:
    before = func.lag(EVENT.c.seq, 1, -1).over(order_by=EVENT.c.seq)
    steps = select(EVENT.c.seq, before.label("before")).where(EVENT.c.log == log).subquery()
    connection = db.session().connection()
    broken = connection.execute(select(steps.c.before, steps.c.seq).where(steps.c.seq > steps.c.before + 1))
    found = [Gap(log, before + 1, seq - 1) for before, seq in broken]
    last = connection.scalar(select(func.max(EVENT.c.seq)).where(EVENT.c.log == log))
    end = -1 if last is None else last
    return [*found, Gap(log, end + 1, size - 1)] if end + 1 < size else found


def _by_day(condition: ColumnElement[bool], notable: Notable) -> list[Line]:
    return [Line(count, day, day, notable=notable) for day, count in sorted(_daily(condition).items())]


def _by_person(condition: ColumnElement[bool], notable: Notable) -> list[Line]:
    """How many such events each person has, the most first."""
    who, first, last = scanned(EVENT.c.actor_id), func.min(EVENT.c.at), func.max(EVENT.c.at)
    count, cases = func.count(), func.count(EVENT.c.case_file_id.distinct())
    grouped = select(who, count, cases, first, last).where(condition).group_by(who)
    rows = db.session().connection().execute(grouped.order_by(count.desc(), who))
    return [
        Line(number, _day(begun), _day(ended), person=person, notable=notable, cases=files)
        for person, number, files, begun, ended in rows
    ]


def _day(at: Any) -> date:
    return clock.local(at).date()


def _peaks(condition: ColumnElement[bool]) -> list[Line]:
    """The days of each person that stand out from the person's own, the most readings first."""
    who, day = scanned(EVENT.c.actor_id), search.local_day()
    counted = select(who, day, func.count()).where(condition, search.readings(), who.is_not(None))
    readings: dict[UUID, dict[date, int]] = defaultdict(dict)
    for person, text, count in db.session().connection().execute(counted.group_by(who, day)):
        readings[person][date.fromisoformat(text)] = count
    lines = [
        Line(peak.readings, peak.day, peak.day, person, Notable.READING, usual=peak.usual)
        for person, days in readings.items()
        for peak in peaks(days)
    ]
    return sorted(lines, key=lambda line: (-line.count, line.first))
