"""Where a notification stands."""

from app.core.text import _
from app.core.workflow import Choice, State


class NotificationState(State):
    """planned → sent → acknowledged · cancelled(reason) · dead."""

    SENT = "sent", _("To acknowledge"), "orange"
    ACKNOWLEDGED = "acknowledged", _("Acknowledged"), "green"
    CANCELLED = "cancelled", _("Superseded"), "grey"


class Channel(Choice):
    """How a notification reaches its recipient."""

    INBOX = "inbox", _("Inbox")
    MAIL = "mail", _("Mail")
