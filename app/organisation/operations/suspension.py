"""Suspension: in an emergency one person takes all rights away at once; giving them back takes two."""

from app.access.actor import Actor, ActorKind
from app.access.permissions import Permission
from app.access.roles import Role
from app.audit.operations import record, records
from app.core import clock
from app.core.db import session
from app.core.errors import NotPermitted, RuleViolated
from app.core.text import _
from app.core.workflow import require_reason
from app.organisation.models import User
from app.organisation.operations.accounts import end_sessions
from app.organisation.operations.holding import hold, refuse_self, require_active


@records("user.suspended")
def suspend(user: User, *, reason: str, actor: Actor) -> None:
    """Close an account for the time being: its sessions end at once and nobody signs in with it.

    Raises RuleViolated for the own account, one ended or suspended already, a missing reason and, away from the
    console, for the auditor's: nobody sends away the one who watches.
    """
    actor.require(Permission.ROLE_GRANT)
    refuse_self(user, actor)
    require_reason(reason)
    hold(user)
    require_active(user)
    if user.suspended_at is not None:
        raise RuleViolated(_("The account is suspended already."))
    if Role.AUDITOR in user.roles and actor.kind is not ActorKind.OPERATOR:
        raise RuleViolated(_("The auditor's account is suspended at the console alone."))
    user.suspended_at, user.suspended_reason = clock.now(), reason
    end_sessions(user)
    session().flush()
    record("user.suspended", user, actor=actor, reason=reason)


@records("user.reinstated")
def reinstate(user: User, *, reason: str, actor: Actor) -> None:
    """End a suspension, at the console.

    Raises NotPermitted away from the console, RuleViolated for an account not suspended and a missing reason.
    """
    if actor.kind is not ActorKind.OPERATOR:
        raise NotPermitted()
    require_reason(reason)
    hold(user)
    lift(user)
    session().flush()
    record("user.reinstated", user, actor=actor, reason=reason)


def require_suspended(user: User) -> None:
    """Raise RuleViolated unless the account is in use and suspended."""
    require_active(user)
    if user.suspended_at is None:
        raise RuleViolated(_("The account is not suspended."))


def lift(user: User) -> None:
    """Let the account work again; raises RuleViolated where it is not suspended."""
    require_suspended(user)
    user.suspended_at = user.suspended_reason = None
