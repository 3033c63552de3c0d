"""What this room puts on the log."""

from app.audit.catalogue import Kind
from app.core.text import _

EVENTS = {
    "notification.sent": Kind(_("Notification sent")),
    "notification.superseded": Kind(_("Notification superseded by a later step")),
    "notification.acknowledged": Kind(_("Notification acknowledged")),
}
