"""What this room puts on the log."""

from app.access.roles import Role
from app.audit.catalogue import Key, Kind, Shown
from app.core.text import _
from app.organisation.states import Clearance, OfficeKind

ROLE = Key("role", _("Role"), Role)

EVENTS = {
    "office.created": Kind(
        _("Office entered"),
        Key("path", _("Office"), Shown.OFFICE),
        Key("kind", _("Kind"), OfficeKind),
        Key("name", _("Name")),
    ),
    "user.created": Kind(
        _("Account made"),
        Key("username", _("Username")),
        Key("name", _("Full name")),
        Key("office", _("Office"), Shown.OFFICE),
        Key("clearance", _("Clearance"), Clearance),
        Key("one_time", _("One-time password"), Shown.FLAG),
    ),
    "user.ended": Kind(_("Account ended"), Key("active", _("In use"), Shown.FLAG)),
    "role.granted": Kind(_("Role granted"), ROLE),
    "role.withdrawn": Kind(_("Role withdrawn"), ROLE),
    "certificate.registered": Kind(
        _("Enforcement certificate entered"),
        Key("user", _("Officer"), Shown.PERSON),
        Key("number", _("Certificate number")),
        Key("issuer", _("Issued by")),
        Key("valid_from", _("Valid from"), Shown.DAY),
        Key("valid_until", _("Valid until"), Shown.DAY),
    ),
    "password.changed": Kind(_("Own password changed")),
    "password.reset": Kind(_("One-time password given")),
    "language.chosen": Kind(_("Language chosen"), Key("language", _("Language"))),
    "session.opened": Kind(_("Signed in")),
    "session.refused": Kind(_("Sign-in refused")),
    "session.closed": Kind(_("Signed out")),
}
