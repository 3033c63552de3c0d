"""What this room puts on the log."""

from app.audit.catalogue import Key, Kind, Shown
from app.core.text import _

MESSAGE = (
    Key("about", _("About"), Shown.RECORD),
    Key("step", _("Days after the due date"), Shown.COUNT),
    Key("recipient", _("Recipient"), Shown.PERSON),
)

EVENTS = {
    "notification.sent": Kind(_("Notification sent"), *MESSAGE),
    "notification.superseded": Kind(_("Notification superseded by a later step"), *MESSAGE),
    "notification.acknowledged": Kind(_("Notification acknowledged")),
}
