"""Where a deadline stands. Overdue is derived from the date, never a state."""

from app.access.permissions import Permission
from app.core.text import _
from app.core.workflow import Choice, Lifecycle, State, Transition
from app.deadlines import rules


class DeadlineState(State):
    """running → met · closed unmet · cancelled."""

    RUNNING = "running", _("Running"), "blue"
    MET = "met", _("Met"), "green"
    CLOSED_UNMET = "closed_unmet", _("Closed unmet"), "red"
    CANCELLED = "cancelled", _("Cancelled"), "grey"


class Bucket(Choice):
    """How near a running deadline is, in working days."""

    OVERDUE = "overdue", _("Overdue")
    WITHIN_3 = "within_3", _("Within 3 working days")
    WITHIN_7 = "within_7", _("Within 7 working days")
    WITHIN_15 = "within_15", _("Within 15 working days")
    LATER = "later", _("Later")


S = DeadlineState

DEADLINE = Lifecycle(
    "deadline",
    _("Deadline"),
    S,
    [
        Transition("meet", _("Meet the deadline"), (S.RUNNING,), S.MET, Permission.CASE_READ),
        Transition(
            "resume", _("Let the deadline run on"), (S.MET,), S.RUNNING, Permission.CASE_READ, needs_reason=True
        ),
        Transition(
            "close_unmet",
            _("Close the deadline unmet"),
            (S.RUNNING, S.MET),
            S.CLOSED_UNMET,
            Permission.CASE_READ,
            guard=rules.not_yet_expired,
        ),
        Transition(
            "cancel",
            _("Cancel the deadline"),
            (S.RUNNING,),
            S.CANCELLED,
            Permission.CASE_READ,
            needs_reason=True,
            primary=False,
        ),
    ],
)
"""A deadline has no button of its own: the act that starts or ends it (an answer, a verification) is held by the right
of its own room, so that here reach of the case is enough."""
