"""What this room puts on the log."""

from app.audit.catalogue import Kind
from app.core.text import _

EVENTS = {
    "inspection.planned": Kind(_("Inspection planned")),
    "inspection.replanned": Kind(_("Plan of the inspection changed")),
    "inspection.member_added": Kind(_("Officer put on the team")),
    "inspection.member_removed": Kind(_("Officer taken off the team")),
    "inspection.declared": Kind(_("Interests declared")),
    "inspection.member_recused": Kind(_("Officer recused")),
    "inspection.member_kept": Kind(_("Officer kept on the team despite a declared conflict")),
    "inspection.team_ready": Kind(_("Team confirmed")),
    "inspection.notice_drafted": Kind(_("Inspection notice drafted")),
    "inspection.notice_approved": Kind(_("Inspection notice approved")),
    "inspection.notice_withdrawn": Kind(_("Inspection notice withdrawn")),
    "inspection.notice_served": Kind(_("Inspection notice served")),
    "inspection.unannounced_approved": Kind(_("Unannounced visit approved")),
    "inspection.arrived": Kind(_("Team on site, certificates shown")),
    "inspection.record_written": Kind(_("Inspection record written")),
    "inspection.record_read_back": Kind(_("Inspection record read back")),
    "inspection.officer_signed": Kind(_("Inspection record signed by an officer")),
    "inspection.enterprise_signed": Kind(_("Enterprise signed the inspection record, or refused")),
    "inspection.record_signed": Kind(_("Inspection record closed")),
    "inspection.concluded": Kind(_("Inspection concluded")),
    "inspection.cancelled": Kind(_("Inspection cancelled")),
    "inspection.released": Kind(_("Embargo of the cancelled inspection ended")),
}
