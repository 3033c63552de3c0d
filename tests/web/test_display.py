"""Due dates, steppers and pages of a list, as a person sees them."""

from datetime import date, timedelta

import pytest

from app.core import clock
from app.core.text import _
from app.core.workflow import State
from app.web.display import DueView, distance, steps
from app.web.paging import Page, Paging, paging


class Light(State):
    RED = "red", _("Red"), "red"
    AMBER = "amber", _("Amber"), "amber"
    GREEN = "green", _("Green"), "green"
    OFF = "off", _("Off"), "grey"


@pytest.fixture
def today():
    with clock.pinned(clock.at(date(2022, 10, 11), 9)):
        yield date(2022, 10, 11)


@pytest.mark.parametrize(
    ("days", "left", "state", "words", "tone"),
    [
        (40, 28, "running", "28 working days left", "grey"),
        (9, 7, "running", "7 working days left", "amber"),
        (3, 3, "running", "3 working days left", "orange"),
        (1, 1, "running", "1 working day left", "orange"),
        (0, 0, "running", "due today", "orange"),
        (-1, -1, "running", "1 day late", "red"),
        (-12, -8, "running", "12 days late", "red"),
        (-12, -8, "met", "met", "green"),
    ],
)
def test_a_due_date_says_how_far_it_is(today, days, left, state, words, tone):
    due = DueView(today + timedelta(days=days), left, state)

    assert distance(due).msgid % distance(due).values == words
    assert due.tone == tone


def test_the_stepper_marks_what_is_done_and_where_it_stands():
    marks = [step.state for step in steps([Light.RED, Light.AMBER, Light.GREEN], Light.AMBER)]

    assert marks == ["done", "current", "todo"]


def test_a_state_off_the_path_ends_the_stepper():
    shown = steps([Light.RED, Light.AMBER, Light.GREEN], Light.OFF)

    assert [(step.label, step.state) for step in shown] == [(Light.RED.label, "done"), (Light.OFF.label, "current")]


@pytest.mark.parametrize(
    ("number", "total", "shown"),
    [(1, 0, [1]), (1, 20, [1]), (2, 45, [1, 2, 3]), (10, 400, [1, None, 8, 9, 10, 11, 12, None, 20])],
)
def test_the_pages_on_offer(number, total, shown):
    assert Page([], total, Paging(number)).numbers == shown


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("", Paging(1, 20, "due")),
        ("page=3&size=50&sort=-number", Paging(3, 50, "number", descending=True)),
        ("page=-1&size=7&sort=password", Paging(1, 20, "due")),
        ("page=x", Paging(1, 20, "due")),
    ],
)
def test_the_address_says_which_part(house_app, query, part):
    with house_app.test_request_context(f"/?{query}"):
        assert paging(sorts=("number", "due"), default="due") == part
