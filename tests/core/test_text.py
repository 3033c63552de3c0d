"""Sentences that are translated when they are shown."""

import json

import pytest

from app.core import text
from app.core.text import Text, _

CHINESE = {"Due on %(day)s": "%(day)s到期", "%(what)s: %(distance)s": "%(what)s：%(distance)s", "today": "今天"}


@pytest.fixture
def chinese(monkeypatch):
    monkeypatch.setattr(text, "_translate", lambda msgid: CHINESE.get(msgid, msgid))


def test_a_sentence_is_translated_when_it_is_shown_not_when_it_is_made(monkeypatch):
    sentence = _("Due on %(day)s", day="2022-10-11")
    assert str(sentence) == "Due on 2022-10-11"
    monkeypatch.setattr(text, "_translate", CHINESE.get)
    assert str(sentence) == "2022-10-11到期"


def test_a_sentence_in_a_sentence_is_translated_too(chinese):
    assert str(_("%(what)s: %(distance)s", what="责改", distance=_("today"))) == "责改：今天"


def test_a_nested_sentence_is_kept_as_json_and_shown_in_each_readers_language(chinese):
    sentence = _("%(what)s: %(distance)s", what=_("Due on %(day)s", day="2022-10-11"), distance=_("today"))

    kept = json.loads(json.dumps(sentence.stored()))

    assert Text.restored(kept) == sentence
    assert str(Text.restored(kept)) == "2022-10-11到期：今天"


def test_a_percent_sign_without_values_is_left_alone():
    assert str(_("100% done")) == "100% done"


def test_a_value_is_never_taken_for_a_pattern():
    assert str(_("%(what)s", what="%(other)s 100%")) == "%(other)s 100%"


def test_markup_in_values_is_escaped_in_a_page():
    assert _("Name %(name)s", name="<b>").__html__() == "Name &lt;b&gt;"


def test_sentences_are_equal_by_source_and_values():
    assert _("a", x=1) == _("a", x=1)
    assert _("a", x=1) != _("a", x=2)
    assert _("a") != "a"
    assert len({_("a", x=1), _("a", x=1)}) == 1
    assert repr(_("a", x=1)) == "Text('a', {'x': 1})"
