"""On-site inspections (现场检查): the plan, the team, the notice, the visit, the record signed by both sides.

Upper rooms veto steps through `states.INSPECTION.vetoes`, listen to `operations.Concluded`, and add to the page of an
inspection through `sections.sections`.
"""

from typing import TYPE_CHECKING

from app.access.permissions import Permission
from app.core.text import _

if TYPE_CHECKING:
    from app.web.dispatch import Application


def init_app(app: "Application") -> None:
    """Plug in pages, the case's tab, the enterprise's section, and the words of the room's events."""
    from app import cases
    from app.audit.catalogue import declare
    from app.audit.reading import scope as log
    from app.campaigns.closing import open_work
    from app.enterprises import sections as enterprise
    from app.inspections import queries, views
    from app.inspections.events import EVENTS
    from app.web.navigation import MenuEntry, Section, menu

    declare(EVENTS)
    open_work.plug(queries.unfinished_of_campaign)
    app.register_blueprint(views.blueprint)
    log.kinds.plug(log.Kind("inspection", _("Inspection"), "inspections.inspection", "inspection_id"))
    cases.tabs.plug(cases.Tab("inspection", _("Inspection"), "inspections.inspection_of_case", order=10))
    enterprise.sections.plug(
        enterprise.Section(
            "inspections", _("Inspections"), Permission.CASE_READ, 10, views.showing.inspections_of_enterprise
        )
    )
    menu.add(
        MenuEntry("inspections.inspections", _("Inspections"), Section.CASEWORK, 10, Permission.CASE_READ, "inspection")
    )
