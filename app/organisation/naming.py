"""The names of offices in the reader's language."""

from typing import Protocol

from app.web.language import is_chinese


class Named(Protocol):
    """Whatever has a Chinese and an English name."""

    name_zh: str
    name_en: str


def office_name(office: Named) -> str:
    """The name of an office as the reader calls it."""
    return office.name_zh if is_chinese() else office.name_en
