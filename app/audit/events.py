"""What this room puts on the log."""

from app.audit.catalogue import Kind
from app.core.text import _

EVENTS = {
    "access.refused": Kind(_("Attempt refused")),
}
