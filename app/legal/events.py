"""What this room puts on the log."""

from app.audit.catalogue import Key, Kind, Shown
from app.core.text import _

EVENTS = {
    "legal.loaded": Kind(
        _("Law data loaded"),
        Key("made", _("Rows made, by table"), Shown.COUNT),
        Key("changed", _("Rows changed, by table")),
        Key("unchanged", _("Rows left as they were"), Shown.COUNT),
        Key("files", _("SHA-256 of the data files")),
    ),
}
