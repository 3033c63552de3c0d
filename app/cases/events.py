"""What this room puts on the log."""

from app.audit.catalogue import Key, Kind, Shown
from app.cases.states import Capacity, EmbargoUntil
from app.core.text import _

PERSON = Key("user", _("Person"), Shown.PERSON)
CAPACITY = Key("capacity", _("Admitted as"), Capacity)

EVENTS = {
    "case.opened": Kind(_("Case file opened"), Key("embargoed_until", _("Embargo until"), EmbargoUntil)),
    "case.admitted": Kind(_("Person admitted to the case"), PERSON, CAPACITY),
    "case.dismissed": Kind(_("Person withdrawn from the case"), PERSON, CAPACITY),
    "case.embargo_lifted": Kind(_("Embargo ended, case numbered"), Key("number", _("Case number"))),
    "case.read": Kind(_("Case file read")),
}
