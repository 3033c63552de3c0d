"""Where a notification stands."""

from app.core.text import _
from app.core.workflow import State


class NotificationState(State):
    """sent → acknowledged, or superseded by a later step before it could be sent."""

    SENT = "sent", _("To acknowledge"), "orange"
    ACKNOWLEDGED = "acknowledged", _("Acknowledged"), "green"
    CANCELLED = "cancelled", _("Superseded"), "grey"
