"""What a user does with the own account: password, language, and the sessions it has open."""

from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.operations import record, records
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError, NotFound, RuleViolated
from app.core.text import _
from app.organisation import passwords
from app.organisation.models import User, UserSession
from app.organisation.operations.accounts import end_sessions
from app.organisation.operations.holding import own, refuse_over_administrator
from app.organisation.operations.proving import check_password
from app.organisation.rules import token_hash
from app.organisation.states import SignInFault
from app.organisation.strength import normalised


@records(sometimes=("password.changed", "password.refused"))
def change_password(*, current: str, new: str, token: str, actor: Actor) -> DomainError | None:
    """Change the own password; all other sessions end, that of `token` goes on.

    A wrong current password, and one given too soon after others, is answered, not raised, so that it is counted.
    Raises RuleViolated for a new password that is not good enough, or the same again.
    """
    user = own(actor)
    passwords.require_good(new, username=user.username, name=user.name, office=user.office)
    refusal = _refuse_current(user, current, actor)
    if refusal is not None:
        return refusal
    if normalised(new) == normalised(current):
        raise RuleViolated(_("Choose a password that differs from the current one."), field="password")
    user.password_hash = passwords.hashed(new)
    user.password_changed_at = clock.wall()
    user.one_time_until = None
    end_sessions(user, but=token_hash(token))
    record("password.changed", user, actor=actor)
    return None


def _refuse_current(user: User, current: str, actor: Actor) -> DomainError | None:
    def note(fault: SignInFault) -> None:
        record("password.refused", user, actor=actor, after={"cause": fault})

    wrong = RuleViolated(_("This is not your current password."), field="current")
    return check_password(user, current, wrong, note=note)


@records("session.ended")
def end_session(session_id: UUID, *, actor: Actor) -> None:
    """End one of the own sessions, in whatever browser. Raises NotFound for one already ended or somebody else's."""
    user = own(actor)
    chosen = session().get(UserSession, session_id, with_for_update=True)
    if chosen is None or chosen.user_id != user.id or chosen.ended_at is not None:
        raise NotFound()
    chosen.ended_at = clock.wall()
    record("session.ended", user, actor=actor, after={"sessions": 1})


@records("session.ended")
def end_all_sessions(user: User, *, actor: Actor) -> None:
    """Sign an account out everywhere: its owner, or whoever administers it, from the next request on.

    Raises RuleViolated, away from the console, for the account of another of the three administrators.
    """
    if user.id != actor.id:
        actor.require(Permission.USER_CREATE)
        refuse_over_administrator(user, actor)
    record("session.ended", user, actor=actor, after={"sessions": end_sessions(user)})


@records("language.chosen")
def choose_language(language: str, *, actor: Actor) -> None:
    """Show pages to the own account in this language from now on; empty means the browser's choice."""
    user = own(actor)
    record("language.chosen", user, actor=actor, before={"language": user.language}, after={"language": language})
    user.language = language
