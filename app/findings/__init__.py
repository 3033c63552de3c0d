"""What an inspection found: shortcomings and breaches, each with its facts, legal basis and evidence.

Upper rooms add to the page of a finding through `sections.sections`.
"""

from typing import TYPE_CHECKING

from app.access.permissions import Permission
from app.core.text import _

if TYPE_CHECKING:
    from app.web.dispatch import Application


def init_app(app: "Application") -> None:
    """Plug in pages, tab and cards, the veto on concluding, and the words of the room's events."""
    from app import cases
    from app.audit.catalogue import declare
    from app.audit.reading import scope as log
    from app.campaigns.closing import open_work
    from app.enterprises import sections as enterprise
    from app.findings import handlers, queries, views
    from app.findings.events import EVENTS
    from app.inspections.sections import sections
    from app.web.navigation import MenuEntry, Section, menu

    declare(EVENTS)
    open_work.plug(queries.unfinished_of_campaign)
    handlers.init_app()
    app.register_blueprint(views.blueprint)
    log.kinds.plug(log.Kind("finding", _("Finding"), "findings.finding", "finding_id"))
    cases.tabs.plug(cases.Tab("findings", _("Findings"), "findings.findings_of_case", order=20))
    sections.plug(views.showing.findings_of_inspection)
    enterprise.sections.plug(
        enterprise.Section("findings", _("Findings"), Permission.CASE_READ, 20, views.showing.findings_of_enterprise)
    )
    menu.add(MenuEntry("findings.findings", _("Findings"), Section.CASEWORK, 20, Permission.CASE_READ, "finding"))
