"""What this room puts on the log."""

from app.audit.catalogue import Kind
from app.core.text import _

EVENTS = {
    "evidence.collected": Kind(_("Evidence collected")),
    "evidence.viewed": Kind(_("Evidence viewed")),
}
