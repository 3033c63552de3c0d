"""What each kind of paper says: the fields of its content, which of them it must contain, and their words.

The list of what must be on a paper follows the Administrative Penalty Law (APL) and the official forms.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.text import Text, _

FIELDS: dict[str, Text] = {
    "party": _("Party"),
    "inspectee": _("Inspectee"),
    "person_present": _("Person present"),
    "case": _("Case number"),
    "order_number": _("Number of the order"),
    "basis": _("Legal basis"),
    "subject": _("Subject"),
    "time": _("Time"),
    "time_from": _("From"),
    "time_to": _("To"),
    "place": _("Place"),
    "inspectors": _("Inspectors and their certificates"),
    "officers": _("Officers"),
    "recorder": _("Recorder"),
    "certificates_shown": _("Certificates shown"),
    "rights": _("Rights and duties told"),
    "materials": _("Materials to prepare"),
    "facts": _("Facts"),
    "evidence": _("Evidence taken"),
    "read_back": _("Read back and checked"),
    "signatures": _("Signatures"),
    "articles": _("Articles breached"),
    "demands": _("Demands"),
    "items": _("Items checked"),
    "report_back": _("How to report back"),
    "consequence": _("Consequence of refusal"),
    "remedies": _("Remedies"),
    "conclusion": _("Conclusion"),
    "next_step": _("Next step"),
    "verified_on": _("Verified on"),
}
"""The words of a content field, in the order in which a paper shows them."""

PARTS: dict[str, Text] = {
    "text": _("Demand"),
    "demand": _("Demand"),
    "term": _("Term"),
    "result": _("Result"),
    "name": _("Full name"),
    "certificate": _("Certificate number"),
    "side": _("Side"),
    "title": _("Title"),
    "fact": _("Fact"),
}
"""The words of the columns where a field is a table."""

REQUIRED: dict[str, tuple[str, ...]] = {
    "D04": ("inspectee", "basis", "subject", "time", "place", "inspectors", "materials", "rights"),
    "D05": (
        "time_from",
        "time_to",
        "place",
        "inspectee",
        "person_present",
        "inspectors",
        "recorder",
        "certificates_shown",
        "rights",
        "facts",
    ),
    "D09": ("party", "facts", "articles", "demands", "report_back", "consequence", "remedies"),
    "D09F": ("party", "facts", "demands", "report_back"),
    "D11": ("order_number", "items", "conclusion", "next_step", "officers"),
}
"""What a paper must contain before it is numbered, by kind."""

CHECKPOINT = "checkpoint"
"""The field that numbering adds: how far the log was sealed before; the sheet prints it in small below the date."""

WITHOUT_APPROVAL = frozenset({"D05", "D06", "D07", "D11"})
"""Kinds numbered without a second person's approval on the paper: records signed on site by two officers and the
party, and the opinion that two officers give together."""


@dataclass(frozen=True)
class Field:
    """A field as a paper shows it: text lines, or a table with the words of its columns."""

    label: Text
    lines: tuple[str, ...] = ()
    columns: tuple[Text, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def readable(content: dict[str, Any]) -> list[Field]:
    """What a paper says, field by field in the order of `FIELDS`, without empty fields and what numbering added."""
    order = list(FIELDS)
    names = sorted(
        content.keys() - {CHECKPOINT}, key=lambda name: (order.index(name) if name in FIELDS else len(order), name)
    )
    return [_field(name, content[name]) for name in names if content[name] not in (None, "", [], {})]


def _field(name: str, value: Any) -> Field:
    label = FIELDS.get(name, Text(name))
    if not isinstance(value, list):
        return Field(label, lines=(str(value),))
    if not all(isinstance(item, dict) for item in value):
        return Field(label, lines=tuple(str(item) for item in value))
    keys = list(dict.fromkeys(key for item in value for key in item))
    return Field(
        label,
        columns=tuple(PARTS.get(key, Text(key)) for key in keys),
        rows=tuple(tuple(str(item.get(key, "")) for key in keys) for item in value),
    )


def day_in_chinese(day: date) -> str:
    """A day as papers print it, whatever the reader's language: 2022年10月11日."""
    return f"{day.year}年{day.month}月{day.day}日"
