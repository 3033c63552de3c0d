from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.calendar import Calendar
from app.core.errors import RuleViolated
from app.deadlines import rules
from app.deadlines.states import Bucket

CALENDAR = Calendar.from_chinesecalendar()
TODAY = date(2022, 9, 28)


@pytest.mark.parametrize(
    ("due", "bucket"),
    [
        (date(2022, 9, 27), Bucket.OVERDUE),
        (date(2022, 9, 28), Bucket.WITHIN_3),
        (date(2022, 10, 7), Bucket.WITHIN_3),
        (date(2022, 10, 8), Bucket.WITHIN_3),
        (date(2022, 10, 9), Bucket.WITHIN_7),
        (date(2022, 10, 13), Bucket.WITHIN_15),
        (date(2022, 10, 24), Bucket.WITHIN_15),
        (date(2022, 10, 25), Bucket.LATER),
    ],
)
def test_nearness_counts_working_days_over_the_national_day(due, bucket):
    assert rules.bucket(due, TODAY, CALENDAR) == bucket


@given(st.dates(date(2022, 1, 1), date(2023, 6, 1)), st.integers(-40, 60))
def test_the_dates_of_a_bucket_are_exactly_those_that_fall_into_it(today, distance):
    due = today + timedelta(days=distance)
    spans = {bucket: rules.span(bucket, today, CALENDAR) for bucket in Bucket}
    within = [
        bucket
        for bucket, (first, last) in spans.items()
        if (first is None or first <= due) and (last is None or due <= last)
    ]

    assert within == [rules.bucket(due, today, CALENDAR)]


@pytest.mark.parametrize(("due", "refused"), [(TODAY, True), (date(2022, 9, 29), True), (date(2022, 9, 27), False)])
def test_a_deadline_is_unmet_only_after_its_last_day(frozen, due, refused):
    assert (rules.not_yet_expired(SimpleNamespace(due_on=due), None) is not None) is refused


def test_what_is_met_lies_between_start_and_today():
    rules.require_past(TODAY, starts_on=TODAY, today=TODAY)
    with pytest.raises(RuleViolated, match="future"):
        rules.require_past(TODAY + timedelta(days=1), starts_on=TODAY, today=TODAY)
    with pytest.raises(RuleViolated, match="began on 2022-09-28"):
        rules.require_past(TODAY - timedelta(days=1), starts_on=TODAY, today=TODAY)


def test_a_fixed_date_lies_after_its_start():
    rules.require_after_start(TODAY + timedelta(days=1), starts_on=TODAY)
    with pytest.raises(RuleViolated, match="later date") as refused:
        rules.require_after_start(TODAY, starts_on=TODAY)
    assert refused.value.field == "due_on"


def test_a_new_term_has_a_reference_of_its_own():
    assert rules.next_ref("demand:7") == "demand:7#2"
    assert rules.next_ref("demand:7#2") == "demand:7#3"
