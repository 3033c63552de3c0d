"""Sentences for people, written in English in the code and translated when they are shown."""

from collections.abc import Callable
from html import escape
from typing import Any


def _identity(msgid: str) -> str:
    return msgid


_translate: Callable[[str], str] = _identity


def translate_with(translate: Callable[[str], str]) -> None:
    """Give the function that turns an English source string into the reader's language."""
    global _translate
    _translate = translate


class Text:
    """A source string with its values; becomes a sentence in the reader's language when shown."""

    __slots__ = ("msgid", "values")

    def __init__(self, msgid: str, values: dict[str, Any] | None = None) -> None:
        self.msgid = msgid
        self.values = values or {}

    def __str__(self) -> str:
        sentence = _translate(self.msgid)
        return sentence % self.values if self.values else sentence

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
        values = {key: value.stored() if isinstance(value, Text) else value for key, value in self.values.items()}
        return {"msgid": self.msgid, "values": values}

    @classmethod
    def restored(cls, stored: dict[str, Any]) -> "Text":
        """The sentence kept by `stored`."""
        values = {
            key: cls.restored(value) if isinstance(value, dict) and "msgid" in value else value
            for key, value in stored["values"].items()
        }
        return cls(stored["msgid"], values)


def _(msgid: str, **values: Any) -> Text:
    """Mark a sentence for translation: `_("Due on %(day)s", day=day)`."""
    return Text(msgid, values)
