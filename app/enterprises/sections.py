"""Where upper rooms add to the page of an enterprise what they know of it."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from app.access.permissions import Permission
from app.core.events import Socket
from app.core.text import Text
from app.enterprises.models import Enterprise


@dataclass(frozen=True)
class Section:
    """A card on the page of an enterprise, for those who hold `permission`.

    `show` answers the rendered content, or None where there is nothing to show; `order` places the cards.
    """

    key: str
    title: Text
    permission: Permission
    order: int
    show: Callable[[Enterprise], Markup | None]


sections: Socket[Section] = Socket()
