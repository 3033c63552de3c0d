"""What this room puts on the log."""

from app.audit.catalogue import Key, Kind, Shown
from app.core.text import _
from app.documents.states import ServiceManner

EVENTS = {
    "document.drafted": Kind(_("Paper drafted"), Key("kind", _("Kind")), Key("title", _("Title"))),
    "document.revised": Kind(_("Draft changed"), Key("changed", _("Fields changed"))),
    "document.submitted": Kind(_("Paper submitted for review")),
    "document.sent_back": Kind(_("Paper sent back to the drafter")),
    "document.approved": Kind(_("Paper approved")),
    "document.numbered": Kind(
        _("Paper numbered"),
        Key("number", _("Number")),
        Key("content_sha256", _("SHA-256 of what was numbered")),
    ),
    "document.sealed": Kind(_("Paper sealed")),
    "document.served": Kind(
        _("Paper served"),
        Key("manner", _("Manner of service"), ServiceManner),
        Key("served_on", _("Served on"), Shown.DAY),
        Key("effective_on", _("Service takes effect on"), Shown.DAY),
        Key("receiver", _("Receiver")),
        Key("receipt_sha256", _("SHA-256 of the receipt")),
    ),
    "document.voided": Kind(_("Paper declared void")),
}
