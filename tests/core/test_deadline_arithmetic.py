"""The arithmetic of legal periods: the vectors of the law page, and what must hold for every period."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.core.calendar import Calendar, Direction, Due, Pause, Roll, Unit, count
from app.core.text import Text

CALENDAR = Calendar.from_chinesecalendar()
KNOWN_TO = date(2026, 12, 28)
ONE_DAY = timedelta(days=1)
STARTS = st.dates(date(2004, 6, 1), date(2031, 12, 31))
AMOUNTS = st.integers(1, 90)
DIRECTIONS = st.sampled_from(Direction)
UNITS = st.sampled_from(Unit)


@st.composite
def pauses(draw: st.DrawFn, start: date) -> list[Pause]:
    offsets = draw(st.lists(st.tuples(st.integers(-60, 90), st.integers(0, 20)), max_size=4))
    firsts = [(start + timedelta(days=offset), length) for offset, length in offsets]
    return [Pause(first, first + timedelta(days=length), "APL 64") for first, length in firsts]


def after(start: str, amount: int, unit: Unit, **options: object) -> Due:
    return count(date.fromisoformat(start), amount, unit, calendar=CALENDAR, **options)  # type: ignore[arg-type]


def before(start: str, amount: int, unit: Unit, **options: object) -> Due:
    return after(start, amount, unit, direction=Direction.BEFORE, **options)


def told(due: Due) -> list[str]:
    return [str(step) for step in due.steps]


def between(start: date, end: date) -> list[date]:
    """The days after the earlier of the two up to the later one, or, counted back, from the earlier one on."""
    step = ONE_DAY if end > start else -ONE_DAY
    return [start + step * number for number in range(1, abs((end - start).days) + 1)]


VECTORS = [
    ("2022-09-29", 5, Unit.WORKING_DAYS, "2022-10-11"),
    ("2022-04-01", 10, Unit.WORKING_DAYS, "2022-04-18"),
    ("2022-04-28", 7, Unit.WORKING_DAYS, "2022-05-11"),
    ("2022-06-01", 5, Unit.WORKING_DAYS, "2022-06-09"),
    ("2022-09-09", 7, Unit.WORKING_DAYS, "2022-09-21"),
    ("2022-12-29", 5, Unit.WORKING_DAYS, "2023-01-06"),
    ("2022-09-16", 15, Unit.CALENDAR_DAYS, "2022-10-08"),
    ("2022-09-20", 15, Unit.CALENDAR_DAYS, "2022-10-08"),
    ("2022-07-05", 90, Unit.CALENDAR_DAYS, "2022-10-08"),
    ("2022-07-11", 90, Unit.CALENDAR_DAYS, "2022-10-09"),
    ("2022-04-08", 60, Unit.CALENDAR_DAYS, "2022-06-07"),
    ("2022-08-31", 6, Unit.MONTHS, "2023-02-28"),
    ("2022-04-08", 6, Unit.MONTHS, "2022-10-08"),
    ("2024-02-29", 2, Unit.YEARS, "2026-02-28"),
    ("2022-01-31", 1, Unit.MONTHS, "2022-02-28"),
    ("2022-02-28", 1, Unit.MONTHS, "2022-03-28"),
    ("2022-12-08", 12, Unit.MONTHS, "2023-12-08"),
]


@pytest.mark.parametrize(("start", "amount", "unit", "due"), VECTORS)
def test_vectors_of_the_law_page(start: str, amount: int, unit: Unit, due: str) -> None:
    result = after(start, amount, unit)
    assert (result.date.isoformat(), result.provisional) == (due, False)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        ("2022-10-12", 7, Unit.WORKING_DAYS, "2022-09-28"),
        ("2022-05-11", 7, Unit.WORKING_DAYS, "2022-04-28"),
        ("2022-10-19", 15, Unit.CALENDAR_DAYS, "2022-09-30"),
        ("2022-10-24", 15, Unit.CALENDAR_DAYS, "2022-10-09"),
        ("2022-03-31", 1, Unit.MONTHS, "2022-02-28"),
        ("2022-07-03", 1, Unit.MONTHS, "2022-06-02"),
    ],
)
def test_a_limit_before_an_event_counts_back_and_moves_earlier(start: str, amount: int, unit: Unit, due: str) -> None:
    assert before(start, amount, unit).date.isoformat() == due


def test_a_minimum_that_binds_nobody_to_a_day_stays_on_a_rest_day() -> None:
    assert after("2022-04-01", 6, Unit.MONTHS, roll=Roll.NONE).date == date(2022, 10, 1)


PAUSED = Pause(date(2022, 5, 9), date(2022, 5, 13), "鉴定")


@pytest.mark.parametrize(
    ("amount", "unit", "intervals", "due"),
    [
        (7, Unit.WORKING_DAYS, [PAUSED], "2022-05-18"),
        (7, Unit.WORKING_DAYS, [PAUSED, Pause(date(2022, 5, 12), date(2022, 5, 16), "听证")], "2022-05-19"),
        (7, Unit.WORKING_DAYS, [Pause(date(2022, 4, 30), date(2022, 5, 4), "公告送达")], "2022-05-11"),
        (12, Unit.CALENDAR_DAYS, [PAUSED], "2022-05-16"),
        (1, Unit.MONTHS, [PAUSED, PAUSED], "2022-06-02"),
        (1, Unit.MONTHS, [PAUSED, Pause(date(2022, 5, 29), date(2022, 6, 1), "听证")], "2022-06-06"),
        (1, Unit.YEARS, [PAUSED], "2023-05-04"),
        (7, Unit.WORKING_DAYS, [Pause(date(2022, 4, 20), date(2022, 4, 28), "鉴定")], "2022-05-11"),
        (7, Unit.WORKING_DAYS, [Pause(date(2022, 5, 12), date(2022, 5, 20), "鉴定")], "2022-05-11"),
    ],
)
def test_paused_days_are_left_out_once(amount: int, unit: Unit, intervals: list[Pause], due: str) -> None:
    assert after("2022-04-28", amount, unit, pauses=intervals).date.isoformat() == due


def test_a_last_day_on_a_rest_day_does_not_move_into_a_pause() -> None:
    result = after("2022-05-06", 15, Unit.CALENDAR_DAYS, pauses=[Pause(date(2022, 5, 23), date(2022, 5, 24), "鉴定")])
    assert result.date == date(2022, 5, 25)
    assert told(result)[1:] == [
        "Day 15, the last day, is 2022-05-21.",
        "2022-05-23 to 2022-05-24 are a pause (鉴定) and are not counted.",
        "2022-05-21 is a Saturday; the period ends on the next working day, 2022-05-25.",
    ]


@pytest.mark.parametrize("amount", [0, -3])
def test_a_period_has_a_length(amount: int) -> None:
    with pytest.raises(ValueError, match="at least one unit"):
        after("2022-04-28", amount, Unit.WORKING_DAYS)


def test_a_pause_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Pause(date(2022, 5, 2), date(2022, 5, 1), "鉴定")


def test_the_steps_of_working_days() -> None:
    paused = Pause(date(2022, 5, 9), date(2022, 5, 9), "行政处罚法 64")
    assert told(after("2022-04-28", 7, Unit.WORKING_DAYS, pauses=[paused])) == [
        "7 working days from 2022-04-28, the day of the event, which is not counted: day 1 is 2022-04-29.",
        "Saturdays and Sundays are not counted, unless they are make-up working days.",
        "2022-04-30 to 2022-05-04 are Labour Day and are not counted.",
        "Saturday 2022-05-07 is a make-up working day and is counted.",
        "2022-05-09 is a pause (行政处罚法 64) and is not counted.",
        "Working day 7, the last day, is 2022-05-12.",
    ]


def test_the_steps_of_calendar_days() -> None:
    assert told(after("2022-09-16", 15, Unit.CALENDAR_DAYS)) == [
        "15 calendar days from 2022-09-16, the day of the event, which is not counted: day 1 is 2022-09-17.",
        "Day 15, the last day, is 2022-10-01.",
        "2022-10-01 is a statutory holiday (National Day); the period ends on the next working day, 2022-10-08.",
        "Saturday 2022-10-08 is a make-up working day, so it can be the last day.",
    ]


def test_the_steps_of_months_with_a_pause() -> None:
    assert told(
        after("2022-08-31", 6, Unit.MONTHS, pauses=[PAUSED, Pause(date(2023, 2, 1), date(2023, 2, 4), "鉴定")])
    ) == [
        "6 months from 2022-08-31, the day of the event, which is not counted: day 1 is 2022-09-01.",
        "The month in which the period ends has no day 31, so it ends on the last day of that month: 2023-02-28.",
        "2023-02-01 to 2023-02-04 are a pause (鉴定) and are not counted.",
        "The pauses move the end by 4 calendar days to 2023-03-04.",
        "2023-03-04 is a Saturday; the period ends on the next working day, 2023-03-06.",
    ]


def test_the_steps_counted_back() -> None:
    assert told(before("2022-10-24", 1, Unit.MONTHS)) == [
        "1 month back from 2022-10-24, which is not counted: day 1 is 2022-10-23.",
        "Months and years end on the same day of the month: 2022-09-24.",
        "2022-09-24 is a Saturday; counted back, the last permitted day moves earlier to the working day 2022-09-23.",
    ]


def test_a_single_holiday_is_one_day() -> None:
    assert "2023-04-05 is Tomb-sweeping Day and is not counted." in told(after("2023-04-03", 3, Unit.WORKING_DAYS))


def test_the_steps_say_why_a_date_is_provisional() -> None:
    assert told(after("2026-12-21", 10, Unit.WORKING_DAYS))[-1].startswith(
        "Provisional: the published holiday calendar is settled from 2004-01-01 to 2026-12-28;"
    )
    empty = count(date(2022, 4, 28), 7, Unit.WORKING_DAYS, calendar=Calendar({}))
    assert (empty.date, empty.provisional) == (date(2022, 5, 9), True)
    assert told(empty)[-1].startswith("Provisional: no holiday calendar is loaded")


@given(st.data(), STARTS, AMOUNTS, UNITS, DIRECTIONS, st.sampled_from(Roll))
def test_steps_survive_json(
    data: st.DataObject, start: date, amount: int, unit: Unit, direction: Direction, roll: Roll
) -> None:
    due = count(
        start, min(amount, 9), unit, calendar=CALENDAR, direction=direction, roll=roll, pauses=data.draw(pauses(start))
    )
    restored = [Text.restored(json.loads(json.dumps(step.stored()))) for step in due.steps]
    assert [str(step) for step in restored] == told(due)


@given(STARTS, DIRECTIONS)
def test_day_1_is_the_day_next_to_the_event(start: date, direction: Direction) -> None:
    due = count(start, 1, Unit.CALENDAR_DAYS, calendar=CALENDAR, direction=direction, roll=Roll.NONE)
    assert abs((due.date - start).days) == 1
    assert (due.date > start) is (direction is Direction.AFTER)


@given(STARTS, AMOUNTS, DIRECTIONS)
def test_exactly_n_working_days_lie_between_event_and_due(start: date, amount: int, direction: Direction) -> None:
    due = count(start, amount, Unit.WORKING_DAYS, calendar=CALENDAR, direction=direction).date
    assert CALENDAR.is_working_day(due)
    assert sum(map(CALENDAR.is_working_day, between(start, due))) == amount


@given(STARTS, AMOUNTS)
def test_counting_back_mirrors_counting_on(start: date, amount: int) -> None:
    assume(CALENDAR.is_working_day(start))
    due = count(start, amount, Unit.WORKING_DAYS, calendar=CALENDAR).date
    back = count(due, amount, Unit.WORKING_DAYS, calendar=CALENDAR, direction=Direction.BEFORE).date
    assert back == start


@given(STARTS, AMOUNTS, st.sampled_from([Unit.CALENDAR_DAYS, Unit.MONTHS]), DIRECTIONS)
def test_the_last_day_moves_to_the_nearest_working_day_and_no_further(
    start: date, amount: int, unit: Unit, direction: Direction
) -> None:
    plain = count(start, amount, unit, calendar=CALENDAR, direction=direction, roll=Roll.NONE).date
    due = count(start, amount, unit, calendar=CALENDAR, direction=direction).date
    assert CALENDAR.is_working_day(due)
    assert due >= plain if direction is Direction.AFTER else due <= plain
    assert not any(map(CALENDAR.is_working_day, [plain, *between(plain, due)][:-1]))


@given(STARTS, st.integers(1, 120), DIRECTIONS)
def test_months_keep_the_day_number_or_end_with_the_month(start: date, amount: int, direction: Direction) -> None:
    end = count(start, amount, Unit.MONTHS, calendar=CALENDAR, direction=direction, roll=Roll.NONE).date
    months = (end.year - start.year) * 12 + end.month - start.month
    assert abs(months) == amount
    assert end.day == start.day or (end.day < start.day and (end + ONE_DAY).day == 1)


@given(STARTS, st.integers(1, 10), DIRECTIONS)
def test_a_year_is_twelve_months(start: date, amount: int, direction: Direction) -> None:
    years = count(start, amount, Unit.YEARS, calendar=CALENDAR, direction=direction).date
    assert years == count(start, 12 * amount, Unit.MONTHS, calendar=CALENDAR, direction=direction).date


@given(STARTS, AMOUNTS, st.integers(1, 90), st.integers(0, 20))
def test_a_pause_of_k_working_days_moves_the_end_by_k(start: date, amount: int, offset: int, length: int) -> None:
    plain = count(start, amount, Unit.WORKING_DAYS, calendar=CALENDAR).date
    first = start + timedelta(days=offset)
    assume(first <= plain)
    pause = Pause(first, first + timedelta(days=length), "鉴定")
    due = count(start, amount, Unit.WORKING_DAYS, calendar=CALENDAR, pauses=[pause]).date
    paused = sum(map(CALENDAR.is_working_day, between(first - ONE_DAY, pause.last)))
    assert CALENDAR.working_days_between(start, due) == amount + paused


@given(st.data(), STARTS, AMOUNTS, st.sampled_from([Unit.CALENDAR_DAYS, Unit.MONTHS]), DIRECTIONS)
def test_paused_days_move_calendar_periods_by_their_number(
    data: st.DataObject, start: date, amount: int, unit: Unit, direction: Direction
) -> None:
    intervals = data.draw(pauses(start))
    options = {"calendar": CALENDAR, "direction": direction, "roll": Roll.NONE}
    plain = count(start, amount, unit, **options).date  # type: ignore[arg-type]
    end = count(start, amount, unit, pauses=intervals, **options).date  # type: ignore[arg-type]
    paused = sum(any(day in pause for pause in intervals) for day in between(start, end))
    assert abs((end - start).days) == abs((plain - start).days) + paused
    assert not any(end in pause for pause in intervals)


@given(st.data(), STARTS, AMOUNTS, st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.MONTHS]))
def test_a_longer_period_never_ends_earlier(data: st.DataObject, start: date, amount: int, unit: Unit) -> None:
    intervals = data.draw(pauses(start))
    shorter, longer = (count(start, n, unit, calendar=CALENDAR, pauses=intervals).date for n in (amount, amount + 1))
    assert shorter < longer if unit is Unit.WORKING_DAYS else shorter <= longer


@given(st.dates(date(2026, 6, 1), date(2027, 3, 31)), AMOUNTS, DIRECTIONS)
def test_working_days_are_provisional_when_a_day_beyond_the_calendar_was_counted(
    start: date, amount: int, direction: Direction
) -> None:
    due = count(start, amount, Unit.WORKING_DAYS, calendar=CALENDAR, direction=direction)
    assert due.provisional is any(day > KNOWN_TO for day in between(start, due.date))


@given(st.dates(date(2026, 6, 1), date(2027, 3, 31)), AMOUNTS, DIRECTIONS, st.sampled_from(Roll))
def test_calendar_days_are_provisional_when_the_last_day_was_looked_up_beyond_the_calendar(
    start: date, amount: int, direction: Direction, roll: Roll
) -> None:
    options = {"calendar": CALENDAR, "direction": direction}
    plain = count(start, amount, Unit.CALENDAR_DAYS, roll=Roll.NONE, **options).date  # type: ignore[arg-type]
    due = count(start, amount, Unit.CALENDAR_DAYS, roll=roll, **options)  # type: ignore[arg-type]
    looked_up = [plain, *between(plain, due.date)] if roll is Roll.WORKDAY else []
    assert due.provisional is any(day > KNOWN_TO for day in looked_up)


def test_a_paused_day_beyond_the_calendar_makes_nothing_provisional() -> None:
    pause = Pause(date(2026, 12, 29), date(2027, 2, 28), "鉴定")
    assert not before("2027-03-01", 3, Unit.WORKING_DAYS, pauses=[pause]).provisional
