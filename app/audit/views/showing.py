"""How events are shown: values in the reader's words, objects with their pages."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from flask import url_for

from app.access.actor import Actor
from app.audit.catalogue import KINDS, Key, Shown
from app.audit.queries import names_of
from app.audit.reading import scope as reading
from app.audit.reading.opening import Event
from app.core.ids import parse_id
from app.core.text import Text, _
from app.web import language

Names = Mapping[str, str | Text]


@dataclass(frozen=True)
class Change:
    """One key of an event: its label, the values before and after in words; None where the event has none."""

    label: Text
    before: list[str | Text] | None
    after: list[str | Text] | None


def changes(event: Event) -> list[Change]:
    """What the event changed, key by key, in the order in which its kind declares them."""
    names = _names(event)
    declared = KINDS[event.action].keys if event.action in KINDS else {}
    order = [*declared, *sorted((event.before.keys() | event.after.keys()) - declared.keys())]
    return [
        _change(declared.get(name) or Key(name, Text(name)), event, names)
        for name in order
        if name in event.before or name in event.after
    ]


def _change(key: Key, event: Event, names: Names) -> Change:
    sides = [in_words(side[key.name], key, names) if key.name in side else None for side in (event.before, event.after)]
    return Change(key.label, *sides)


def in_words(value: Any, key: Key, names: Names) -> list[str | Text]:
    """A value as lines of text: one for a single value, one for each of several."""
    if isinstance(value, list):
        return [line for item in value for line in in_words(item, key, names)] or ["—"]
    if isinstance(value, dict) and value.keys() == {"msgid", "values"}:
        return [Text.restored(value)]
    if isinstance(value, dict):
        return [
            _("%(label)s: %(message)s", label=name, message=" ".join(map(str, in_words(item, key, names))))
            for name, item in value.items()
        ]
    return ["—" if value is None or value == "" else _one(value, key.values, names)]


def _one(value: Any, values: type[Enum] | Shown, names: Names) -> str | Text:
    if not isinstance(values, Shown):
        return next((member.label for member in values if member.value == value), str(value))  # type: ignore[attr-defined]
    try:
        return FORMS[values](value, names)
    except (ValueError, TypeError):
        return str(value)


FORMS: dict[Shown, Callable[[Any, Names], str | Text]] = {
    Shown.TEXT: lambda value, names: str(value),
    Shown.DAY: lambda value, names: language.day(date.fromisoformat(value)),
    Shown.MOMENT: lambda value, names: language.moment(datetime.fromisoformat(value)),
    Shown.FEN: lambda value, names: _("%(amount)s yuan", amount=f"{value // 100:,}.{value % 100:02d}"),
    Shown.COUNT: lambda value, names: f"{value:,}",
    Shown.FLAG: lambda value, names: _("Yes") if value else _("No"),
    Shown.PERSON: lambda value, names: names.get(str(value), str(value)),
    Shown.OFFICE: lambda value, names: names.get(str(value), str(value)),
    Shown.RECORD: lambda value, names: str(value),
}
"""How the values of each kind are written; what does not fit its kind is shown as it is."""


def _names(event: Event) -> Names:
    """The names of all people and offices among the values: two statements at most."""
    people = {found for value in _values(event, Shown.PERSON) if (found := parse_id(value))}
    offices = set(_values(event, Shown.OFFICE))
    named: dict[str, str | Text] = {str(person): name for person, name in names_of(people).items()}
    return named | (reading.plugged_directory().office_names(offices) if offices else {})


def _values(event: Event, kind: Shown) -> Iterator[str]:
    keys = KINDS[event.action].keys.values() if event.action in KINDS else ()
    for key in keys:
        if key.values is kind:
            for side in (event.before, event.after):
                value = side.get(key.name)
                yield from map(str, value if isinstance(value, list) else [value] if value else [])


@dataclass(frozen=True)
class Subject:
    """What an event is about: the words of its kind, its id, and its page where the reader may open it."""

    kind: str | Text
    identifier: str
    reference: str
    url: str | None

    @property
    def short(self) -> str:
        """As much of the id as tells it from others: the random end of a UUID."""
        return f"…{self.identifier[-8:]}" if parse_id(self.identifier) else self.identifier


def subject(reference: str, *, actor: Actor) -> Subject:
    """The object of an event, `table:id`, as a page shows it."""
    table, _colon, identifier = reference.partition(":")
    kind = next((kind for kind in reading.kinds if kind.table == table), None)
    if kind is None:
        return Subject(table, identifier, reference, None)
    place: dict[str, Any] = {kind.key: parse_id(identifier)}
    opens = kind.endpoint and place[kind.key] and actor.may(kind.permission)
    return Subject(kind.label, identifier, reference, url_for(kind.endpoint, **place) if opens else None)


def office_names(ids: set[UUID | None]) -> dict[UUID | None, str]:
    """The names of the offices of several events, in one statement."""
    names = reading.plugged_directory().office_names({str(key) for key in ids if key})
    return {key: names.get(str(key), "—") for key in ids}
