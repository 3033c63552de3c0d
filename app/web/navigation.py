"""Where a person can go: the side menu by role, and the first page after sign-in. Rooms register their entries."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import request, url_for

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.roles import Role
from app.core.errors import NotPermitted
from app.core.events import Socket
from app.core.text import Text, _
from app.core.workflow import Choice


class Section(Choice):
    """The headings of the side menu, in their order."""

    WORK = "work", _("Work")
    CASEWORK = "casework", _("Casework")
    REGISTRY = "registry", _("Registry")
    INSIGHT = "insight", _("Reports and law")
    ADMINISTRATION = "administration", _("Administration")


@dataclass(frozen=True)
class MenuEntry:
    """One line of the side menu. `icon` names a symbol of `static/icons.svg`; `badge` counts what waits there."""

    endpoint: str
    label: Text
    section: Section
    order: int
    permission: Permission
    icon: str
    badge: Callable[[], int] | None = None

    @property
    def url(self) -> str:
        return url_for(self.endpoint)


class Menu:
    """The entries of all rooms."""

    def __init__(self) -> None:
        self._entries: Socket[MenuEntry] = Socket()

    def add(self, entry: MenuEntry) -> None:
        """Register an entry; registering it twice is once."""
        self._entries.plug(entry)

    def visible_to(self, actor: Actor) -> list[MenuEntry]:
        """The entries the actor's roles allow, in the order of the menu."""
        sections = list(Section)
        allowed = [entry for entry in self._entries if actor.may(entry.permission)]
        return sorted(allowed, key=lambda entry: (sections.index(entry.section), entry.order))

    def sections(self, actor: Actor) -> list[tuple[Section, list[MenuEntry]]]:
        """The visible entries under their headings; a heading without entries is left out."""
        entries = self.visible_to(actor)
        grouped = [(section, [entry for entry in entries if entry.section is section]) for section in Section]
        return [(section, group) for section, group in grouped if group]


def here(entries: list[MenuEntry]) -> MenuEntry | None:
    """The entry whose page, or a page below it, is being shown."""
    around = [entry for entry in entries if f"{request.path}/".startswith(f"{entry.url.rstrip('/')}/")]
    return max(around, key=lambda entry: len(entry.url), default=None)


class Home:
    """The first page after sign-in, by role."""

    def __init__(self) -> None:
        self._endpoints: dict[Role, str] = {}

    def add(self, role: Role, endpoint: str) -> None:
        """Let `endpoint` be the first page of `role`."""
        self._endpoints[role] = endpoint

    def url_for(self, actor: Actor) -> str:
        """The first page of the actor: of the foremost role that has one, else the first menu entry.

        Raises NotPermitted when the actor may open nothing at all.
        """
        for role in Role:
            if role in actor.roles and role in self._endpoints:
                return url_for(self._endpoints[role])
        entries = menu.visible_to(actor)
        if not entries:
            raise NotPermitted()
        return entries[0].url


menu = Menu()
home = Home()
