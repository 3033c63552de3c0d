"""Changes of an account at work: one person proposes, a second one confirms, only then they take effect (三员分立)."""

from dataclasses import dataclass

from sqlalchemy import select

from app.access.actor import Actor
from app.access.roles import Role
from app.audit.operations import record, records
from app.core import db
from app.core.errors import NotPermitted, RuleViolated
from app.core.events import publish
from app.core.text import _
from app.core.workflow import require_reason
from app.organisation import separation
from app.organisation.models import AccountChange, User
from app.organisation.operations import roles, suspension
from app.organisation.operations.holding import (
    hold,
    refuse_over_administrator,
    refuse_self,
    require_active,
    require_factor,
)
from app.organisation.operations.second_factor import take_away
from app.organisation.states import ACCOUNT_CHANGE, ChangeKind, ChangeState


@dataclass(frozen=True)
class ChangeProposed:
    """A change waits for its second person."""

    change: AccountChange
    actor: Actor


@dataclass(frozen=True)
class ChangeDecided:
    """A change was confirmed or refused."""

    change: AccountChange
    actor: Actor


@records("account.change_proposed")
def propose(user: User, kind: ChangeKind, role: Role | None = None, *, reason: str, actor: Actor) -> AccountChange:
    """Propose a change, which waits for a second person; `role` for a grant or a withdrawal.

    Raises RuleViolated for the own account, a change that could not be made now, one that waits already, and a missing
    reason. Asks for proof of the person.
    """
    actor.require(separation.proposed_with(kind))
    refuse_self(user, actor)
    require_reason(reason)
    hold(user)
    _require_possible(user, kind, role, actor)
    if _waiting(user, kind, role):
        raise RuleViolated(_("This change waits for its second person already."), field="role")
    actor.require_proven()
    if actor.id is None:
        raise NotPermitted()
    change = AccountChange(user=user, kind=kind, role=role, reason=reason, proposed_by=actor.id)
    db.session().add(change)
    db.session().flush()
    after = {"account": user.id, "kind": kind, "role": role}
    record("account.change_proposed", change, actor=actor, after=after, reason=reason)
    publish(ChangeProposed(change, actor))
    return change


def _waiting(user: User, kind: ChangeKind, role: Role | None) -> bool:
    """One change of a role waits at a time, and one of each other kind."""
    same = AccountChange.kind == kind if role is None else AccountChange.role == role
    found = select(AccountChange.id).where(
        AccountChange.user_id == user.id, AccountChange.state == ChangeState.PROPOSED, same
    )
    return db.session().scalar(found.limit(1)) is not None


def _require_possible(user: User, kind: ChangeKind, role: Role | None, actor: Actor) -> None:
    """Raise RuleViolated unless the change could be made now."""
    if (role is not None) != (kind in (ChangeKind.GRANT, ChangeKind.WITHDRAW)):
        raise RuleViolated(_("Choose the role."), field="role")
    require_active(user)
    if kind is ChangeKind.REINSTATE:
        suspension.require_suspended(user)
    if kind is ChangeKind.SECOND_FACTOR:
        refuse_over_administrator(user, actor)
        require_factor(user)
    if kind is ChangeKind.GRANT and role is not None:
        if user.authorised_at is None:
            raise RuleViolated(_("Grant the first role of a new account directly."), field="role")
        roles.require_grantable(user, role)
    if kind is ChangeKind.WITHDRAW and role is not None:
        roles.require_held(user, role)


@records("account.change_confirmed", sometimes=("role.granted", "role.withdrawn", "user.reinstated"))
def confirm(change: AccountChange, *, actor: Actor) -> None:
    """Confirm a change as its second person: it takes effect at once, also in open sessions.

    Raises NotPermitted, IllegalTransition where it was decided already, RuleViolated for the proposer, the account
    itself, an office without a say, a proposer who could not propose it any more, and a change that has become
    impossible.
    """
    db.hold(change)
    hold(change.user)
    ACCOUNT_CHANGE.advance(change, "confirm", actor=actor)
    change.decided_by = actor.id
    record("account.change_confirmed", change, actor=actor, after=_said(change))
    _take_effect(change, actor)
    db.session().flush()
    publish(ChangeDecided(change, actor))


def _take_effect(change: AccountChange, actor: Actor) -> None:
    user, role, reason = change.user, change.role, change.reason
    if change.kind is ChangeKind.SECOND_FACTOR:
        take_away(user, reason=reason, actor=actor)
    elif change.kind is ChangeKind.REINSTATE:
        suspension.lift(user)
        record("user.reinstated", user, actor=actor, reason=reason)
    elif change.kind is ChangeKind.GRANT and role is not None:
        roles.require_grantable(user, role)
        roles.give(user, role)
        record("role.granted", user, actor=actor, after={"role": role}, reason=reason)
    elif role is not None:
        roles.take(user, role)
        record("role.withdrawn", user, actor=actor, before={"role": role}, reason=reason)


@records("account.change_refused")
def refuse(change: AccountChange, *, reason: str, actor: Actor) -> None:
    """Refuse a change as its second person, with the reason; nothing changes. Raises as `confirm` does."""
    db.hold(change)
    ACCOUNT_CHANGE.advance(change, "refuse", actor=actor, reason=reason)
    change.decided_by, change.decision_reason = actor.id, reason
    record("account.change_refused", change, actor=actor, after=_said(change), reason=reason)
    publish(ChangeDecided(change, actor))


@records("account.change_withdrawn")
def take_back(change: AccountChange, *, actor: Actor) -> None:
    """Take the own proposal back before anybody has decided on it."""
    db.hold(change)
    ACCOUNT_CHANGE.advance(change, "withdraw", actor=actor)
    record("account.change_withdrawn", change, actor=actor, after=_said(change))


def _said(change: AccountChange) -> dict[str, object]:
    return {"account": change.user_id, "kind": change.kind, "role": change.role}
