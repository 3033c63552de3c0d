"""The case file that everything scoped hangs on: office, campaign, enterprise, embargo, who may see it.

Upper rooms plug the tabs of a case page into `tabs`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.access.permissions import Permission
from app.core.events import Socket
from app.core.text import Text, _

if TYPE_CHECKING:
    from app.web.dispatch import Application


@dataclass(frozen=True)
class Tab:
    """A tab of every case page; `endpoint` takes `case_file_id`. The tab with the lowest `order` is shown first."""

    key: str
    label: Text
    endpoint: str
    permission: Permission = Permission.CASE_READ
    order: int = 50


tabs: Socket[Tab] = Socket()
asides: Socket[str] = Socket()
"""Events of a case that are on record but are no act in it, such as readings: its page leaves them out."""


def init_app(app: "Application") -> None:
    """Hold reach below every query, and give every case its address."""
    from app.audit.catalogue import declare, whereabouts
    from app.audit.reading import scope as log
    from app.cases import guard, queries, reading, views
    from app.cases.events import EVENTS
    from app.web.navigation import MenuEntry, Section, menu

    declare(EVENTS)
    whereabouts.plug(queries.whereabouts)
    log.cases.plug(reading.CASES)
    log.kinds.plug(log.Kind("case_file", _("Case file"), "cases.case", "case_file_id"))
    log.kinds.plug(log.Kind("case_access", _("Admission to a case")))
    for action in ("case.read", "audit.read", "receipt.downloaded", "redaction.asked", "redaction.refused"):
        asides.plug(action)
    app.register_blueprint(views.blueprint)
    guard.install()
    tabs.plug(Tab("access", _("Access"), "cases.access", order=90))
    menu.add(MenuEntry("cases.grants", _("Access by grant"), Section.CASEWORK, 90, Permission.CASE_GRANT, "lock"))
