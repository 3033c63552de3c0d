"""What must hold for accounts, roles, offices and sessions. Pure."""

import hashlib
import re
import unicodedata
from datetime import datetime, timedelta

from app.access.actor import Actor, ActorKind
from app.access.roles import ADMINISTRATORS, SECOND_FACTOR_ROLES, Role, conflict
from app.core.errors import RuleViolated
from app.core.text import _
from app.organisation.models import User
from app.organisation.states import OfficeKind

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")
_SEGMENT = re.compile(r"[a-z][a-z_]{1,39}")
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def username_of(typed: str) -> str:
    """The username as stored, from what somebody typed: case, width and outer blanks do not matter."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def require_username(username: str) -> None:
    """Raise RuleViolated unless the name can be one."""
    if not _USERNAME.fullmatch(username):
        raise RuleViolated(
            _("A username starts with a letter and has 2 to 40 letters, digits, dots, hyphens or underscores."),
            field="username",
        )


def require_compatible(roles: frozenset[Role], office: OfficeKind) -> None:
    """Raise RuleViolated unless one account of such an office may hold these roles together (三员分立)."""
    if conflict(roles):
        raise RuleViolated(
            _(
                "An administrator's account holds one role only: system, security and audit administration are kept "
                "apart from each other and from casework. Give the role to another person."
            ),
            field="role",
        )
    if Role.COORDINATOR in roles and office != OfficeKind.NATIONAL:
        raise RuleViolated(_("Only an account of the national office can be national coordinator."), field="role")


def reach_of(office_path: str, office: OfficeKind, roles: frozenset[Role]) -> str | None:
    """The path prefix of all that such a user sees by jurisdiction, or None.

    An authority sees its own territory and below; a department only what its officers are on the team of; an
    administrator no case.
    """
    if office == OfficeKind.DEPARTMENT or roles & ADMINISTRATORS:
        return None
    return office_path


def require_segment(segment: str) -> None:
    """Raise RuleViolated unless a department's place in the tree can be written so: `telecom`, `market_regulation`."""
    if not _SEGMENT.fullmatch(segment):
        raise RuleViolated(
            _("Name a department's place in the tree with small letters and underscores, such as telecom."),
            field="segment",
        )


def require_hour(text: str) -> None:
    """Raise RuleViolated unless it is an hour of the day, HH:MM."""
    if not _HOUR.fullmatch(text):
        raise RuleViolated(_("Enter the end of business as HH:MM, such as 17:30."), field="closes_at")


def token_hash(token: str) -> str:
    """The form in which a session's token is kept: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def session_live(
    *, signed_in_at: datetime, last_seen_at: datetime, now: datetime, idle: timedelta, absolute: timedelta
) -> bool:
    """Whether a session is still good at `now`: neither left alone for `idle` nor older than `absolute`."""
    return now < last_seen_at + idle and now < signed_in_at + absolute


def factor_required(roles: frozenset[Role], *, everybody: bool) -> bool:
    """Whether an account with these roles has to have a second factor; `everybody`: the office demands it of all."""
    return everybody or bool(roles & SECOND_FACTOR_ROLES)


def still_proven(proven_at: datetime | None, *, now: datetime, span: timedelta) -> bool:
    """Whether a proof of who sits at the keyboard is good at `now`; it is for less than `span`."""
    return proven_at is not None and proven_at <= now < proven_at + span


def one_time_expired(until: datetime | None, now: datetime) -> bool:
    """Whether a one-time password can no longer be used; an own password has no such end."""
    return until is not None and until <= now


def password_outlived(changed_at: datetime | None, now: datetime, good_for: timedelta) -> bool:
    """Whether an own password was used for too long. Without a span it is good for ever."""
    return changed_at is not None and good_for > timedelta() and changed_at + good_for <= now


def actor_of(user: User, *, proven: bool = False) -> Actor:
    """The actor that a user is, with office, reach and roles; `proven` where the session has shown who it is."""
    office, roles = user.office, user.roles
    return Actor(
        ActorKind.USER,
        label=f"user:{user.username}",
        id=user.id,
        name=user.name,
        office_id=office.id,
        office_path=office.path,
        reach=reach_of(office.path, office.kind, roles),
        roles=roles,
        language=user.language,
        proven=proven,
    )
