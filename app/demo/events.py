"""What this room puts on the log."""

from app.audit.catalogue import Key, Kind, Shown
from app.core.text import _

EVENTS = {
    "demo.begun": Kind(_("Loading of the demo begun")),
    "demo.loaded": Kind(_("Demo loaded")),
    "demo.jumped": Kind(
        _("Demo time moved forward"),
        Key("now", _("Time of the demo"), Shown.MOMENT),
        Key("reminders", _("Reminders sent"), Shown.COUNT),
    ),
}
