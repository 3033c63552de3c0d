"""What this room puts on the log."""

from app.access.roles import Role
from app.audit.catalogue import Key, Kind, Shown
from app.core.text import _
from app.organisation.states import ChangeKind, Clearance, CodeFault, OfficeKind, SignInFault

ROLE = Key("role", _("Role"), Role)
CHANGE = (Key("account", _("Account"), Shown.PERSON), Key("kind", _("Change"), ChangeKind), ROLE)

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
    "user.suspended": Kind(_("Account suspended")),
    "user.reinstated": Kind(_("Suspension of the account ended")),
    "account.change_proposed": Kind(_("Change of an account's rights proposed"), *CHANGE),
    "account.change_confirmed": Kind(_("Change of an account's rights confirmed"), *CHANGE),
    "account.change_refused": Kind(_("Change of an account's rights refused"), *CHANGE),
    "account.change_withdrawn": Kind(_("Proposed change of an account's rights taken back"), *CHANGE),
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
    "session.refused": Kind(_("Sign-in refused"), Key("cause", _("Cause"), SignInFault)),
    "session.closed": Kind(_("Signed out")),
    "session.ended": Kind(_("Sessions ended"), Key("sessions", _("Sessions"), Shown.COUNT)),
    "password.refused": Kind(_("Current password not right"), Key("cause", _("Cause"), SignInFault)),
    "session.begun": Kind(_("Password given, second factor asked for")),
    "session.proven": Kind(_("Proved to be the account's owner")),
    "session.unproven": Kind(_("Proof of being the account's owner refused")),
    "second_factor.enrolled": Kind(_("Second factor set up")),
    "second_factor.removed": Kind(_("Second factor taken away")),
    "second_factor.refused": Kind(_("Second factor refused"), Key("cause", _("Cause"), CodeFault)),
    "second_factor.recovery_used": Kind(_("Recovery code used"), Key("left", _("Recovery codes left"), Shown.COUNT)),
    "second_factor.codes_renewed": Kind(_("Recovery codes made anew")),
}
