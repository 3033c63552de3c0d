"""What this room puts on the log."""

from app.audit.catalogue import Key, Kind, Shown
from app.cases.states import EmbargoUntil
from app.core.text import _
from app.inspections.states import Basis, Declaration, InspectionKind, TeamCapacity

PLAN = (
    Key("enterprise", _("Enterprise"), Shown.RECORD),
    Key("kind", _("Kind"), InspectionKind),
    Key("basis", _("How the enterprise was chosen"), Basis),
    Key("subject", _("Subject of the inspection")),
    Key("planned_on", _("Day of the visit"), Shown.DAY),
    Key("place", _("Place of the visit")),
    Key("site_rules", _("Rules on site")),
    Key("materials", _("Materials to prepare")),
)
OFFICER = Key("user", _("Officer"), Shown.PERSON)
MEMBER = (
    OFFICER,
    Key("capacity", _("On the team as"), TeamCapacity),
    Key("certificate", _("Certificate number")),
)
NOTICE = Key("document", _("Paper"), Shown.RECORD)
NUMBER = Key("number", _("Number"))

EVENTS = {
    "inspection.planned": Kind(_("Inspection planned"), *PLAN),
    "inspection.replanned": Kind(_("Plan of the inspection changed"), *PLAN),
    "inspection.member_added": Kind(_("Officer put on the team"), *MEMBER),
    "inspection.member_removed": Kind(_("Officer taken off the team"), *MEMBER),
    "inspection.declared": Kind(
        _("Interests declared"),
        OFFICER,
        Key("declaration", _("Declaration"), Declaration),
        Key("conflict", _("Which conflict")),
    ),
    "inspection.member_recused": Kind(_("Officer recused"), OFFICER),
    "inspection.member_kept": Kind(_("Officer kept on the team despite a declared conflict"), OFFICER),
    "inspection.team_ready": Kind(_("Team confirmed"), Key("team", _("Team"), Shown.PERSON)),
    "inspection.notice_drafted": Kind(_("Inspection notice drafted"), NOTICE),
    "inspection.notice_approved": Kind(_("Inspection notice approved"), NOTICE),
    "inspection.notice_withdrawn": Kind(_("Inspection notice withdrawn")),
    "inspection.notice_served": Kind(
        _("Inspection notice served"), NUMBER, Key("effective_on", _("Service takes effect on"), Shown.DAY)
    ),
    "inspection.unannounced_approved": Kind(
        _("Unannounced visit approved"), Key("embargoed_until", _("Embargo until"), EmbargoUntil)
    ),
    "inspection.arrived": Kind(
        _("Team on site, certificates shown"),
        Key("arrived_at", _("Arrived at"), Shown.MOMENT),
        Key("received_by", _("Received on site by")),
        Key("certificates_shown", _("Certificates shown"), Shown.FLAG),
        Key("rights_told", _("Rights told"), Shown.FLAG),
    ),
    "inspection.record_written": Kind(
        _("Inspection record written"),
        Key("facts", _("Facts found, item by item")),
        Key("evidence", _("Materials and systems looked at")),
    ),
    "inspection.record_read_back": Kind(_("Inspection record read back")),
    "inspection.officer_signed": Kind(
        _("Inspection record signed by an officer"), Key("signature", _("Signature"), Shown.RECORD)
    ),
    "inspection.enterprise_signed": Kind(
        _("Enterprise signed the inspection record, or refused"),
        Key("name", _("Person of the enterprise")),
        Key("refused", _("Refused to sign"), Shown.FLAG),
        Key("witness", _("Witness of the refusal")),
    ),
    "inspection.record_signed": Kind(
        _("Inspection record closed"), NUMBER, Key("content_sha256", _("SHA-256 of what was numbered"))
    ),
    "inspection.concluded": Kind(_("Inspection concluded")),
    "inspection.cancelled": Kind(_("Inspection cancelled")),
    "inspection.released": Kind(_("Embargo of the cancelled inspection ended")),
}
