"""Showing who one is: the code of the app, a recovery code, or the password of an account without a second factor."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import update

from app.access.actor import Actor
from app.audit.operations import record, records
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError, RuleViolated, TooManyAttempts
from app.core.text import Text, _
from app.organisation import codes, passwords, vault
from app.organisation.models import RecoveryCode, SecondFactor, User, UserSession
from app.organisation.operations import gate
from app.organisation.operations.holding import own, require_factor
from app.organisation.rules import token_hash
from app.organisation.states import CodeFault, SignInFault

WRONG = _("The code is not right. Enter the six digits that your app shows now, or an unused recovery code.")
REPLAYED = _("This code was used already. Wait for the next one: your app shows it within 30 seconds.")
SPENT = _("This recovery code was used already. Take another one from your list.")
UNREADABLE = _(
    "The system can't check the codes of your app any more, because its key was changed. Enter a recovery code, then "
    "set the second factor up anew."
)


@dataclass(frozen=True)
class Proof:
    """How an attempt to prove oneself ended: with the session's new token, at the door also that of the browser; with
    a refusal, to be said in the form; or, `signed_out`, with nothing, since the session is no more."""

    token: str = ""
    device: str = ""
    refusal: DomainError | None = None
    signed_out: bool = False


@records(sometimes=("second_factor.refused", "second_factor.recovery_used"))
def spend_code(user: User, typed: str, *, door: gate.Gate | None = None, actor: Actor) -> DomainError | None:
    """Take a code of the account's second factor so that it counts once; answers why it is refused, or None.

    `door` counts the attempts of those who have no session yet, so that they keep out nobody who has. A refusal is
    returned, not raised, so that its event is committed. Raises RuleViolated for an account without a second factor.
    """
    factor = require_factor(user)
    held = door or gate.inside(user.id, gate.OWN_CODE)
    verdict = held.verdict()
    if not verdict:
        if verdict.first:
            record("second_factor.refused", user, actor=actor, after={"cause": CodeFault.SLOWED})
        return TooManyAttempts(verdict.wait, field="proof_code")
    code = codes.normal(typed)
    fault = _take_step(factor, code) if codes.from_app(code) else _take_recovery(factor, code)
    if fault is not None:
        held.failed()
        record("second_factor.refused", user, actor=actor, after={"cause": fault})
        return RuleViolated(_sentence(fault, code), field="proof_code")
    held.passed()
    if not codes.from_app(code):
        record("second_factor.recovery_used", user, actor=actor, after={"left": factor.codes_left})
    return None


def _take_step(factor: SecondFactor, code: str) -> CodeFault | None:
    """Use the code's 30-second step. The database lets only one of two win who come with the same code at once."""
    try:
        step = codes.step_of(vault.current().open(factor.secret, factor.user_id), code, codes.step_at(clock.wall()))
        secret = vault.current().resealed(factor.secret, factor.user_id)
    except vault.Unreadable:
        return CodeFault.UNREADABLE
    if step is None:
        return CodeFault.WRONG
    unused = update(SecondFactor).where(SecondFactor.id == factor.id, SecondFactor.last_step < step)
    return None if _changed(unused.values(last_step=step, secret=secret), factor) else CodeFault.REPLAYED


def _take_recovery(factor: SecondFactor, code: str) -> CodeFault | None:
    found = (RecoveryCode.factor_id == factor.id, RecoveryCode.code_hash == codes.recovery_hash(code))
    unused = update(RecoveryCode).where(*found, RecoveryCode.used_at.is_(None))
    if _changed(unused.values(used_at=clock.wall()), factor):
        return None
    known = any(kept.code_hash == codes.recovery_hash(code) for kept in factor.recovery_codes)
    return CodeFault.REPLAYED if known else CodeFault.WRONG


def _changed(statement: Any, factor: SecondFactor) -> bool:
    """Whether the statement changed a row; what was read of the factor before is forgotten."""
    result: Any = session().execute(statement, execution_options={"synchronize_session": False})
    for kept in factor.recovery_codes:
        session().expire(kept)
    session().expire(factor)
    return bool(result.rowcount)


def _sentence(fault: CodeFault, code: str) -> Text:
    if fault is CodeFault.REPLAYED:
        return REPLAYED if codes.from_app(code) else SPENT
    return UNREADABLE if fault is CodeFault.UNREADABLE else WRONG


@records(sometimes=("session.proven", "session.unproven"))
def prove(session_id: UUID, typed: str, *, actor: Actor) -> Proof:
    """Show once more who sits at this session: with a code, or with the password where there is no second factor.

    Other sessions of the account prove nothing by it. The session goes on under a new token, unless it was ended in
    the meantime.
    """
    user = own(actor)
    opened = session().get(UserSession, session_id, with_for_update=True, populate_existing=True)
    if opened is None or opened.ended_at is not None or not user.usable:
        return Proof(signed_out=True)
    refusal = spend_code(user, typed, actor=actor) if user.factor else _password(user, typed, actor)
    if refusal is not None:
        return Proof(refusal=refusal)
    record("session.proven", user, actor=actor)
    return Proof(token=renewed(opened))


def _password(user: User, typed: str, actor: Actor) -> DomainError | None:
    wrong = RuleViolated(_("This is not your password. Check it and try again."), field="proof_password")
    return check_password(user, typed, wrong, note=lambda _fault: record("session.unproven", user, actor=actor))


def check_password(
    user: User, typed: str, wrong: RuleViolated, *, note: Callable[[SignInFault], object]
) -> DomainError | None:
    """Hold a password against that of an account inside its session; answers why it is refused, or None.

    `wrong` is the answer to another password. `note` puts a refusal on record: each wrong one, and of a series that
    came too soon the first.
    """
    asked = gate.inside(user.id, gate.OWN_PASSWORD)
    verdict = asked.verdict()
    if not verdict:
        if verdict.first:
            note(SignInFault.SLOWED)
        return TooManyAttempts(verdict.wait, field=wrong.field)
    if passwords.matches(typed, user.password_hash):
        asked.passed()
        return None
    asked.failed()
    note(SignInFault.WRONG)
    return wrong


def renewed(opened: UserSession) -> str:
    """A new token for a session that was just proven; the one before it is worthless."""
    token = secrets.token_urlsafe(32)
    opened.token_hash = token_hash(token)
    opened.proven_at = clock.wall()
    return token
