"""The words of the reading room, and the lifecycle of an erasure."""

from app.access.permissions import Permission
from app.core.text import _
from app.core.workflow import Choice, Lifecycle, State, Transition


class Notable(Choice):
    """What makes events worth a look."""

    READING = "reading", _("Reading, searches, exports")
    OUTSIDE = "outside", _("Reading outside own cases")
    HOURS = "hours", _("At unusual hours")
    CLOCK = "clock", _("Clock ran backwards")
    ERASED = "erased", _("Content erased")


class RedactionState(State):
    """Where the erasure of an event's content stands."""

    ASKED = "asked", _("Asked for"), "amber"
    DONE = "done", _("Erased"), "green"
    REFUSED = "refused", _("Refused"), "red"


REDACTION = Lifecycle(
    "redaction",
    _("Erasure of an event's content"),
    RedactionState,
    [
        Transition(
            "approve",
            _("Erase the content"),
            (RedactionState.ASKED,),
            RedactionState.DONE,
            Permission.AUDIT_REDACT,
            second_person="asked_by",
            needs_proof=True,
        ),
        Transition(
            "refuse",
            _("Refuse"),
            (RedactionState.ASKED,),
            RedactionState.REFUSED,
            Permission.AUDIT_REDACT,
            needs_reason=True,
            second_person="asked_by",
            primary=False,
        ),
    ],
)
"""Two persons who answer for personal data: one asks, another decides (audit-log, section 2)."""
