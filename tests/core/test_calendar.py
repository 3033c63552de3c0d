"""The calendar: its seed, its table and its copy in memory."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, event, insert
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.calendar import Calendar, CalendarDay, DayKind, forget, load, seed_rows
from app.core.calendar import working as working_module
from app.core.db import Base, Database
from app.core.text import Text

CALENDAR = Calendar.from_chinesecalendar()
DAYS = st.dates(date(2000, 1, 1), date(2032, 12, 31))

REST_2022 = [
    ("New Year's Day", "元旦", date(2022, 1, 1), date(2022, 1, 3)),
    ("Spring Festival", "春节", date(2022, 1, 31), date(2022, 2, 6)),
    ("Tomb-sweeping Day", "清明节", date(2022, 4, 3), date(2022, 4, 5)),
    ("Labour Day", "劳动节", date(2022, 4, 30), date(2022, 5, 4)),
    ("Dragon Boat Festival", "端午节", date(2022, 6, 3), date(2022, 6, 5)),
    ("Mid-Autumn Festival", "中秋节", date(2022, 9, 10), date(2022, 9, 12)),
    ("National Day", "国庆节", date(2022, 10, 1), date(2022, 10, 7)),
    ("New Year's Day", "元旦", date(2022, 12, 31), date(2022, 12, 31)),
]
MAKEUP_2022 = [
    date(2022, 1, 29),
    date(2022, 1, 30),
    date(2022, 4, 2),
    date(2022, 4, 24),
    date(2022, 5, 7),
    date(2022, 10, 8),
    date(2022, 10, 9),
]


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def test_the_seed_has_every_day_of_2004_to_2026_once() -> None:
    assert [row["day"] for row in seed_rows()] == days(date(2004, 1, 1), date(2026, 12, 31))
    assert {row["source"] for row in seed_rows()} == {"chinesecalendar 1.11.0"}


def test_the_seed_of_2022_is_the_notice_of_the_state_council() -> None:
    rows = {row["day"]: row for row in seed_rows() if row["day"].year == 2022}
    expected = {day: (english, chinese) for english, chinese, first, last in REST_2022 for day in days(first, last)}
    holidays = {day: row for day, row in rows.items() if row["kind"] is DayKind.HOLIDAY}
    assert {day: (row["name_en"], row["name_zh"]) for day, row in holidays.items()} == expected
    assert [day for day, row in rows.items() if row["kind"] is DayKind.MAKEUP_WORKDAY] == MAKEUP_2022
    plain = [row for row in rows.values() if row["kind"] in (DayKind.WORKDAY, DayKind.WEEKEND)]
    assert all(row["kind"] is DayKind.by_weekday(row["day"]) and row["name_en"] is None for row in plain)


def test_165_working_days_from_8_april_to_2_december_2022() -> None:
    worked = [day for day in days(date(2022, 4, 8), date(2022, 12, 2)) if CALENDAR.is_working_day(day)]
    assert len(worked) == 165
    assert CALENDAR.working_days_between(date(2022, 4, 7), date(2022, 12, 2)) == 165


def test_a_makeup_day_names_the_holiday_it_is_worked_for() -> None:
    assert CALENDAR.holiday(date(2022, 5, 7)) == Text("Labour Day")
    assert CALENDAR.holiday(date(2022, 5, 9)) is None


@pytest.mark.parametrize(
    ("day", "known"),
    [
        (date(2003, 12, 31), False),
        (date(2004, 1, 1), True),
        (date(2026, 12, 28), True),
        (date(2026, 12, 29), False),
        (date(2027, 1, 1), False),
    ],
)
def test_a_day_is_known_when_no_later_notice_can_move_it(day: date, known: bool) -> None:
    assert CALENDAR.is_known(day) is known
    assert (CALENDAR.known_from, CALENDAR.known_to) == (date(2004, 1, 1), date(2026, 12, 28))


def test_no_new_year_notice_ever_reached_back_further_than_29_december() -> None:
    moved = [row["day"] for row in seed_rows() if row["day"].month == 12 and row["name_en"]]
    assert min(day.day for day in moved) == 29


@given(DAYS)
def test_outside_the_published_days_the_weekday_decides(day: date) -> None:
    if day not in CALENDAR.kinds:
        assert CALENDAR.is_working_day(day) is (day.weekday() < 5)


def test_a_gap_in_the_calendar_is_unknown() -> None:
    monday, wednesday = date(2022, 5, 9), date(2022, 5, 11)
    gappy = Calendar({monday: DayKind.HOLIDAY, wednesday: DayKind.WORKDAY}, {monday: "Labour Day"})
    assert not gappy.is_known(date(2022, 5, 10))
    assert gappy.working_days_between(date(2022, 5, 8), wednesday) == 2


@pytest.mark.parametrize(
    ("today", "due", "left"),
    [
        (date(2022, 9, 29), date(2022, 10, 11), 5),
        (date(2022, 10, 11), date(2022, 10, 11), 0),
        (date(2022, 5, 6), date(2022, 5, 7), 1),
        (date(2022, 10, 12), date(2022, 10, 11), -1),
        (date(2022, 10, 10), date(2022, 9, 30), -3),
        (date(2022, 10, 7), date(2022, 9, 30), 0),
    ],
)
def test_working_days_left_and_overdue(today: date, due: date, left: int) -> None:
    assert CALENDAR.working_days_between(today, due) == left


@given(DAYS, st.integers(0, 400), st.sampled_from([CALENDAR, Calendar({})]))
def test_the_distance_is_what_walking_over_the_days_gives(start: date, length: int, calendar: Calendar) -> None:
    end = start + timedelta(days=length)
    walked = sum(calendar.is_working_day(day) for day in days(start, end)[1:])
    assert calendar.working_days_between(start, end) == walked
    assert calendar.working_days_between(end, start) == -walked


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'calendar.db'}")
    Base.metadata.create_all(database.engine, tables=[Base.metadata.tables["calendar_day"]])
    yield database
    database.engine.dispose()
    forget()


@pytest.fixture
def statements(database: Database) -> list[str]:
    """The reads of the calendar table as they happen."""
    seen: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def _see(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    return seen


def seed(database: Database) -> None:
    with database.unit_of_work(None) as session:
        session.execute(insert(CalendarDay), seed_rows())


def test_the_table_gives_back_the_seed_with_one_statement(database: Database, statements: list[str]) -> None:
    seed(database)
    for appends in (True, False):
        with database.unit_of_work(None, appends=appends):
            loaded = load()
            assert load() is loaded
    assert (loaded.kinds, loaded.holidays) == (CALENDAR.kinds, CALENDAR.holidays)
    assert len(statements) == 1


def test_each_database_has_its_own_copy(database: Database, tmp_path: Path) -> None:
    seed(database)
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    Base.metadata.create_all(other.engine, tables=[Base.metadata.tables["calendar_day"]])
    with database.unit_of_work(None):
        assert load().known_from is not None
    with other.unit_of_work(None):
        assert load().known_from is None
    other.engine.dispose()


def test_an_empty_table_is_asked_again(database: Database) -> None:
    with database.unit_of_work(None):
        assert load().known_to is None
    seed(database)
    with database.unit_of_work(None):
        assert load().known_to == date(2026, 12, 28)


def test_a_changed_table_is_seen_after_forget_and_by_other_processes_in_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed(database)
    with database.unit_of_work(None) as session:
        load()
        session.execute(delete(CalendarDay).where(CalendarDay.day > date(2025, 12, 31)))
        assert load().known_to == date(2026, 12, 28)
        forget()
        assert load().known_to == date(2025, 12, 28)
        session.execute(delete(CalendarDay).where(CalendarDay.day > date(2024, 12, 31)))
        later = clock.wall() + working_module.LIFETIME
        monkeypatch.setattr(clock, "wall", lambda: later)
        assert load().known_to == date(2024, 12, 28)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": DayKind.HOLIDAY, "name_en": None, "name_zh": None},
        {"kind": DayKind.WORKDAY, "name_en": "Labour Day", "name_zh": "劳动节"},
        {"kind": DayKind.HOLIDAY, "name_en": "Labour Day", "name_zh": None},
    ],
)
def test_the_table_refuses_a_day_named_wrongly(database: Database, wrong: dict[str, str | None]) -> None:
    with pytest.raises(IntegrityError), database.unit_of_work(None) as session:
        session.execute(insert(CalendarDay).values(day=date(2027, 5, 1), source="test", **wrong))
