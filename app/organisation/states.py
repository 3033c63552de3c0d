"""The closed lists of this room."""

from app.core.text import _
from app.core.workflow import Choice, State


class OfficeKind(Choice):
    """What an office is in the tree."""

    NATIONAL = "national", _("National office")
    PROVINCE = "province", _("Provincial office")
    CITY = "city", _("City office")
    DEPARTMENT = "department", _("Department")


class Clearance(Choice):
    """Up to which mark a user may read. State secrets do not belong in the system (保守国家秘密法)."""

    INTERNAL = "internal", _("Internal")
    WORK_SECRET = "work_secret", _("Work secrets")


class SignInFault(Choice):
    """Why somebody was not let in; an unknown name, a wrong password and an ended account are one."""

    WRONG = "wrong", _("Name or password not right")
    NO_ROLE = "no_role", _("Account without a role")
    EXPIRED = "expired", _("One-time password expired")
    SLOWED = "slowed", _("Too many attempts")


class SessionState(State):
    """Where a sign-in stands, as its user sees it; derived from its times."""

    THIS = "this", _("This browser"), "green"
    OPEN = "open", _("Still signed in"), "blue"
    ENDED = "ended", _("Session ended"), "grey"


AUTHORITIES = (OfficeKind.NATIONAL, OfficeKind.PROVINCE, OfficeKind.CITY)
"""The offices that hold jurisdiction over a territory."""
