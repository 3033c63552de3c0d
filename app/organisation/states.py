"""The closed lists of this room."""

from datetime import timedelta

from app.access.permissions import Permission
from app.core.text import _
from app.core.workflow import Choice, Lifecycle, State, Transition
from app.organisation import separation

STALE_AFTER = timedelta(days=90)
"""An account unused for so long is looked at again (GB/T 22239-2019: remove stale accounts); common practice, no rule
of the standard."""


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


class CodeFault(Choice):
    """Why a code of a second factor was refused."""

    WRONG = "wrong", _("Wrong code")
    REPLAYED = "replayed", _("Code used before")
    UNREADABLE = "unreadable", _("Secret sealed under a key that is not given any more")
    SLOWED = "slowed", _("Too many attempts")


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


class AccountState(State):
    """Where an account stands, and what a review looks for; derived from what is known of it."""

    IN_USE = "in_use", _("In use"), "green"
    UNAUTHORISED = "unauthorised", _("Waits for a role"), "amber"
    SUSPENDED = "suspended", _("Account suspended"), "red"
    STALE = "stale", _("No sign-in for %(days)s days", days=STALE_AFTER.days), "orange"
    ENDED = "ended", _("Account ended"), "grey"


class ChangeKind(Choice):
    """What takes two persons once an account is at work."""

    GRANT = "grant", _("Grant a role")
    WITHDRAW = "withdraw", _("Withdraw a role")
    REINSTATE = "reinstate", _("End the suspension")
    SECOND_FACTOR = "second_factor", _("Reset the second factor")


class ChangeState(State):
    """Where a proposed change of an account's rights stands."""

    PROPOSED = "proposed", _("Waits for a second person"), "amber"
    CONFIRMED = "confirmed", _("Change confirmed"), "green"
    REFUSED = "refused", _("Change refused"), "red"
    WITHDRAWN = "withdrawn", _("Taken back"), "grey"


C = ChangeState

ACCOUNT_CHANGE = Lifecycle(
    "account_change",
    _("Change of an account's rights"),
    C,
    [
        Transition(
            "confirm",
            _("Confirm the change"),
            (C.PROPOSED,),
            C.CONFIRMED,
            Permission.ROLE_CONFIRM,
            guard=separation.not_confirming,
            second_person="proposed_by",
            needs_proof=True,
        ),
        Transition(
            "refuse",
            _("Refuse the change"),
            (C.PROPOSED,),
            C.REFUSED,
            Permission.ROLE_CONFIRM,
            guard=separation.not_deciding,
            second_person="proposed_by",
            needs_reason=True,
            primary=False,
        ),
        Transition(
            "withdraw",
            _("Take the proposal back"),
            (C.PROPOSED,),
            C.WITHDRAWN,
            Permission.USER_READ,
            guard=separation.not_proposer,
            primary=False,
        ),
    ],
)

AUTHORITIES = (OfficeKind.NATIONAL, OfficeKind.PROVINCE, OfficeKind.CITY)
"""The offices that hold jurisdiction over a territory."""
