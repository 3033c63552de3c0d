"""Roles: the first one of a new account is granted by a second administrator, all later changes need two persons.

What the console does is done at once: whoever runs the machine is outside the three, and named in the log.
"""

from app.access.actor import Actor, ActorKind
from app.access.permissions import Permission
from app.access.roles import Role
from app.audit.operations import record, records
from app.core import clock
from app.core.db import session
from app.core.errors import NotPermitted, RuleViolated
from app.core.text import _
from app.core.workflow import require_reason
from app.organisation import separation
from app.organisation.models import User, UserRole
from app.organisation.operations.holding import hold, refuse_self, require_active
from app.organisation.rules import require_compatible


@records("role.granted")
def grant_role(user: User, role: Role, *, actor: Actor) -> None:
    """Grant the first role of an account, which works from then on; at the console, any role.

    Raises RuleViolated for the own account, one already authorised or made by the same person, a role already held,
    and roles that exclude each other. Asks for proof of the person.
    """
    actor.require(Permission.ROLE_GRANT)
    refuse_self(user, actor)
    hold(user)
    refused = None if actor.kind is ActorKind.OPERATOR else separation.not_first_authorisation(user, actor)
    if refused is not None:
        raise RuleViolated(refused)
    require_grantable(user, role)
    actor.require_proven()
    give(user, role)
    if user.authorised_at is None:
        user.authorised_at, user.authorised_by = clock.now(), actor.id
    session().flush()
    record("role.granted", user, actor=actor, after={"role": role})


@records("role.withdrawn")
def withdraw_role(user: User, role: Role, *, reason: str, actor: Actor) -> None:
    """Take a role from an account, at the console; it works at once, also in open sessions.

    Raises NotPermitted away from the console, RuleViolated for a role not held and a missing reason.
    """
    if actor.kind is not ActorKind.OPERATOR:
        raise NotPermitted()
    require_reason(reason)
    hold(user)
    take(user, role)
    session().flush()
    record("role.withdrawn", user, actor=actor, before={"role": role}, reason=reason)


def require_grantable(user: User, role: Role) -> None:
    """Raise RuleViolated unless the account can hold the role beside those it has."""
    require_active(user)
    if role in user.roles:
        raise RuleViolated(_("The account already holds the role “%(role)s”.", role=role.label), field="role")
    require_compatible(user.roles | {role}, user.office.kind)


def require_held(user: User, role: Role) -> UserRole:
    """The grant of a role that the account holds; raises RuleViolated where it does not."""
    held = next((grant for grant in user.grants if grant.role == role), None)
    if held is None:
        raise RuleViolated(_("The account does not hold the role “%(role)s”.", role=role.label), field="role")
    return held


def give(user: User, role: Role) -> None:
    """Add a role, after `require_grantable`."""
    user.grants.append(UserRole(role=role))


def take(user: User, role: Role) -> None:
    """Remove a role; raises RuleViolated where it is not held."""
    user.grants.remove(require_held(user, role))
