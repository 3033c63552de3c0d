"""The catalogue of events is whole: no kind without an operation, no value of another kind than its key says, and the
page that lists it is the one the code writes."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.access.actor import operator
from app.audit.catalogue import KINDS, REGISTRY, Key, Shown
from app.audit.models import AuditEvent
from app.audit.reference import page
from app.core.db import session
from app.core.text import Text
from app.web.dispatch import Application
from tests.architecture.source import ROOT
from tests.databases import opened
from tests.factories.organisation import PREPARED

SHAPES: dict[Shown, Callable[[Any], Any]] = {
    Shown.TEXT: lambda value: isinstance(value, str) or Text.restored(value),
    Shown.DAY: date.fromisoformat,
    Shown.MOMENT: lambda value: datetime.fromisoformat(value).tzinfo,
    Shown.FEN: lambda value: type(value) is int,
    Shown.COUNT: lambda value: type(value) is int,
    Shown.FLAG: lambda value: type(value) is bool,
    Shown.PERSON: UUID,
    Shown.OFFICE: lambda value: re.fullmatch(r"cn/([^/]+/)*", value) or UUID(value),
    Shown.RECORD: lambda value: UUID(value.rpartition(":")[2].partition("#")[0]),
}
"""What a value of each kind is: each answers something true for one, and something false or an error for any other."""


def fits(key: Key, value: Any) -> bool:
    """Whether a value is of the kind its key says."""
    if value is None:
        return True
    if isinstance(value, list):
        return all(fits(key, one) for one in value)
    if isinstance(value, dict) and "msgid" not in value:
        return all(fits(key, one) for one in value.values())
    try:
        return bool(SHAPES[key.values](value) if isinstance(key.values, Shown) else key.values(value))
    except (ValueError, TypeError, AttributeError, KeyError):
        return False


def test_every_kind_of_event_is_appended_by_an_operation(application: Application):
    appended = {action for operation in REGISTRY.values() for action in operation.actions}

    assert KINDS.keys() - appended == {PREPARED}, "declare only what an operation appends"


def test_every_term_of_a_key_has_words_to_be_shown_in(application: Application):
    terms = {key.values for kind in KINDS.values() for key in kind.keys.values() if not isinstance(key.values, Shown)}

    assert not [term for one in terms for term in one if not isinstance(getattr(term, "label", None), Text)]


def test_every_value_in_the_log_of_the_demo_is_of_the_kind_its_key_says(loaded_folder: Path, application: Application):
    with opened(f"sqlite:///{loaded_folder / 'lianjian.db'}") as database, database.unit_of_work(operator("tests")):
        rows = session().execute(select(AuditEvent.action, AuditEvent.body)).all()
    wrong = {
        f"{action}: {name}={value!r}"
        for action, body in rows
        for values in (json.loads(body)["before"], json.loads(body)["after"])
        for name, value in (values or {}).items()
        if not fits(KINDS[action].keys[name], value)
    }

    assert not wrong


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("values", "right", "wrong"),
    [
        (Shown.DAY, "2022-09-28", "28 September"),
        (Shown.MOMENT, "2022-09-28T01:00:00.000000Z", "2022-09-28"),
        (Shown.COUNT, [1, 2], ["1"]),
        (Shown.FLAG, True, 1),
        (Shown.PERSON, "01890000-0000-7000-8000-000000000001", "zhang"),
        (Shown.OFFICE, "cn/11/", "Beijing"),
        (Shown.RECORD, "demand:01890000-0000-7000-8000-000000000001", "demand:1"),
        (Shown.TEXT, {"q": "云"}, {"q": 5}),
        (Colour, "red", "blue"),
    ],
)
def test_a_value_of_another_kind_is_noticed(values: Any, right: Any, wrong: Any):
    key = Key("key", Text("Key"), values)

    assert (fits(key, right), fits(key, wrong)) == (True, False)


def test_the_page_of_events_is_the_one_the_code_writes(application: Application):
    assert (ROOT / "docs" / "audit-events.md").read_text() == page(KINDS), "run `make events`"
