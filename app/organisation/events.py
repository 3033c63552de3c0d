"""What this room puts on the log."""

from app.audit.catalogue import Kind
from app.core.text import _

EVENTS = {
    "office.created": Kind(_("Office entered")),
    "user.created": Kind(_("Account made")),
    "user.ended": Kind(_("Account ended")),
    "role.granted": Kind(_("Role granted")),
    "role.withdrawn": Kind(_("Role withdrawn")),
    "certificate.registered": Kind(_("Enforcement certificate entered")),
    "password.changed": Kind(_("Own password changed")),
    "password.reset": Kind(_("One-time password given")),
    "language.chosen": Kind(_("Language chosen")),
    "session.opened": Kind(_("Signed in")),
    "session.refused": Kind(_("Sign-in refused")),
    "session.closed": Kind(_("Signed out")),
}
