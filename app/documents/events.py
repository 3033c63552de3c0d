"""What this room puts on the log."""

from app.audit.catalogue import Kind
from app.core.text import _

EVENTS = {
    "document.drafted": Kind(_("Paper drafted")),
    "document.revised": Kind(_("Draft changed")),
    "document.submitted": Kind(_("Paper submitted for review")),
    "document.sent_back": Kind(_("Paper sent back to the drafter")),
    "document.approved": Kind(_("Paper approved")),
    "document.numbered": Kind(_("Paper numbered")),
    "document.sealed": Kind(_("Paper sealed")),
    "document.served": Kind(_("Paper served")),
    "document.voided": Kind(_("Paper declared void")),
}
