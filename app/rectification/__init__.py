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
    from app.enterprises import sections as enterprise
    from app.findings.sections import sections
    from app.rectification import handlers, views
    from app.web.navigation import MenuEntry, Section, menu

    declare(SENTENCES)
    handlers.init_app()
    app.register_blueprint(views.blueprint)
    cases.tabs.plug(cases.Tab("orders", _("Orders"), "rectification.orders_of_case", order=30))
    sections.plug(views.beside.demand_of_finding)
    enterprise.sections.plug(
        enterprise.Section("orders", _("Orders"), Permission.CASE_READ, 30, views.beside.orders_of_enterprise)
    )
    menu.add(MenuEntry("rectification.orders", _("Orders"), Section.CASEWORK, 30, Permission.CASE_READ, "order"))


SENTENCES = {
    "order.drafted": _("Order drafted"),
    "order.changed": _("Draft of the order changed"),
    "order.submitted": _("Order submitted for review"),
    "order.reviewed": _("Order passed its review"),
    "order.sent_back": _("Order sent back to its drafter"),
    "order.approved": _("Order approved"),
    "order.issued": _("Order numbered and issued"),
    "order.served": _("Order served, terms started"),
    "order.closed": _("Order closed"),
    "order.withdrawn": _("Order withdrawn"),
    "demand.added": _("Demand added to the draft"),
    "demand.changed": _("Demand changed in the draft"),
    "demand.removed": _("Demand removed from the draft"),
    "demand.answered": _("Enterprise's answer entered"),
    "demand.remarks_sent": _("Answer returned with remarks"),
    "demand.verified_by_first": _("Demand verified by the first officer"),
    "demand.verification_disputed": _("Second officer disagreed with the verification"),
    "demand.verified": _("Verification confirmed by the second officer"),
    "demand.new_term": _("Opinion served, new term started"),
    "opinion.served": _("Opinion served"),
}
