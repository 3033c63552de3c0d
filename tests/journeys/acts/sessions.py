"""Acts on open sessions."""

from app.access.roles import Role
from app.core import clock
from app.core.db import session
from app.organisation.models import UserSession
from app.organisation.rules import actor_of, token_hash
from tests.factories.inspections import Cast
from tests.factories.organisation import make_user
from tests.journeys.acts.act import Ready, act


def own_session(cast: Cast) -> Ready:
    """A session that somebody has open elsewhere."""
    user, now = make_user(cast.office), clock.wall()
    elsewhere = UserSession(
        token_hash=token_hash("elsewhere"),
        user_id=user.id,
        signed_in_at=now,
        last_seen_at=now,
        ip="192.0.2.7",
        user_agent="Firefox",
    )
    session().add(elsewhere)
    session().flush()
    return Ready({"session_id": elsewhere.id}, actor=actor_of(user))


def own_account(cast: Cast) -> Ready:
    """Somebody with an account."""
    return Ready(actor=actor_of(make_user(cast.office)))


def another_account(cast: Cast) -> Ready:
    """The account of somebody else."""
    return Ready({"user_id": make_user(cast.office).id})


SESSIONS = [
    act("organisation.end_session", "inspector", own_session, "session.ended"),
    act("organisation.end_all_sessions", "inspector", own_account, "session.ended"),
    act("organisation.end_user_sessions", Role.SYSTEM_ADMIN, another_account, "session.ended"),
]
