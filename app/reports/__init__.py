"""What a person opens first: my work, the deadline board, my jurisdiction; and the figures of a campaign.

Reads across all rooms below and changes nothing.
"""

from typing import TYPE_CHECKING

from app.access.permissions import Permission
from app.access.roles import Role
from app.core.text import _

if TYPE_CHECKING:
    from app.web.dispatch import Application


def init_app(app: "Application") -> None:
    """Plug in the pages, the first page of each role, and the figures of a campaign."""
    from app.campaigns.measures import measures
    from app.reports import views
    from app.web.navigation import MenuEntry, Section, home, menu

    app.register_blueprint(views.blueprint)
    menu.add(MenuEntry("reports.my_work", _("My work"), Section.WORK, 10, Permission.WORK_READ, "work"))
    menu.add(MenuEntry("reports.board", _("Deadline board"), Section.WORK, 20, Permission.BOARD_READ, "board"))
    menu.add(
        MenuEntry(
            "reports.jurisdiction", _("My jurisdiction"), Section.WORK, 30, Permission.JURISDICTION_READ, "building"
        )
    )
    for role, endpoint in FIRST_PAGES.items():
        home.add(role, endpoint)
    measures.plug(views.figures.of_campaign)


FIRST_PAGES = {
    Role.COORDINATOR: "reports.board",
    Role.HEAD: "reports.my_work",
    Role.SUPERVISOR: "reports.board",
    Role.INSPECTOR: "reports.my_work",
    Role.REGISTRAR: "reports.jurisdiction",
    Role.LEGAL_REVIEWER: "reports.my_work",
    Role.OBSERVER: "reports.board",
}
