"""What was typed is never lost, and a broken rule is said beside its field."""

import io
import re
from datetime import UTC, date, datetime

import pytest
from werkzeug.datastructures import MultiDict

from app.core.text import _
from app.core.workflow import Choice
from app.web.fields import (
    CheckField,
    ChoiceField,
    DayField,
    LongTextField,
    MomentField,
    NumberField,
    RadioField,
    TextField,
    TicksField,
    VersionField,
    day_from,
)
from app.web.forms import FilterForm, Form


class Kind(Choice):
    JOINT = "joint", _("Joint")
    LOCAL = "local", _("Local")


class Everything(Form):
    class Meta(Form.Meta):
        csrf = False

    name = TextField(_("Name"), required=True, max_length=10, description=_("As on the licence."))
    text = LongTextField(_("Text"))
    day = DayField(_("Day"))
    at = MomentField(_("At"))
    count = NumberField(_("Count"), least=1, most=9)
    kind = ChoiceField(_("Kind"), choices=Kind)
    basis = RadioField(_("Basis"), choices=Kind)
    kinds = TicksField(_("Kinds"), choices=Kind)
    declared = CheckField(_("No conflict"))
    version = VersionField()


@pytest.fixture
def filled(house_app, inspector):
    """The form with these values typed in."""
    with house_app.test_request_context("/", method="POST", headers={"Accept-Language": "en"}):
        house_app.preprocess_request()
        yield lambda **typed: Everything(formdata=MultiDict({"name": "Hengtai", **typed}))


@pytest.mark.parametrize("typed", ["2022-10-11", "20221011", "2022年10月11日", " 2022-10-11 ", "2022年10月11"])
def test_a_day_is_read_as_people_write_it(typed):
    assert day_from(typed) == date(2022, 10, 11)


@pytest.mark.parametrize("typed", ["11.10.2022", "2022-13-01", "20220230", "2022", "soon", "2022-10-11x"])
def test_a_day_that_is_none_is_refused(typed):
    with pytest.raises(ValueError, match=r"day|date"):
        day_from(typed)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("name", "  Hengtai ", "Hengtai"),
        ("name", "Heng\0tai", "Hengtai"),
        ("at", "2022-10-11T09:30", datetime(2022, 10, 11, 1, 30, tzinfo=UTC)),
        ("at", "2022-10-11 09:30", datetime(2022, 10, 11, 1, 30, tzinfo=UTC)),
        ("at", "2022年10月11日 9:30", datetime(2022, 10, 11, 1, 30, tzinfo=UTC)),
        ("count", "7", 7),
        ("kind", "joint", "joint"),
        ("kind", "", None),
        ("basis", "local", "local"),
        ("declared", "y", True),
        ("version", "3", 3),
        ("version", "x", None),
    ],
)
def test_a_value_is_read_in_the_trade_s_format(filled, field, typed, value):
    form = filled(**{field: typed})

    assert form.validate(), form.errors
    assert form[field].data == value


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "longer than ten"),
        ("day", "soon"),
        ("at", "yesterday"),
        ("at", "2022-10-11"),
        ("at", "2022-10-11 24:00"),
        ("at", "0001-01-01T00:00"),
        ("at", "2022-10-11T09:30+02:00"),
        ("count", "0"),
        ("count", "10"),
        ("count", "many"),
        ("kind", "secret"),
        ("basis", "secret"),
        ("kinds", "secret"),
    ],
)
def test_a_value_out_of_shape_is_refused_once_and_kept(filled, field, typed):
    form = filled(**{field: typed})

    assert not form.validate()
    assert form.status == 422
    assert len(form[field].errors) == 1
    assert [problem for problem, _message in form.problems] == [form[field]]
    if field in ("day", "at", "count"):
        assert f'value="{typed}"' in str(form[field]())


def test_an_optional_form_may_stay_empty(filled):
    form = filled(text="", day="", at="", count="", kind="")

    assert form.validate()
    assert (form.day.data, form.count.data, form.kinds.data) == (None, None, [])


def test_a_field_renders_its_label_hint_control_and_error(filled):
    form = filled(name="")
    form.validate()
    row = str(form.name())

    assert '<label for="name">' in row
    assert "As on the licence." in row
    assert 'aria-describedby="name-hint name-error"' in row
    assert 'aria-invalid="true"' in row
    assert "required" in row
    assert "Fill in this field." in row


def test_choices_render_as_a_group_with_one_input_each(filled):
    row = str(filled().basis())

    assert row.count('type="radio"') == 2
    assert "<fieldset" in row
    assert "<legend>" in row
    assert 'for="basis-0"' in row


def test_what_people_type_is_escaped(filled):
    row = str(filled(name="<script>").name())

    assert "<script>" not in row
    assert "&lt;script&gt;" in row


def test_a_broken_rule_is_said_beside_its_field_and_above_the_form(posting):
    answer = posting("/note", note="refused")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert 'value="refused"' in page
    assert '<a href="#note">Note: Write something else.</a>' in page
    assert re.search(r'id="note-error">\s*Write something else\.', page)


def test_a_stale_screen_answers_409_with_both_versions_and_what_was_typed(posting):
    answer = posting("/note", note="stale")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 409
    assert "your version 1, now 2" in page
    assert 'value="stale"' in page


def test_a_refused_file_is_announced(posting, refusals):
    answer = posting("/note", note="bad file", file=(io.BytesIO(b"x"), "a.exe"))

    assert answer.status_code == 422
    assert [(refusal.code, refusal.endpoint) for refusal in refusals] == [("upload_refused", "house.note")]


def test_values_without_a_field_are_ignored(posting):
    assert posting("/note", note="hello", is_admin="1").status_code == 302


class Filters(FilterForm):
    q = TextField(_("Search"))
    state = ChoiceField(_("State"), choices=Kind, blank=_("All"))


def test_filters_are_read_from_the_address(house_app):
    with house_app.test_request_context("/?q=Hengtai&state=joint"):
        house_app.preprocess_request()
        form = Filters()

        assert (form.q.data, form.state.data) == ("Hengtai", "joint")


def test_a_filter_that_makes_no_sense_filters_nothing(house_app):
    with house_app.test_request_context("/?q=Hengtai&state=nowhere"):
        house_app.preprocess_request()
        form = Filters()

        assert not form.validate()
        assert (form.q.data, form.state.data) == ("Hengtai", None)
