"""The lifecycle of a campaign."""

from app.core.text import _
from app.core.workflow import State


class CampaignState(State):
    """preparing → active → closing → closed."""

    PREPARING = "preparing", _("Preparing"), "grey"
    ACTIVE = "active", _("Under way"), "blue"
    CLOSING = "closing", _("Closing"), "amber"
    CLOSED = "closed", _("Closed"), "green"
