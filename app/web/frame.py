"""What stands around every page: menu, campaign, inbox, account, banners. Upper rooms plug their parts in."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from flask import url_for
from markupsafe import Markup

from app.access.actor import Actor
from app.core.events import Socket
from app.core.text import Text
from app.web import navigation
from app.web.navigation import MenuEntry, Section


@dataclass(frozen=True)
class AccountLink:
    """A line of the account menu; `post` sends a form (sign out), otherwise it is a link."""

    endpoint: str
    label: Text
    post: bool = False

    @property
    def url(self) -> str:
        return url_for(self.endpoint)


@dataclass(frozen=True)
class Inbox:
    """The bell: where it leads and how many messages nobody has read."""

    endpoint: str
    unread: Callable[[], int]

    @property
    def url(self) -> str:
        return url_for(self.endpoint)


account: Socket[AccountLink] = Socket()
inboxes: Socket[Inbox] = Socket()
banners: Socket[Callable[[], Markup | None]] = Socket()
"""Each answers a rendered strip shown above every page (demo clock), or None."""
alarms: Socket[Callable[[], Markup | None]] = Socket()
"""The same, above pages without a menu too, such as sign-in."""
campaigns: Socket[Callable[[], str | None]] = Socket()
"""Each answers the name of the running campaign, or None."""
offices: Socket[Callable[[Actor], str | None]] = Socket()
"""Each answers the name of the actor's office, or None."""


class Frame:
    """The surroundings of one page. `quiet` leaves out whatever asks the database: error pages use it."""

    def __init__(self, actor: Actor, *, quiet: bool = False) -> None:
        self.actor = actor
        self.quiet = quiet

    @cached_property
    def sections(self) -> list[tuple[Section, list[MenuEntry]]]:
        return navigation.menu.sections(self.actor)

    @cached_property
    def here(self) -> MenuEntry | None:
        return navigation.here([entry for _section, entries in self.sections for entry in entries])

    def badge(self, entry: MenuEntry) -> int:
        """What waits behind a menu entry."""
        return 0 if self.quiet or entry.badge is None else entry.badge()

    @cached_property
    def inbox(self) -> Inbox | None:
        return next(iter(inboxes), None)

    @cached_property
    def unread(self) -> int:
        return 0 if self.quiet or self.inbox is None else self.inbox.unread()

    @cached_property
    def account(self) -> list[AccountLink]:
        return list(account)

    @cached_property
    def banners(self) -> list[Markup]:
        return [*self.alarms, *self._strips(banners)]

    @cached_property
    def alarms(self) -> list[Markup]:
        return self._strips(alarms)

    def _strips(self, providers: Socket[Callable[[], Markup | None]]) -> list[Markup]:
        return [] if self.quiet else [strip for provide in providers if (strip := provide())]

    @cached_property
    def campaign(self) -> str | None:
        return None if self.quiet else next((name for provide in campaigns if (name := provide())), None)

    @cached_property
    def office(self) -> str | None:
        return None if self.quiet else next((name for provide in offices if (name := provide(self.actor))), None)
