"""Canonical JSON: RFC 8785 restricted to strings, integers within ±(2^53-1), true, false, null, arrays and objects.

The same value always has the same bytes, so that a hash over them can be computed again by anyone.
"""

import json
from collections.abc import Callable, Mapping, Set
from datetime import UTC, date, datetime, time
from enum import Enum
from functools import lru_cache
from typing import Any
from uuid import UUID

from app.core.text import Text

LARGEST = 2**53 - 1

BLANKS = (b"\n", b"\t", b"\r", b"{ ", b"[ ", b", ", b": ", b" }", b" ]", b" ,", b" :")
"""One of these is in every JSON text with a blank outside its strings."""

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False).encode


def canonical(value: Any) -> bytes:
    """The canonical bytes of a JSON value.

    Raises ValueError, naming the place, for a float, a key that is not ASCII, a lone surrogate, an integer beyond
    ±(2^53-1), and every type that JSON does not know.
    """
    _check(value, "$")
    return _encode(value).encode()


def parse(data: bytes) -> Any:
    """The value whose canonical bytes are exactly `data`; raises ValueError for any other bytes.

    The reader refuses what the form forbids: floats, large integers, keys twice, out of order or not ASCII. Where that
    leaves one spelling alone, there is nothing to compare; elsewhere the value is written again.
    """
    text = data.decode()
    try:
        value, end = _read(text)
        if end == len(text) and (_has_one_spelling(data) or _encode(value) == text):
            return value
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    raise ValueError("not in canonical form")


def moment(at: datetime) -> str:
    """A moment as the log writes it: UTC, `YYYY-MM-DDTHH:MM:SS.ffffffZ`."""
    if at.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def plain(value: Any) -> Any:
    """`value` in JSON types: moments, dates, UUIDs and enums become strings, sets sorted lists, a Text its stored form.

    What has no such form is handed on as it is, for `canonical` to refuse.
    """
    for kinds, form in _FORMS:
        if isinstance(value, kinds):
            return form(value)
    return value


_FORMS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (Enum, lambda member: plain(member.value)),
    (datetime, moment),
    ((date, time), lambda day: day.isoformat()),
    (UUID, str),
    (Text, lambda sentence: plain(sentence.stored())),
    (Mapping, lambda mapping: {plain(key): plain(item) for key, item in mapping.items()}),
    (Set, lambda items: sorted(map(plain, items))),
    ((list, tuple), lambda items: [plain(item) for item in items]),
)


def _check(value: Any, place: str) -> None:
    if value is None or type(value) is bool:
        return
    check = _CHECKS.get(type(value))
    if check is None:
        raise ValueError(f"{place}: {type(value).__name__} has no canonical form")
    check(value, place)


def _check_object(value: dict[Any, Any], place: str) -> None:
    for key, item in value.items():
        if type(key) is not str or not key.isascii():
            raise ValueError(f"{place}: the key {key!r} is not ASCII text")
        _check(item, f"{place}.{key}")


def _check_array(value: list[Any], place: str) -> None:
    for position, item in enumerate(value):
        _check(item, f"{place}[{position}]")


def _check_text(value: str, place: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{place}: lone surrogate in text") from error


def _check_integer(value: int, place: str) -> None:
    if abs(value) > LARGEST:
        raise ValueError(f"{place}: integer beyond 2^53-1")


_CHECKS: dict[type, Callable[[Any, str], None]] = {
    dict: _check_object,
    list: _check_array,
    str: _check_text,
    int: _check_integer,
}


def _has_one_spelling(data: bytes) -> bool:
    """Whether a JSON text holds neither an escape nor a blank outside its strings; looks no further than need be."""
    return b"\\" not in data and (len(data.split(None, 1)) == 1 or not any(blank in data for blank in BLANKS))


@lru_cache(maxsize=512)
def _are_in_order(keys: tuple[str, ...]) -> bool:
    """Whether the keys are ASCII and in order; most bodies have the same few sets of them."""
    return list(keys) == sorted(keys) and "".join(keys).isascii()


def _read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs) or not _are_in_order(tuple(value)):
        raise ValueError("keys twice, out of order or not ASCII")
    return value


def _read_integer(digits: str) -> int:
    value = int(digits)
    if abs(value) > LARGEST or digits == "-0":
        raise ValueError(f"not an integer of this form: {digits[:40]}")
    return value


def _refuse(text: str) -> Any:
    raise ValueError(f"not a whole number: {text[:40]}")


_read = json.JSONDecoder(
    object_pairs_hook=_read_object, parse_int=_read_integer, parse_float=_refuse, parse_constant=_refuse
).raw_decode
