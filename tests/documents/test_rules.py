from datetime import date
from types import SimpleNamespace

import pytest

from app.core.calendar import Calendar, Roll, Unit
from app.core.errors import RuleViolated
from app.core.text import Text
from app.documents import rules
from app.documents.contents import FIELDS, REQUIRED, readable
from tests.factories.cases import ORDER

CALENDAR = Calendar.from_chinesecalendar()


def test_every_required_field_has_its_words():
    assert {name for names in REQUIRED.values() for name in names} <= set(FIELDS)


@pytest.mark.parametrize("name", REQUIRED["D09"])
@pytest.mark.parametrize("empty", [None, "", [], {}])
def test_a_paper_without_a_required_field_is_refused_by_its_name(name, empty):
    with pytest.raises(RuleViolated) as refused:
        rules.require_complete("D09", ORDER | {name: empty})

    assert refused.value.field == name
    assert FIELDS[name].msgid in str(refused.value)


def test_all_missing_fields_are_named_at_once():
    with pytest.raises(RuleViolated, match="Facts, Demands, How to report back"):
        rules.require_complete("D09F", {"party": "x"})


def test_a_complete_paper_passes():
    rules.require_complete("D09", ORDER)


def paper(**changes):
    return SimpleNamespace(
        **{"kind": "D09", "number": "1", "title": "t", "issued_on": date(2022, 9, 28), "content": {"a": "1"}, **changes}
    )


def test_the_hash_does_not_depend_on_the_order_of_keys():
    first, second = paper(content={"a": "1", "b": ["2"]}), paper(content={"b": ["2"], "a": "1"})

    assert rules.content_hash(first) == rules.content_hash(second)


@pytest.mark.parametrize(
    "change",
    [{"kind": "D11"}, {"number": "2"}, {"title": "u"}, {"issued_on": date(2022, 9, 29)}, {"content": {"a": "2"}}],
)
def test_the_hash_binds_everything_that_was_numbered(change):
    assert rules.content_hash(paper(**change)) != rules.content_hash(paper())


def test_a_float_has_no_canonical_form():
    with pytest.raises(ValueError, match="float"):
        rules.content_hash(paper(content={"a": 1.5}))


@pytest.mark.parametrize(
    ("published", "effective"),
    [
        (date(2022, 9, 1), date(2022, 10, 8)),
        (date(2022, 8, 1), date(2022, 8, 31)),
        (date(2022, 9, 8), date(2022, 10, 8)),
    ],
)
def test_public_notice_takes_effect_at_the_end_of_its_period(published, effective):
    assert rules.notice_effective_day(published, 30, Unit.CALENDAR_DAYS, Roll.WORKDAY, CALENDAR) == effective


def test_content_reads_field_by_field_in_the_order_of_a_paper():
    fields = readable({"unheard_of": "x", "facts": ["一", "二"], "demands": [{"text": "t", "term": "u"}], "party": "p"})

    assert [field.label for field in fields] == [
        FIELDS["party"],
        FIELDS["facts"],
        FIELDS["demands"],
        Text("unheard_of"),
    ]
    assert fields[1].lines == ("一", "二")
    assert fields[2].rows == (("t", "u"),)
