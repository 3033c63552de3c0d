"""The ladder of reminders: which step on which day, and what goes out after a standstill."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.calendar import Calendar
from app.deadlines.escalation import LADDER, Audience, Step, due_steps, ladder_of
from app.deadlines.jobs import HORIZON

CALENDAR = Calendar.from_chinesecalendar()
DAY = timedelta(days=1)
OFFSETS = sorted(LADDER)


def days(due_on):
    return {step.offset: step.day.isoformat()[5:] for step in ladder_of(due_on, CALENDAR)}


AROUND = [
    # an ordinary week: Thursday 2022-09-22; Mid-Autumn was 10-12 September
    (date(2022, 9, 22), ["09-13", "09-19", "09-21", "09-22", "09-23", "09-27", "09-29"]),
    # the eve of the National Day holiday: 1-7 October are free, Saturday 8 and Sunday 9 are worked
    (date(2022, 9, 30), ["09-21", "09-27", "09-29", "09-30", "10-08", "10-10", "10-12"]),
    # the first working day after it
    (date(2022, 10, 8), ["09-22", "09-28", "09-30", "10-08", "10-09", "10-11", "10-13"]),
    # across it: both make-up days count
    (date(2022, 10, 11), ["09-27", "10-08", "10-10", "10-11", "10-12", "10-14", "10-18"]),
    # a fixed date in the middle of the holiday keeps its own day
    (date(2022, 10, 4), ["09-22", "09-28", "09-30", "10-04", "10-08", "10-10", "10-12"]),
    # beyond the published calendar only weekends rest: New Year's Day 2030 is a Tuesday like any other
    (date(2030, 1, 2), ["12-24", "12-28", "01-01", "01-02", "01-03", "01-07", "01-09"]),
]


@pytest.mark.parametrize(("due_on", "expected"), AROUND, ids=[str(due_on) for due_on, _ in AROUND])
def test_steps_stand_on_their_working_days(due_on, expected):
    assert days(due_on) == dict(zip(OFFSETS, expected, strict=True))


def test_who_is_told_of_which_step():
    before = {offset: told for offset, told in LADDER.items() if offset <= 0}
    assert before == dict.fromkeys((-7, -3, -1, 0), (Audience.OFFICER,))
    assert {offset: told for offset, told in LADDER.items() if offset > 0} == {
        1: (Audience.OFFICER, Audience.SUPERVISOR),
        3: (Audience.HEAD,),
        5: (Audience.SUPERIOR_SUPERVISOR,),
    }


DUE = date(2022, 10, 11)
LADDER_OF_DUE = ladder_of(DUE, CALENDAR)
LONG_AGO = date(2022, 8, 1)


def sent(today, known=(), starts_on=LONG_AGO):
    step, missed = due_steps(
        LADDER_OF_DUE,
        starts_on=starts_on,
        today=today,
        known={step.day for step in LADDER_OF_DUE if step.offset in known},
    )
    return step and step.offset, [step.offset for step in missed]


TABLE = [
    ("before the first step", date(2022, 9, 26), (), (None, [])),
    ("on the first step", date(2022, 9, 27), (), (-7, [])),
    ("again on the same day", date(2022, 9, 27), (-7,), (None, [])),
    ("between two steps, in the holiday", date(2022, 10, 3), (-7,), (None, [])),
    ("a missed step in the holiday", date(2022, 10, 3), (), (-7, [])),
    ("a missed step on a make-up day", date(2022, 10, 9), (-7,), (-3, [])),
    ("two missed, the higher goes out", date(2022, 10, 10), (-7,), (-1, [-3])),
    ("the last day", date(2022, 10, 11), (-7, -3, -1), (0, [])),
    ("the day after", date(2022, 10, 12), (-7, -3, -1, 0), (1, [])),
    ("all missed", date(2022, 10, 14), (), (3, [-7, -3, -1, 0, 1])),
    ("long overdue", date(2023, 1, 1), (-7, -3, -1, 0, 1), (5, [3])),
    ("nothing is left", date(2023, 1, 1), (5,), (None, [])),
]


@pytest.mark.parametrize(("when", "today", "known", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_the_highest_step_that_has_come_goes_out(when, today, known, expected):
    assert sent(today, known) == expected


SHORT = [
    ("ten working days have all steps", date(2022, 9, 19), 7),
    ("a step on the day of the event is none", date(2022, 9, 27), 6),
    ("three working days lack the third before", date(2022, 10, 8), 5),
    ("one working day", date(2022, 10, 10), 4),
]


@pytest.mark.parametrize(("term", "starts_on", "steps"), SHORT, ids=[row[0] for row in SHORT])
def test_a_term_shorter_than_a_step_has_no_such_step(term, starts_on, steps):
    step, missed = sent(date(2022, 12, 1), starts_on=starts_on)

    assert [*missed, step] == OFFSETS[-steps:]


A_DAY = st.dates(date(2004, 2, 1), date(2031, 12, 31))


@given(A_DAY)
def test_steps_are_in_order_on_days_of_their_own(due_on):
    ladder = ladder_of(due_on, CALENDAR)

    assert [step.offset for step in ladder] == OFFSETS
    assert all(earlier.day < later.day for earlier, later in pairwise(ladder))
    assert all(CALENDAR.is_working_day(step.day) for step in ladder if step.offset)


@given(A_DAY)
def test_a_step_is_its_number_of_working_days_away(due_on):
    for step in ladder_of(due_on, CALENDAR):
        between = CALENDAR.working_days_between(due_on, step.day)
        if step.offset < 0 and not CALENDAR.is_working_day(due_on):
            between -= 1  # the due date itself is no working day that would be left out
        assert between == step.offset


@given(A_DAY)
def test_the_horizon_reaches_the_first_step_of_every_due_date(due_on):
    assert due_on - ladder_of(due_on, CALENDAR)[0].day <= HORIZON


@given(
    due_on=A_DAY,
    term=st.integers(1, 60),
    pauses=st.lists(st.integers(0, 30), max_size=40),
)
def test_however_often_the_worker_runs_each_step_is_planned_once_and_none_after_a_higher_one(due_on, term, pauses):
    ladder, starts_on, today = ladder_of(due_on, CALENDAR), due_on - term * DAY, due_on - 20 * DAY
    known: set[date] = set()
    gone_out: list[Step] = []
    for pause in pauses:
        today += pause * DAY
        step, missed = due_steps(ladder, starts_on=starts_on, today=today, known=known)
        planned = [*missed, *([step] if step else [])]
        assert all(starts_on < one.day <= today and one.day not in known for one in planned)
        assert step is not None or not missed
        known.update(one.day for one in planned)
        gone_out += [step] if step else []

    assert gone_out == sorted(gone_out, key=lambda step: step.day)
    assert known == {step.day for step in ladder if starts_on < step.day <= today and pauses}


@given(due_on=A_DAY, moved=st.integers(-20, 20).filter(bool), today_offset=st.integers(-15, 15))
def test_a_moved_due_date_is_told_of_anew_but_never_twice_on_a_day(due_on, moved, today_offset):
    today, starts_on = due_on + today_offset * DAY, due_on - 60 * DAY
    step, missed = due_steps(ladder_of(due_on, CALENDAR), starts_on=starts_on, today=today, known=())
    known = {one.day for one in (*missed, step) if one}

    again, _superseded = due_steps(
        ladder_of(due_on + moved * DAY, CALENDAR), starts_on=starts_on, today=today, known=known
    )

    assert again is None or again.day not in known
