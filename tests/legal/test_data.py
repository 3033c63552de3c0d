"""The data files themselves: whole, in two languages, and without a gap or overlap between two wordings."""

import json
from datetime import date, timedelta
from itertools import groupby, pairwise

import pytest

from app.legal.sources import SOURCES, content_of

END_OF_TIME = date(9999, 12, 31)
KEYS = {name: identity[:-1] for name, _model, identity in SOURCES}


def read(name):
    return json.loads(content_of(name))


def span(row):
    last = date.fromisoformat(row["applies_to"]) if row["applies_to"] else END_OF_TIME
    return date.fromisoformat(row["applies_from"]), last


@pytest.mark.parametrize("name", KEYS)
def test_wordings_of_one_key_follow_each_other_without_overlap(name):
    def key(row):
        return [row[part] for part in KEYS[name]]

    rows = sorted(read(name), key=lambda row: (key(row), row["applies_from"]))
    for _key, versions in groupby(rows, key):
        for earlier, later in pairwise(versions):
            assert span(later)[0] == span(earlier)[1] + timedelta(days=1)


@pytest.mark.parametrize("name", KEYS)
def test_every_entry_says_where_it_was_read(name):
    assert all(row["source"] for row in read(name))


@pytest.mark.parametrize("name", KEYS)
def test_every_law_named_is_in_force_as_long_as_the_entry_that_names_it(name):
    laws = {}
    for law in read("instruments.json"):
        laws.setdefault(law["key"], []).append(span(law))
    for row in read(name):
        named = [row.get("instrument", row.get("key")), *(law["instrument"] for law in row.get("related_law", []))]
        first, last = span(row)
        for key in named:
            assert min(laws[key])[0] <= first
            assert max(last for _first, last in laws[key]) >= last


def test_deadlines_and_neighbouring_rules_belong_to_articles_that_exist():
    articles = {row["article"] for row in read("provisions.json")}
    for name in ("deadlines.json", "neighbouring_rules.json"):
        assert {article for row in read(name) for article in row["provisions"]} <= articles


def test_only_limitation_and_retention_do_not_roll_to_a_working_day():
    still = {row["key"]: row["kind"] for row in read("deadlines.json") if row["roll"] == "none"}
    assert still == {
        "limitation_general": "limitation",
        "limitation_extended": "limitation",
        "network_log_retention": "retention",
    }


def test_all_kinds_of_documents_and_the_feedback_letter_are_there_and_numbered_but_the_enterprises_report():
    kinds = {row["code"]: row for row in read("documents.json")}
    assert sorted(kinds) == sorted(["D09F", *(f"D{number:02}" for number in range(1, 31))])
    assert [code for code, row in kinds.items() if row["number_kind"] is None] == ["D10"]
    assert all(field["zh"] and field["en"] for row in kinds.values() for field in row["required"])
    characters = [row["number_kind"] for row in kinds.values() if row["number_kind"]]
    assert len(set(characters)) == len(characters)


@pytest.mark.parametrize(
    ("code", "character", "direction", "field"),
    [
        ("D04", "检通", "outward", "certificate"),
        ("D09", "改", "outward", "consequence of refusal"),
        ("D09F", "馈", "outward", "how to report back"),
        ("D10", None, "incoming", "measure per demand"),
        ("D11", "复", "outward", "two officers"),
        ("D20", "罚", "outward", "remedies and their periods"),
        ("D23", "送", "partly", "refusal and witness"),
        ("D29", "结", "internal", "ground for closing"),
    ],
)
def test_what_a_document_is_called_in_its_number_and_must_contain(code, character, direction, field):
    kind = next(row for row in read("documents.json") if row["code"] == code)
    assert (kind["number_kind"], kind["direction"]) == (character, direction)
    assert any(field in required["en"] for required in kind["required"])
