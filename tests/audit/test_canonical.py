"""Canonical JSON against rfc8785, and what it refuses."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from app.audit.tlog.canonical import canonical, moment, parse, plain
from app.core.text import _
from app.core.workflow import Choice

KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
SCALARS = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8"))
PIECES = [
    b" ",
    b"\n",
    b"\\",
    b'"',
    b",",
    b":",
    b"-",
    b"0",
    b".0",
    b"e1",
    b"\\u0041",
    b"\\/",
    b"\xe5\x90\x8d",
    b"null",
    b'{"a":1,"a":2}',
]
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=20)


class Colour(Choice):
    RED = "red", _("Red")


@given(VALUES)
def test_bytes_are_those_of_rfc_8785(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)
    assert parse(canonical(value)) == value


def canonical_by_definition(data: bytes) -> bool:
    """Whether the bytes are those that their own value is written in."""
    try:
        return canonical(json.loads(data)) == data
    except (ValueError, RecursionError):
        return False


@st.composite
def almost_canonical(draw: st.DrawFn) -> bytes:
    """Canonical bytes with a few pieces put in, taken out or put in the place of others."""
    data = canonical(draw(VALUES))
    for _edit in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(data)))
        end = start + draw(st.integers(0, 2))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=2))
        data = data[:start] + piece + data[end:]
    return data


@given(almost_canonical())
@example('{"名":1}'.encode())
@example(b'{"a":"\\u0041"}')
@example(b'{"a":1 }')
@example(b'{"a":-0}')
@example(b'{"a":9007199254740992}')
@example(b'{"a":"\\/"}')
@example(b'{"a":"\\ud800"}')
@example(b'{"a":1}\n')
@example(b'\xef\xbb\xbf{"a":1}')
def test_exactly_the_bytes_that_a_value_is_written_in_are_read(data: bytes) -> None:
    if canonical_by_definition(data):
        assert canonical(parse(data)) == data
    else:
        with pytest.raises(ValueError, match=r"."):
            parse(data)


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        (1.5, r"\$: float"),
        ({"share": [1, 2.0]}, r"\$\.share\[1\]: float"),
        ({"a": "\ud800"}, r"\$\.a: lone surrogate"),
        ({"名": 1}, "not ASCII"),
        ({"\ud800": 1}, "not ASCII"),
        ({1: 1}, "not ASCII"),
        (2**53, "beyond"),
        (-(2**53), "beyond"),
        (b"x", "bytes has no canonical form"),
        ((1,), "tuple has no canonical form"),
    ],
)
def test_what_has_no_canonical_form_is_refused(value: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        canonical(value)


@pytest.mark.parametrize(
    "data",
    [b'{"a":1,"a":1}', b'{"b":1,"a":1}', b'{ "a":1}', b'"\\u6574"', b"1.0", b"NaN", b"\xff", b"", b"[" * 100_000],
)
def test_other_bytes_for_a_value_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(data)


def test_values_of_the_trade_become_json() -> None:
    identifier = UUID("01890000-0000-7000-8000-000000000001")
    at = datetime(2022, 9, 28, 9, tzinfo=timezone(timedelta(hours=8)))
    assert plain({"id": identifier, "on": date(2022, 9, 28), "at": at, "who": {Colour.RED}, "pair": (1, None)}) == {
        "id": str(identifier),
        "on": "2022-09-28",
        "at": "2022-09-28T01:00:00.000000Z",
        "who": ["red"],
        "pair": [1, None],
    }
    assert plain(_("Due on %(day)s", day=date(2022, 9, 28))) == {
        "msgid": "Due on %(day)s",
        "values": {"day": {"day": "2022-09-28"}},
    }


def test_a_moment_needs_its_time_zone() -> None:
    assert moment(datetime(2026, 3, 1, 0, 0, 1, 5, tzinfo=UTC)) == "2026-03-01T00:00:01.000005Z"
    with pytest.raises(ValueError, match="time zone"):
        moment(datetime(2026, 3, 1))  # noqa: DTZ001
