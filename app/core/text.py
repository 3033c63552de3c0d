"""Sentences for people, written in English in the code and translated when they are shown."""

from collections.abc import Callable
from datetime import date
from html import escape
from typing import Any


def _identity(msgid: str) -> str:
    return msgid


_translate: Callable[[str], str] = _identity
_write_day: Callable[[date], str] = date.isoformat


def translate_with(translate: Callable[[str], str], write_day: Callable[[date], str]) -> None:
    """Give the functions that turn a source string, and a date in it, into the reader's language."""
    global _translate, _write_day
    _translate, _write_day = translate, write_day


class Text:
    """A source string with its values; becomes a sentence in the reader's language when shown."""

    __slots__ = ("msgid", "values")

    def __init__(self, msgid: str, values: dict[str, Any] | None = None) -> None:
        self.msgid = msgid
        self.values = values or {}

    def __str__(self) -> str:
        sentence = _translate(self.msgid)
        return sentence % {name: _shown(value) for name, value in self.values.items()} if self.values else sentence

    def __html__(self) -> str:
        return escape(str(self))

    def __repr__(self) -> str:
        return f"Text({self.msgid!r}, {self.values!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and (self.msgid, self.values) == (other.msgid, other.values)

    def __hash__(self) -> int:
        return hash(self.msgid)

    def stored(self) -> dict[str, Any]:
        """The JSON form kept in a row, so that each reader sees it in the own language."""
        return {"msgid": self.msgid, "values": {name: _kept(value) for name, value in self.values.items()}}

    @classmethod
    def restored(cls, stored: dict[str, Any]) -> "Text":
        """The sentence kept by `stored`."""
        return cls(stored["msgid"], {name: _given_back(value) for name, value in stored["values"].items()})


def _shown(value: Any) -> Any:
    return _write_day(value) if isinstance(value, date) else value


def _kept(value: Any) -> Any:
    if isinstance(value, Text):
        return value.stored()
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _given_back(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return date.fromisoformat(value["day"]) if "day" in value else Text.restored(value)


def _(msgid: str, **values: Any) -> Text:
    """Mark a sentence for translation: `_("Due on %(day)s", day=day)`."""
    return Text(msgid, values)
