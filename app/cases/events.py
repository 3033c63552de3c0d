"""What this room puts on the log."""

from app.audit.catalogue import Kind
from app.core.text import _

EVENTS = {
    "case.opened": Kind(_("Case file opened")),
    "case.admitted": Kind(_("Person admitted to the case")),
    "case.dismissed": Kind(_("Person withdrawn from the case")),
    "case.embargo_lifted": Kind(_("Embargo ended, case numbered")),
    "case.read": Kind(_("Case file read")),
}
