"""What this room puts on the log."""

from app.audit.catalogue import Key, Kind, Shown
from app.core.text import _

EVENTS = {
    "access.refused": Kind(
        _("Attempt refused"),
        Key("code", _("Code of the refusal")),
        Key("status", _("Status of the answer"), Shown.COUNT),
        Key("detail", _("What the person was told")),
    ),
}
