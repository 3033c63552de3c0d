"""What this room puts on the log."""

from app.audit.catalogue import Key, Kind, Shown
from app.core.text import _

EVENTS = {
    "access.refused": Kind(_("Attempt refused")),
    "access.throttled": Kind(
        _("Attempts slowed down"),
        Key("attempts", _("Attempts turned away"), Shown.COUNT),
        Key("since", _("Since"), Shown.MOMENT),
    ),
}
