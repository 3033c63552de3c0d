"""What this room puts on the log."""

from app.audit.catalogue import Kind
from app.core.text import _

EVENTS = {
    "deadline.started": Kind(_("Deadline started")),
    "deadline.met": Kind(_("Deadline met")),
    "deadline.resumed": Kind(_("Deadline runs on")),
    "deadline.closed_unmet": Kind(_("Deadline closed unmet")),
    "deadline.cancelled": Kind(_("Deadline cancelled")),
    "deadline.recomputed": Kind(_("Deadline computed again")),
}
