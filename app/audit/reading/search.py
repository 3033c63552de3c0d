"""Finding events: by time, person, office, object, case, action, or what makes them worth a look."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, String, and_, cast, false, func, literal, not_, or_, select

from app.audit.catalogue import KINDS
from app.audit.log.writing import EVENT
from app.audit.queries import Entry, entries
from app.audit.reading import scope as reading
from app.audit.rules import CLOSES, OPENS, is_reading
from app.audit.states import Notable
from app.core import clock, db
from app.core.calendar.days import CalendarDay, DayKind
from app.core.ids import parse_id

LISTED = 10_000
"""How many events a list offers to page through, the newest: who looks for older ones names the days."""

CALENDAR: Any = CalendarDay.__table__

CLOCK_KEY = b',"clock":"'
"""How the reading of a clock that ran backwards stands in a body's canonical bytes; typed quotes are escaped there."""


@dataclass(frozen=True)
class Wanted:
    """Which events: days inclusive, in Shanghai; `who` a username, a part of a name, or `job:…`; `office` a path;
    `object` a reference (`order:<id>`) or an id; `case` a case number or an id."""

    since: date | None = None
    until: date | None = None
    who: str = ""
    office: str = ""
    object: str = ""
    case: str = ""
    action: str = ""
    notable: Notable | None = None


def events(wanted: Wanted, scope: reading.Scope, *, offset: int, limit: int) -> tuple[list[Entry], int]:
    """One page of the events in scope, the newest first, and how many there are, counted up to `LISTED`."""
    where = and_(scope.condition, *conditions(wanted))
    connection = db.session().connection()
    some = select(EVENT.c.seq).where(where).limit(LISTED).subquery()
    total = connection.scalar(select(func.count()).select_from(some)) or 0
    if offset >= total:
        return [], total
    return entries(where, limit, offset=offset, content=scope.content), total


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What `wanted` says, as conditions on the columns of an event."""
    return [CONDITIONS[name](value) for name, value in vars(wanted).items() if value]


def _by(who: str) -> ColumnElement[bool]:
    """The events of people by their names, or of what has none and is named `job:…` or `operator:…`."""
    if ":" in who:
        return EVENT.c.actor == who
    return EVENT.c.actor_id.in_(reading.plugged_directory().people(who))


def _at(office_path: str) -> ColumnElement[bool]:
    """The events of an office and those below: by its people, or about its objects."""
    offices = reading.plugged_directory().within(office_path)
    return or_(*(reading.scanned(column).in_(offices) for column in (EVENT.c.actor_office, EVENT.c.object_office)))


def _of(case: str) -> ColumnElement[bool]:
    known = parse_id(case) or reading.plugged_cases().named(case.strip())
    return EVENT.c.case_file_id == known if known else false()


def _about(reference: str) -> ColumnElement[bool]:
    """The events of an object, which an id alone also names: of whatever table."""
    identifier = parse_id(reference)
    if identifier is None:
        return EVENT.c.object == reference.strip()
    return EVENT.c.object.in_([f"{table}:{identifier}" for table in db.Base.metadata.tables])


def readings() -> ColumnElement[bool]:
    """The events of looking."""
    return reading.scanned(EVENT.c.action).in_(sorted(filter(is_reading, KINDS)))


def outside() -> ColumnElement[bool]:
    """Readings of a case of another office by a person who is not admitted to it by name."""
    admitted = reading.plugged_cases().admits(EVENT.c.actor_id, EVENT.c.case_file_id)
    return and_(
        readings(),
        reading.scanned(EVENT.c.case_file_id).is_not(None),
        reading.scanned(EVENT.c.actor_id).is_not(None),
        EVENT.c.object_office != EVENT.c.actor_office,
        not_(admitted),
    )


def unusual_hours() -> ColumnElement[bool]:
    """What people did on days of rest, or early and late (`rules.is_unusual_hour`); scheduled jobs have no hours."""
    resting = select(cast(CALENDAR.c.day, String)).where(
        CALENDAR.c.kind.in_([kind for kind in DayKind if not kind.is_working])
    )
    return and_(
        reading.scanned(EVENT.c.actor_id).is_not(None),
        or_(
            local_time() < OPENS.strftime("%H:%M"),
            local_time() >= CLOSES.strftime("%H:%M"),
            local_day().in_(resting),
        ),
    )


def clock_backwards() -> ColumnElement[bool]:
    """Events written while the clock was behind the event before: their body holds its own reading."""
    if _is_postgresql():
        return EVENT.c.body.bool_op("LIKE")(literal(b"%" + CLOCK_KEY + b"%", LargeBinary))
    return func.instr(EVENT.c.body, literal(CLOCK_KEY, LargeBinary)) > 0


NOTABLE: dict[Notable, Callable[[], ColumnElement[bool]]] = {
    Notable.READING: readings,
    Notable.OUTSIDE: outside,
    Notable.HOURS: unusual_hours,
    Notable.CLOCK: clock_backwards,
    Notable.ERASED: lambda: EVENT.c.body.is_(None),
}

CONDITIONS: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "since": lambda day: EVENT.c.at >= clock.at(day),
    "until": lambda day: EVENT.c.at < clock.at(day + timedelta(days=1)),
    "who": _by,
    "office": _at,
    "object": _about,
    "case": _of,
    "action": lambda action: EVENT.c.action == action,
    "notable": lambda notable: NOTABLE[notable](),
}


def local_day() -> ColumnElement[str]:
    """The day of an event in Shanghai, `YYYY-MM-DD`."""
    return func.substr(_local(), 1, 10)


def local_time() -> ColumnElement[str]:
    """The time of day of an event in Shanghai, `HH:MM`."""
    return func.substr(_local(), 12, 5)


def _local() -> ColumnElement[str]:
    if _is_postgresql():
        return cast(func.timezone(clock.SHANGHAI.key, EVENT.c.at), String)
    return func.datetime(EVENT.c.at, "+8 hours")


def _is_postgresql() -> bool:
    return db.session().get_bind().dialect.name == "postgresql"
