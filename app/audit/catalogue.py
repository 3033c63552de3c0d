"""The words in which the log is shown, and which operation appends which events.

Rooms declare the sentences of their actions and plug in the names of actors when the application is made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
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

_sentences: dict[str, Text] = {}


def declare(sentences: Mapping[str, Text]) -> None:
    """Give the sentence of each action: `{"inspection.planned": _("Inspection planned")}`.

    Raises ValueError where an action already has another one.
    """
    for action, sentence in sentences.items():
        if _sentences.setdefault(action, sentence) != sentence:
            raise ValueError(f"the action {action} is declared twice, with different sentences")


def describe(action: str) -> Text:
    """The sentence of an action; an action nobody declared shows as itself."""
    return _sentences.get(action) or Text(action)


def undeclared() -> list[str]:
    """Actions that operations append and no room has given a sentence."""
    return sorted({action for declared in REGISTRY.values() for action in declared.actions} - _sentences.keys())
