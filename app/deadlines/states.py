"""Where a deadline stands. Overdue is derived from the date, never a state."""

from app.core.text import _
from app.core.workflow import State


class DeadlineState(State):
    """running → met · closed unmet · cancelled."""

    RUNNING = "running", _("Running"), "blue"
    MET = "met", _("Met"), "green"
    CLOSED_UNMET = "closed_unmet", _("Closed unmet"), "red"
    CANCELLED = "cancelled", _("Cancelled"), "grey"
