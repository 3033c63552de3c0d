"""Rectification (限期整改): orders and feedback letters, the enterprise's answers, verification by two officers.

Upper rooms listen to `operations.DemandFailed`.
"""

from typing import TYPE_CHECKING

from app.access.permissions import Permission
from app.core.text import _

if TYPE_CHECKING:
    from app.web.dispatch import Application


def init_app(app: "Application") -> None:
    """Plug in pages, the case's tab, the enterprise's section, the veto on dismissing, and the words of the events."""
    from app import cases
    from app.audit.catalogue import declare
    from app.audit.reading import scope as log
    from app.campaigns.closing import open_work
    from app.enterprises import sections as enterprise
    from app.findings.sections import sections
    from app.rectification import handlers, queries, views
    from app.rectification.events import EVENTS
    from app.web.navigation import MenuEntry, Section, menu

    declare(EVENTS)
    open_work.plug(queries.unfinished_of_campaign)
    handlers.init_app()
    app.register_blueprint(views.blueprint)
    log.kinds.plug(log.Kind("rectification_order", _("Order or letter"), "rectification.order", "order_id"))
    log.kinds.plug(log.Kind("demand", _("Demand")))
    cases.tabs.plug(cases.Tab("orders", _("Orders"), "rectification.orders_of_case", order=30))
    sections.plug(views.beside.demand_of_finding)
    enterprise.sections.plug(
        enterprise.Section("orders", _("Orders"), Permission.CASE_READ, 30, views.beside.orders_of_enterprise)
    )
    menu.add(MenuEntry("rectification.orders", _("Orders"), Section.CASEWORK, 30, Permission.CASE_READ, "order"))
