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
    from app.enterprises import sections as enterprise
    from app.inspections import views
    from app.web.navigation import MenuEntry, Section, menu

    declare(SENTENCES)
    app.register_blueprint(views.blueprint)
    cases.tabs.plug(cases.Tab("inspection", _("Inspection"), "inspections.inspection_of_case", order=10))
    enterprise.sections.plug(
        enterprise.Section(
            "inspections", _("Inspections"), Permission.CASE_READ, 10, views.showing.inspections_of_enterprise
        )
    )
    menu.add(
        MenuEntry("inspections.inspections", _("Inspections"), Section.CASEWORK, 10, Permission.CASE_READ, "inspection")
    )


SENTENCES = {
    "inspection.planned": _("Inspection planned"),
    "inspection.replanned": _("Plan of the inspection changed"),
    "inspection.member_added": _("Officer put on the team"),
    "inspection.member_removed": _("Officer taken off the team"),
    "inspection.declared": _("Interests declared"),
    "inspection.member_recused": _("Officer recused"),
    "inspection.member_kept": _("Officer kept on the team despite a declared conflict"),
    "inspection.team_ready": _("Team confirmed"),
    "inspection.notice_drafted": _("Inspection notice drafted"),
    "inspection.notice_approved": _("Inspection notice approved"),
    "inspection.notice_withdrawn": _("Inspection notice withdrawn"),
    "inspection.notice_served": _("Inspection notice served"),
    "inspection.unannounced_approved": _("Unannounced visit approved"),
    "inspection.arrived": _("Team on site, certificates shown"),
    "inspection.record_written": _("Inspection record written"),
    "inspection.record_read_back": _("Inspection record read back"),
    "inspection.officer_signed": _("Inspection record signed by an officer"),
    "inspection.enterprise_signed": _("Enterprise signed the inspection record, or refused"),
    "inspection.record_signed": _("Inspection record closed"),
    "inspection.concluded": _("Inspection concluded"),
    "inspection.cancelled": _("Inspection cancelled"),
    "inspection.released": _("Embargo of the cancelled inspection ended"),
}
