"""The kinds of events: their words and keys, and which operation appends which.

Each room declares its own kinds (`app/<room>/events.py`) and plugs in names when the application is made.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any
from uuid import UUID

from app.core.events import Socket
from app.core.text import Text

Labels = Callable[[set[UUID]], Mapping[UUID, str | Text]]
"""The names of those ids that the provider knows, in one statement."""

actor_labels: Socket[Labels] = Socket()
"""Where the room that knows people plugs in their names."""


Whereabouts = Callable[[UUID], tuple[UUID, UUID] | None]
"""The office and the campaign of a case file."""

whereabouts: Socket[Whereabouts] = Socket()
"""Where the room that knows case files plugs in what an event of a case needs to know of it."""


OfficesBelow = Callable[[UUID], Collection[UUID]]
"""An office and all below it, the closed ones too; nothing for an unknown one."""

offices_below: Socket[OfficesBelow] = Socket()
"""Where the room that knows offices plugs in which belong together."""


@dataclass(frozen=True)
class Declared:
    """The events one operation appends: each of `always` at least once, those of `sometimes` perhaps, no other."""

    always: frozenset[str]
    sometimes: frozenset[str]

    @property
    def actions(self) -> frozenset[str]:
        return self.always | self.sometimes


REGISTRY: dict[str, Declared] = {}
"""Every operation that appends events, by module and name."""


class Shown(Enum):
    """What the values of a key are, and so how a page shows them.

    Null is what is not known or not there. A list holds several of the same kind, an object several by name.
    """

    TEXT = "text"
    DAY = "a day in Shanghai"
    MOMENT = "a moment in UTC"
    FEN = "money in fen"
    COUNT = "a whole number"
    FLAG = "true or false"
    PERSON = "the id of an account"
    OFFICE = "an office by its path or id"
    RECORD = "the id of a row, or its table and id"


@dataclass(frozen=True)
class Key:
    """A key of what was before and after: its label, and its values, an enum of terms or what `Shown` says.

    The members of an enum have a `label`.
    """

    name: str
    label: Text
    values: type[StrEnum] | Shown = Shown.TEXT


class Kind:
    """A kind of event: its sentence, and every key that its before and after may have."""

    def __init__(self, sentence: Text, *keys: Key) -> None:
        self.sentence = sentence
        self.keys = {key.name: key for key in keys}

    def unknown(self, *values: Mapping[str, Any] | None) -> set[str]:
        """The keys of `values` that this kind does not have."""
        return {name for mapping in values for name in mapping or ()} - self.keys.keys()


KINDS: dict[str, Kind] = {}
"""Every kind of event by its action."""


def declare(kinds: Mapping[str, Kind]) -> None:
    """Make kinds of events known: `{"role.granted": Kind(_("Role granted"), ROLE)}`.

    Raises ValueError where an action is already declared as another kind.
    """
    for action, kind in kinds.items():
        if KINDS.setdefault(action, kind) is not kind:
            raise ValueError(f"the action {action} is declared twice")


def describe(action: str) -> Text:
    """The sentence of an action; an action nobody declared shows as itself."""
    return KINDS[action].sentence if action in KINDS else Text(action)


def undeclared() -> list[str]:
    """Actions that operations append and no room has declared."""
    return sorted({action for declared in REGISTRY.values() for action in declared.actions} - KINDS.keys())
