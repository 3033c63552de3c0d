"""What this room puts on the log."""

from app.audit.catalogue import Key, Kind, Shown
from app.core.calendar import Unit
from app.core.text import _

DUE_ON = Key("due_on", _("Due"), Shown.DAY)
MET_ON = Key("met_on", _("Done on"), Shown.DAY)
CLOCK = (
    Key("rule", _("Deadline rule")),
    Key("subject", _("What is due"), Shown.RECORD),
    Key("starts_on", _("Counted from"), Shown.DAY),
    Key("amount", _("Length"), Shown.COUNT),
    Key("unit", _("Counted in"), Unit),
    DUE_ON,
    Key("provisional", _("Provisional"), Shown.FLAG),
)

EVENTS = {
    "deadline.started": Kind(_("Deadline started"), *CLOCK),
    "deadline.met": Kind(_("Deadline met"), MET_ON, DUE_ON),
    "deadline.resumed": Kind(_("Deadline runs on"), MET_ON),
    "deadline.closed_unmet": Kind(_("Deadline closed unmet"), DUE_ON),
    "deadline.cancelled": Kind(_("Deadline cancelled")),
    "deadline.recomputed": Kind(_("Deadline computed again"), *CLOCK),
}
