"""What this room puts on the log."""

from app.audit.catalogue import Key, Kind, Shown
from app.cases.states import AccessLevel, Capacity, EmbargoUntil
from app.core.text import _

PERSON = Key("user", _("Person"), Shown.PERSON)
CAPACITY = Key("capacity", _("Admitted as"), Capacity)
GRANT = (PERSON, Key("level", _("Allowed to"), AccessLevel), Key("until", _("Last day"), Shown.DAY))

EVENTS = {
    "case.opened": Kind(_("Case file opened"), Key("embargoed_until", _("Embargo until"), EmbargoUntil)),
    "case.admitted": Kind(_("Person admitted to the case"), PERSON, CAPACITY),
    "case.dismissed": Kind(_("Person withdrawn from the case"), PERSON, CAPACITY),
    "case.access_granted": Kind(_("Access to the case granted"), *GRANT),
    "case.access_withdrawn": Kind(_("Access to the case withdrawn"), *GRANT),
    "case.embargo_lifted": Kind(_("Embargo ended, case numbered"), Key("number", _("Case number"))),
    "case.frozen": Kind(_("Case frozen with the close of its campaign")),
    "case.released": Kind(_("Case released, its campaign runs again")),
    "case.read": Kind(_("Case file read")),
}
