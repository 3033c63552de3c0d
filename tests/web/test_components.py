"""The components say what they are given, offer what is lawful, and explain what is not."""

import pytest
from flask import get_template_attribute

from app.access.permissions import Permission
from app.core import clock
from app.core.text import _
from app.core.workflow import Offer, State, Transition
from app.web.display import FileView, Tile
from app.web.paging import Page, Paging


class Light(State):
    RED = "red", _("Red"), "red"
    GREEN = "green", _("Green"), "green"


def offer(name, refusal=None, **kwargs):
    return Offer(Transition(name, _(name), (Light.RED,), Light.GREEN, Permission.ORDER_APPROVE, **kwargs), refusal)


@pytest.fixture
def drawn(house_app):
    """Draw a macro: `drawn("case", "actions", …)`."""
    with house_app.test_request_context("/note?q=x&sort=number", headers={"Accept-Language": "en"}):
        house_app.preprocess_request()
        yield lambda file, macro, *args, **kwargs: str(
            get_template_attribute(f"components/{file}.html", macro)(*args, **kwargs)
        )


def test_the_first_possible_step_is_the_primary_one(drawn):
    offers = [offer("close", _("Two demands are open.")), offer("remark", primary=False), offer("verify")]
    page = drawn("case", "actions", offers, "web.language", {}, version=7)

    assert page.count("btn-primary") == 1
    assert 'btn-primary">verify</button>' in page
    assert 'action="/language?step=verify"' in page
    assert page.count('name="version" value="7"') == 2


def test_a_refused_step_says_why_and_can_not_be_sent(drawn):
    page = drawn("case", "actions", [offer("close", _("Two demands are open."))], "web.language", {})

    assert "Two demands are open." in page
    assert "<form" not in page


def test_a_step_that_needs_a_reason_asks_for_it_first(drawn):
    page = drawn("case", "actions", [offer("withdraw", needs_reason=True)], "web.language", {})

    assert 'name="reason"' in page
    assert "required" in page
    assert 'popovertarget="step-withdraw"' in page


def test_a_step_with_a_form_of_its_own_leads_there(drawn):
    page = drawn("case", "actions", [offer("serve")], "web.language", {}, pages={"serve": "/orders/1/serve"})

    assert 'href="/orders/1/serve"' in page
    assert "<form" not in page


def test_without_steps_there_are_no_buttons(drawn):
    assert drawn("case", "actions", [], "web.language", {}) == ""


def test_a_list_keeps_its_filters_when_it_is_sorted_or_turned(drawn):
    page = Page(["a"], 100, Paging(1, 20, "number"))
    columns = [{"label": "Number", "sort": "number"}, {"label": "Name"}]
    drawing = drawn("list", "table", "Orders", columns, page, "None", caller=lambda row: row)

    assert 'aria-sort="ascending"' in drawing
    assert "q=x&amp;sort=-number" in drawing
    assert "q=x&amp;sort=number&amp;page=2" in drawing
    assert "100 in all" in drawing


def test_an_empty_list_says_what_to_do_next(drawn):
    page = Page([], 0, Paging())
    drawing = drawn(
        "list",
        "table",
        "Orders",
        [],
        page,
        "No orders",
        empty_hint="Draft one.",
        empty_url="/new",
        empty_action="Draft",
        caller=str,
    )

    assert "Draft one." in drawing
    assert 'href="/new"' in drawing
    assert "<table" not in drawing


def test_a_state_is_a_word_and_a_tone(drawn):
    assert drawn("badge", "state", Light.RED).strip() == '<span class="st st-red">Red</span>'


def test_a_figure_opens_the_list_it_counts(drawn):
    drawing = drawn("page", "tiles", [Tile(_("Overdue"), 1284, "/orders?late=1", "red", share=40)])

    assert 'href="/orders?late=1"' in drawing
    assert "1,284" in drawing
    assert '<progress max="100" value="40"' in drawing


def test_a_file_shows_its_hash_and_escapes_its_name(drawn):
    file = FileView("<b>.pdf", "/files/1", 2_300_000, "ab" * 32, clock.now(), "Li", _("Photo"))
    drawing = drawn("page", "files", [file], "none")

    assert "&lt;b&gt;.pdf" in drawing
    assert "2.2 MB" in drawing
    assert "ab" * 32 in drawing
