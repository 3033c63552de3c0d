"""Canonical JSON: RFC 8785 restricted to strings, integers within ±(2^53-1), true, false, null, arrays and objects.

The same value always has the same bytes, so that a hash over them can be computed again by anyone.
"""

import json
from collections.abc import Mapping, Sequence, Set
from datetime import UTC, date, datetime, time
from enum import Enum
from typing import Any
from uuid import UUID

from app.core.text import Text

LARGEST = 2**53 - 1


def canonical(value: Any) -> bytes:
    """The canonical bytes of a JSON value.

    Raises ValueError, naming the place, for a float, a key that is not ASCII, a lone surrogate, an integer beyond
    ±(2^53-1), and every type that JSON does not know.
    """
    _check(value, "$")
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def parse(data: bytes) -> Any:
    """The value whose canonical bytes are exactly `data`; raises ValueError for any other bytes."""
    try:
        value = json.loads(data)
        if canonical(value) == data:
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
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Text):
        return plain(value.stored())
    if isinstance(value, Mapping):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, Set):
        return sorted(plain(item) for item in value)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray):
        return [plain(item) for item in value]
    return value


def _check(value: Any, place: str) -> None:
    kind = type(value)
    if kind is dict:
        for key, item in value.items():
            if type(key) is not str or not key.isascii():
                raise ValueError(f"{place}: the key {key!r} is not ASCII text")
            _check(item, f"{place}.{key}")
    elif kind is list:
        for position, item in enumerate(value):
            _check(item, f"{place}[{position}]")
    elif kind is str:
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise ValueError(f"{place}: lone surrogate in text")
    elif kind is int:
        if abs(value) > LARGEST:
            raise ValueError(f"{place}: integer beyond 2^53-1")
    elif value is not None and kind is not bool:
        raise ValueError(f"{place}: {kind.__name__} has no canonical form")
