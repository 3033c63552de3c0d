"""What this room puts on the log."""

from app.audit.catalogue import Kind
from app.core.text import _

EVENTS = {
    "legal.loaded": Kind(_("Law data loaded")),
}
