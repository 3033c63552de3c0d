"""Signing in and out, and what a user does with the own account."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from app.access.actor import Actor
from app.audit.operations import record, records
from app.core import clock
from app.core.db import session
from app.core.errors import NotPermitted, RuleViolated
from app.core.text import Text, _
from app.organisation import passwords, queries
from app.organisation.models import User, UserSession
from app.organisation.operations.accounts import end_sessions
from app.organisation.rules import actor_of, require_strong, token_hash, username_of

TOUCH_EVERY = timedelta(minutes=1)
"""How often at most the last use of a session is written down."""


@dataclass(frozen=True)
class SignIn:
    """How an attempt ended: with the token of a new session, or with a refusal."""

    token: str = ""
    refusal: Text | None = None


@records(sometimes=("session.opened", "session.refused"))
def sign_in(username: str, password: str, *, user_agent: str, actor: Actor) -> SignIn:
    """Open a session for whoever knows the password; the token is new each time and kept nowhere.

    An unknown name, a wrong password and an ended account are refused in the same time and with the same sentence.
    So is a password changed while it was being checked: its sessions were just ended. The refusal is returned, not
    raised, so that its event is committed. `actor` brings the address of the request.
    """
    username = username_of(username)
    user = queries.user_named(username)
    checked = user.password_hash if user else None
    known = passwords.matches(password, checked)
    if known and user is not None:
        session().refresh(user, ["password_hash", "active", "version"], with_for_update=True)
    if user is None or not known or not user.active or user.password_hash != checked:
        return _refused(username, actor, _("Username or password is not right. Check both and try again."))
    if not user.roles:
        return _refused(
            username, actor, _("Your account holds no role yet. Ask your security administrator to grant one.")
        )
    if passwords.outdated(user.password_hash):
        user.password_hash = passwords.hashed(password)
    token = secrets.token_urlsafe(32)
    _open(user, token, ip=actor.ip, user_agent=user_agent)
    record("session.opened", user, actor=replace(actor_of(user), request_id=actor.request_id, ip=actor.ip))
    return SignIn(token=token)


def _open(user: User, token: str, *, ip: str, user_agent: str) -> None:
    now = clock.wall()
    session().add(
        UserSession(
            token_hash=token_hash(token),
            user_id=user.id,
            signed_in_at=now,
            last_seen_at=now,
            ip=ip[:45],
            user_agent=user_agent[:300],
        )
    )


def _refused(username: str, actor: Actor, refusal: Text) -> SignIn:
    typed = hashlib.sha256(username.encode()).hexdigest()[:16]
    record("session.refused", f"account:{typed}", actor=actor)
    return SignIn(refusal=refusal)


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


@records("password.changed")
def change_password(*, current: str, new: str, token: str, actor: Actor) -> None:
    """Change the own password; all other sessions end, that of `token` goes on.

    Raises RuleViolated for a wrong current password, a weak new one, or the same again.
    """
    user = _own(actor)
    if not passwords.matches(current, user.password_hash):
        raise RuleViolated(_("This is not your current password."), field="current")
    require_strong(new, user.username)
    if passwords.matches(new, user.password_hash):
        raise RuleViolated(_("Choose a password that differs from the current one."), field="password")
    user.password_hash = passwords.hashed(new)
    user.password_changed_at = clock.wall()
    end_sessions(user, but=token_hash(token))
    record("password.changed", user, actor=actor)


@records("language.chosen")
def choose_language(language: str, *, actor: Actor) -> None:
    """Show pages to the own account in this language from now on; empty means the browser's choice."""
    user = _own(actor)
    record("language.chosen", user, actor=actor, before={"language": user.language}, after={"language": language})
    user.language = language


def _own(actor: Actor) -> User:
    if actor.id is None:
        raise NotPermitted()
    return queries.user(actor.id)
