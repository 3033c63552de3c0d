"""Facts a lower room announces and an upper room handles, inside the same transaction; and places to plug in.

Handlers are registered when the application is made; the lower room never imports the upper one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

F = TypeVar("F")
P = TypeVar("P")

_handlers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def on(fact: type[F], handler: Callable[[F], None]) -> None:
    """Call `handler` with every fact of this type; registering twice is once."""
    if handler not in _handlers[fact]:
        _handlers[fact].append(handler)


def publish(fact: object) -> None:
    """Hand `fact` to its handlers, in the order of the rooms."""
    for handler in _handlers[type(fact)]:
        handler(fact)


class Socket(Generic[P]):
    """A named place where upper rooms plug in a provider, a veto, a tab or a menu entry."""

    def __init__(self) -> None:
        self._plugs: list[P] = []

    def plug(self, provider: P) -> P:
        """Add `provider`; plugging it in twice is once."""
        if provider not in self._plugs:
            self._plugs.append(provider)
        return provider

    def __iter__(self) -> Iterator[P]:
        return iter(self._plugs)


@dataclass(frozen=True)
class Refused:
    """An attempt the system turned away: no right, a forged form, a refused upload."""

    code: str
    status: int
    actor: Any
    endpoint: str
    detail: str = ""


@dataclass(frozen=True)
class Searched:
    """A list searched by words; `words` is empty where they would betray a plan under embargo."""

    actor: Any
    endpoint: str
    words: str
