"""Signing in and out."""

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, update

from app.access.actor import Actor
from app.audit.operations import record, records
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError, RuleViolated, TooManyAttempts
from app.core.text import _
from app.core.throttle import Verdict
from app.organisation import passwords, queries
from app.organisation.models import ADDRESS, INTRODUCTION, PendingSignIn, User, UserSession
from app.organisation.operations import gate
from app.organisation.operations.proving import Proof, spend_code
from app.organisation.rules import actor_of, one_time_expired, token_hash, username_of
from app.organisation.states import SignInFault

TOUCH_EVERY = timedelta(minutes=1)
"""How often at most the last use of a session is written down."""


LAPSED = _("Signing in took too long, or your account was changed. Begin again.")
"""Said where a sign-in no longer waits for its code."""


@dataclass(frozen=True)
class SignIn:
    """How an attempt ended: with the token of a new session, with that of a sign-in that waits for the second factor
    (`pending`), or with a refusal. `device` is the browser's token."""

    token: str = ""
    pending: str = ""
    device: str = ""
    refusal: DomainError | None = None


SENTENCES = {
    SignInFault.WRONG: _("Username or password is not right. Check both and try again."),
    SignInFault.NO_ROLE: _("Your account holds no role yet. Ask your security administrator to grant one."),
    SignInFault.EXPIRED: _("Your one-time password has expired. Ask your system administrator for a new one."),
}


@records(sometimes=("session.opened", "session.begun", "session.refused"))
def sign_in(username: str, password: str, *, user_agent: str, device: str = "", actor: Actor) -> SignIn:
    """Open a session for whoever knows the password, or with a second factor let the account go on to that.

    The token is new each time and kept nowhere. An unknown name, a wrong password and an account ended or suspended
    are refused in the same time and with the same sentence. So is a password changed while it was being checked: its
    sessions were just ended. After too many failures nothing is checked until the wait is over, whatever the name. The
    refusal is returned, not raised, so that its event and count are committed. `device` is the token of a browser that
    signed in before; `actor` brings its address.
    """
    username = username_of(username)
    user = queries.user_named(username)
    door = gate.at_the_door(username, user, device=device, ip=actor.ip)
    verdict = door.verdict()
    if not verdict:
        return _slowed(username, verdict, actor)
    checked = user.password_hash if user else None
    known = passwords.matches(password, checked)
    if known and user is not None:
        session().refresh(user, ["password_hash", "active", "suspended_at", "version"], with_for_update=True)
    if user is None or not known or not user.usable or user.password_hash != checked:
        door.failed()
        return _refused(username, SignInFault.WRONG, actor)
    door.passed()
    if not user.roles:
        return _refused(username, SignInFault.NO_ROLE, actor)
    if one_time_expired(user.one_time_until, clock.wall()):
        return _refused(username, SignInFault.EXPIRED, actor)
    if passwords.outdated(user.password_hash):
        user.password_hash = passwords.hashed(password)
    if user.factor is not None:
        record("session.begun", user, actor=actor)
        return SignIn(pending=_begun(user))
    return _opened(user, actor, user_agent, device)


def _begun(user: User) -> str:
    """The token of a sign-in that waits for the second factor; those that waited too long go."""
    now = clock.wall()
    session().execute(delete(PendingSignIn).where(PendingSignIn.begun_at <= now - queries.PENDING_FOR))
    session().flush()
    token = secrets.token_urlsafe(32)
    waiting = PendingSignIn(token_hash=token_hash(token), user_id=user.id, user_version=user.version, begun_at=now)
    session().add(waiting)
    return token


@records(sometimes=("session.opened",))
def enter_code(token: str, typed: str, *, user_agent: str, device: str = "", actor: Actor) -> Proof:
    """Open a session for whoever knows the password and shows the second factor.

    Refused where the sign-in of `token` waited too long, or the account was changed since.
    """
    waiting = queries.pending_sign_in(token_hash(token), hold=True)
    user = queries.user(waiting.user_id) if waiting else None
    if waiting is None or user is None or user.factor is None or not user.usable or not user.roles:
        return Proof(refusal=RuleViolated(LAPSED))
    refusal = spend_code(user, typed, door=gate.at_the_second_step(user.id, device=device), actor=actor)
    if refusal is not None:
        return Proof(refusal=refusal)
    session().delete(waiting)
    opened = _opened(user, actor, user_agent, device)
    return Proof(token=opened.token, device=opened.device)


def _opened(user: User, caller: Actor, user_agent: str, device: str) -> SignIn:
    """A session opened now, which has just been proven; its browser is known from now on."""
    token = secrets.token_urlsafe(32)
    owner = replace(actor_of(user), request_id=caller.request_id, ip=caller.ip)
    record("session.opened", user, actor=owner)
    device = gate.remember(user, device, user_agent=user_agent, actor=owner)
    _open(user, token, ip=caller.ip, user_agent=user_agent)
    return SignIn(token=token, device=device)


def _open(user: User, token: str, *, ip: str, user_agent: str) -> None:
    now = clock.wall()
    session().add(
        UserSession(
            token_hash=token_hash(token),
            user_id=user.id,
            signed_in_at=now,
            last_seen_at=now,
            proven_at=now,
            ip=ip[:ADDRESS],
            user_agent=user_agent[:INTRODUCTION],
        )
    )


def _refused(username: str, fault: SignInFault, actor: Actor) -> SignIn:
    _keep_refusal(username, fault, actor)
    return SignIn(refusal=RuleViolated(SENTENCES[fault]))


def _slowed(username: str, verdict: Verdict, actor: Actor) -> SignIn:
    """Of a series of attempts that came too soon the first is kept by itself, the rest are told together later."""
    if verdict.first:
        _keep_refusal(username, SignInFault.SLOWED, actor)
    return SignIn(refusal=TooManyAttempts(verdict.wait))


def _keep_refusal(username: str, fault: SignInFault, actor: Actor) -> None:
    record("session.refused", f"account:{gate.account_key(username)}", actor=actor, after={"cause": fault})


@records(sometimes=("session.closed",))
def sign_out(token: str, *, actor: Actor) -> None:
    """End the session of this token; one already ended stays as it is."""
    opened = queries.open_session(token_hash(token))
    if opened is not None:
        opened.ended_at = clock.wall()
        record("session.closed", opened.user, actor=actor)


@records()
def mark_seen(session_id: UUID) -> None:
    """Write down that the session was just used, which keeps it alive; in one statement."""
    session().execute(update(UserSession).where(UserSession.id == session_id).values(last_seen_at=clock.wall()))
