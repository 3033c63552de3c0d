"""What verbs on an account hold before they change it."""

from app.access.actor import Actor, ActorKind
from app.access.roles import ADMINISTRATORS
from app.core import db
from app.core.errors import NotPermitted, RuleViolated
from app.core.text import _
from app.organisation import queries
from app.organisation.models import SecondFactor, User


def hold(user: User) -> None:
    """Let nobody else change an account or its roles until the transaction ends, and see them as they are.

    Whoever holds an account and what belongs to it (sessions, second factor, counts of its proofs) begins with the
    account, so that no two wait for each other.
    """
    db.hold(user)
    db.session().expire(user, ["grants"])


def own(actor: Actor) -> User:
    """The actor's account, held."""
    if actor.id is None:
        raise NotPermitted()
    user = queries.user(actor.id)
    hold(user)
    return user


def refuse_self(user: User, actor: Actor) -> None:
    """Nobody administers the own account."""
    if user.id == actor.id:
        raise RuleViolated(_("Nobody administers the own account. Ask another administrator."))


def refuse_over_administrator(user: User, actor: Actor) -> None:
    """三员分立: with a new password for one of the three, another administrator could take that place."""
    if actor.kind is not ActorKind.OPERATOR and user.roles & ADMINISTRATORS:
        raise RuleViolated(
            _(
                "The account of an administrator is changed at the console alone, or after its role was withdrawn, "
                "so that none of the three can take another's place."
            )
        )


def require_active(user: User) -> None:
    """An account that was ended stays ended."""
    if not user.active:
        raise RuleViolated(_("The account has been ended. Make a new one for a person who comes back."))


def require_factor(user: User) -> SecondFactor:
    """The account's second factor; raises RuleViolated where it has none."""
    if user.factor is None:
        raise RuleViolated(_("The account has no second factor."))
    return user.factor
