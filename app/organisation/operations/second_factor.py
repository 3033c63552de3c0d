"""The second factor: set up and replaced by its owner, taken away by the owner or with two administrators."""

from dataclasses import dataclass, field

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.operations import record, records
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError, RuleViolated
from app.core.text import _
from app.organisation import codes, policy, queries, vault
from app.organisation.models import RecoveryCode, SecondFactor, User
from app.organisation.operations.accounts import end_sessions
from app.organisation.operations.holding import hold, own, refuse_over_administrator, refuse_self, require_factor
from app.organisation.operations.proving import renewed, spend_code
from app.organisation.rules import factor_required, token_hash


@dataclass(frozen=True)
class Enrolment:
    """The ten recovery codes, to be shown this once, and the new token of the session."""

    codes: list[str]
    token: str


@dataclass(frozen=True)
class Renewal:
    """New recovery codes, to be shown this once; or why there are none."""

    codes: list[str] = field(default_factory=list)
    refusal: DomainError | None = None


@records("second_factor.enrolled")
def enrol(sealed: str, typed: str, *, token: str = "", actor: Actor) -> Enrolment:
    """Set up or replace the own second factor.

    `sealed` is the secret that the page showed, `typed` the first code the app makes of it. The session of `token`
    goes on under a new token, all others end. Raises StepUp, and RuleViolated for a secret of another page and for a
    wrong code.
    """
    actor.require_proven()
    user = own(actor)
    try:
        secret = vault.current().open(sealed, user.id)
    except vault.Unreadable as error:
        raise RuleViolated(_("This page is out of date. Open it again and scan the new picture.")) from error
    step = codes.step_of(secret, codes.normal(typed), codes.step_at(clock.wall()))
    if step is None:
        raise RuleViolated(
            _("This is not the code of the secret shown here. Check the time of your phone and try again."),
            field="code",
        )
    if user.factor is None:
        user.factor = SecondFactor()
    user.factor.secret, user.factor.last_step, user.factor.enrolled_at = sealed, step, clock.wall()
    made = _renew(user.factor)
    end_sessions(user, but=token_hash(token))
    session().flush()
    record("second_factor.enrolled", user, actor=actor)
    opened = queries.open_session(token_hash(token))
    return Enrolment(made, renewed(opened) if opened else "")


@records(sometimes=("second_factor.codes_renewed",))
def renew_recovery_codes(typed: str, *, actor: Actor) -> Renewal:
    """Ten new recovery codes against a fresh code; the old ones stop working. A refusal is returned, not raised."""
    user = own(actor)
    refusal = spend_code(user, typed, actor=actor)
    if refusal is not None:
        return Renewal(refusal=refusal)
    made = _renew(require_factor(user))
    record("second_factor.codes_renewed", user, actor=actor)
    return Renewal(made)


@records(sometimes=("second_factor.removed",))
def remove_own(typed: str, *, actor: Actor) -> DomainError | None:
    """Take the own second factor away against a fresh code; answers why it is refused, or None.

    Raises RuleViolated where this account has to have one.
    """
    user = own(actor)
    if factor_required(user.roles, everybody=policy.current().all_factored):
        raise RuleViolated(_("Your account has to have a second factor. You can replace it, but not go without."))
    refusal = spend_code(user, typed, actor=actor)
    if refusal is None:
        _remove(user, actor, reason=None)
    return refusal


@records("second_factor.removed")
def take_away(user: User, *, reason: str, actor: Actor) -> None:
    """Take away the second factor of somebody who lost it, recovery codes too; the account's sessions end.

    Two persons have agreed on it: the system administrator, who may give a new password, never does this alone, and
    whoever confirms it gives no passwords. The console does it at once. Raises RuleViolated for the own account, for
    one without a second factor and, away from the console, for an administrator's.
    """
    actor.require(Permission.ROLE_GRANT)
    actor.require_proven()
    refuse_self(user, actor)
    refuse_over_administrator(user, actor)
    hold(user)
    require_factor(user)
    _remove(user, actor, reason=reason)
    end_sessions(user)


def _renew(factor: SecondFactor) -> list[str]:
    made = codes.new_recovery_codes()
    factor.recovery_codes = [RecoveryCode(code_hash=codes.recovery_hash(code)) for code in made]
    return made


def _remove(user: User, actor: Actor, *, reason: str | None) -> None:
    user.factor = None
    session().flush()
    record("second_factor.removed", user, actor=actor, reason=reason)
