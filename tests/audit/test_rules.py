"""What is unusual: the rules by cases, and what holds for any figures."""

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.audit.rules import (
    LEAST_READINGS,
    TIMES_MEDIAN,
    Peak,
    days_without,
    is_erasable,
    is_reading,
    is_unusual_hour,
    peaks,
    runs,
)

FIRST = date(2022, 9, 1)
DAYS = st.dates(date(2022, 1, 1), date(2022, 12, 31))
READINGS = st.dictionaries(DAYS, st.integers(1, 500), max_size=40)


def days(*counts: int) -> dict[date, int]:
    """One day after the other with so many readings."""
    return {FIRST + timedelta(days=number): count for number, count in enumerate(counts)}


@pytest.mark.parametrize(
    ("counts", "unusual"),
    [
        ((), []),
        ((500,), []),
        ((10, 30), []),
        ((10, 31), [(1, 31, 10)]),
        ((9, 29), []),
        ((1, 1, 1, 30), [(3, 30, 1)]),
        ((20, 20, 20, 61), [(3, 61, 20)]),
        ((20, 20, 20, 60), []),
        ((100, 110, 120), []),
        ((200, 5, 6, 7, 190), [(0, 200, 7), (4, 190, 7)]),
    ],
)
def test_a_day_stands_out_from_three_times_the_own_middle_day_and_thirty_readings(counts, unusual):
    expected = [Peak(FIRST + timedelta(days=day), count, usual) for day, count, usual in unusual]
    assert peaks(days(*counts)) == expected


@given(READINGS)
def test_what_stands_out_is_rare_and_large(readings):
    found = peaks(readings)
    assert len(found) <= len(readings) / 2
    for peak in found:
        assert readings[peak.day] == peak.readings >= LEAST_READINGS
        assert peak.readings > TIMES_MEDIAN * peak.usual
        assert peak.usual in readings.values()


@given(READINGS, st.integers(1, 9))
def test_reading_always_alike_never_stands_out(readings, count):
    assert peaks(dict.fromkeys(readings, count * 100)) == []


@pytest.mark.parametrize(
    ("at", "working_day", "unusual"),
    [
        (time(6, 59), True, True),
        (time(7), True, False),
        (time(12), True, False),
        (time(20, 59), True, False),
        (time(21), True, True),
        (time(0), True, True),
        (time(12), False, True),
    ],
)
def test_hours(at, working_day, unusual):
    assert is_unusual_hour(at, working_day=working_day) is unusual


def test_days_without_a_checkpoint_are_those_on_which_the_log_grew():
    grown = [date(2022, 9, day) for day in (1, 2, 3, 5)]
    assert days_without([date(2022, 9, 2), date(2022, 9, 4)], grown) == [date(2022, 9, day) for day in (1, 3, 5)]


@given(st.sets(DAYS))
def test_spans_hold_exactly_the_days_they_were_made_of(some):
    spans = runs(sorted(some))
    held = [first + timedelta(days=number) for first, last in spans for number in range((last - first).days + 1)]
    assert held == sorted(some)
    assert all(later[0] - earlier[1] > timedelta(days=1) for earlier, later in pairwise(spans))


@pytest.mark.parametrize(
    "action", ["case.read", "evidence.viewed", "enterprise.exported", "list.searched", "audit.read"]
)
def test_looking_is_reading(action):
    assert is_reading(action)


@pytest.mark.parametrize("action", ["case.opened", "order.served", "session.opened"])
def test_acting_is_not(action):
    assert not is_reading(action)


@pytest.mark.parametrize(
    ("action", "erasable"),
    [
        ("demand.answered", True),
        ("finding.recorded", True),
        ("session.opened", True),
        ("list.searched", True),
        ("audit.redacted", False),
        ("audit.read", False),
        ("redaction.asked", False),
        ("role.granted", False),
        ("user.created", False),
    ],
)
def test_events_about_the_log_accounts_and_rights_keep_their_content(action, erasable):
    assert is_erasable(action) is erasable
