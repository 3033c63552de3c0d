"""Who is signed in: Flask-Login carries the token in the signed cookie, the session row decides whether it is good.

Flask-Login's own session protection is off: it ties a session to the address of the browser, and officers on site
change theirs with every network. What protects a session is a token of 256 bits, new at each sign-in, that ends by
itself and can be ended here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import current_app, g, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from app.access.actor import Actor
from app.core import clock
from app.organisation import operations, policy, queries
from app.organisation.models import UserSession
from app.organisation.naming import office_name
from app.organisation.rules import (
    actor_of,
    factor_required,
    password_outlived,
    session_live,
    still_proven,
    token_hash,
)
from app.web.dispatch import as_caller

if TYPE_CHECKING:
    from app.web.dispatch import Application

BEFORE_ALL_ELSE = {
    "organisation.confirm",
    "organisation.sign_out",
    "web.language",
    "web.csp_report",
    "static",
}
"""What somebody may call who first has to do something about the own account."""

PENDING = "pending"
"""The name in the cookie of the token of a sign-in that waits for its code."""

manager = LoginManager()
manager.session_protection = None


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """A signed-in user as found at the beginning of the request."""

    token: str
    session_id: UUID
    last_seen_at: datetime
    actor: Actor
    name_zh: str
    name_en: str
    one_time_password: bool
    password_outlived: bool
    has_factor: bool
    factor_due: bool

    @property
    def password_first(self) -> bool:
        """Whether a new password comes before anything else."""
        return self.one_time_password or self.password_outlived

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie."""
        return self.token

    @classmethod
    def by(cls, token: str, opened: UserSession) -> "SignedIn":
        """The user behind an open session."""
        user, held, now = opened.user, policy.current(), clock.wall()
        return cls(
            token=token,
            session_id=opened.id,
            last_seen_at=opened.last_seen_at,
            actor=actor_of(user, proven=still_proven(opened.proven_at, now=now, span=_settings().step_up)),
            name_zh=user.office.name_zh,
            name_en=user.office.name_en,
            one_time_password=user.password_changed_at is None,
            password_outlived=password_outlived(user.password_changed_at, now, held.good_for),
            has_factor=user.factor is not None,
            factor_due=user.factor is None and factor_required(user.roles, everybody=held.all_factored),
        )


def init_app(app: "Application") -> None:
    """Let Flask-Login find the user behind the cookie."""
    manager.init_app(app, add_context_processor=False)
    app.before_request(own_account_first)


@manager.user_loader
def load(token: str) -> SignedIn | None:
    """The user whose session has this token, unless it ended, was left alone too long or is too old."""
    app: Any = current_app
    with app.database.unit_of_work(g.actor, appends=False):
        opened = queries.open_session(token_hash(token))
        return SignedIn.by(token, opened) if opened is not None and live(opened) else None


def live(opened: UserSession) -> bool:
    """Whether an open session is still good by the settings."""
    settings = _settings()
    return session_live(
        signed_in_at=opened.signed_in_at,
        last_seen_at=opened.last_seen_at,
        now=clock.wall(),
        idle=settings.session_idle,
        absolute=settings.session_absolute,
    )


def identify(renew: bool) -> Actor | None:
    """The actor of the running request; unless the browser polls by itself, the session counts as used."""
    here = own()
    if here is None:
        return None
    if renew and clock.wall() - here.last_seen_at >= operations.TOUCH_EVERY:
        app: Any = current_app
        with app.database.unit_of_work(g.actor):
            operations.mark_seen(here.session_id)
    return as_caller(here.actor)


def await_code(token: str) -> ResponseReturnValue:
    """Lead on to the second factor; until it is shown, the browser has no session."""
    cookie[PENDING] = token
    return redirect(url_for("organisation.enter_code", next=request.args.get("next")), 303)


def begin(token: str) -> SignedIn:
    """Give the browser a fresh cookie for the session just opened; an older one of this browser ends."""
    leave()
    opened = queries.open_session(token_hash(token))
    if opened is None:
        raise RuntimeError("the session just opened is not there")
    signed_in = SignedIn.by(token, opened)
    login_user(signed_in)
    return signed_in


def go_on(token: str) -> None:
    """Let this browser's session, which was just proven, go on under its new token."""
    opened = queries.open_session(token_hash(token))
    if opened is None:
        raise RuntimeError("the session just proven is not there")
    login_user(SignedIn.by(token, opened))


def leave() -> None:
    """End the session of this browser and empty its cookie."""
    here = own()
    if here is not None:
        operations.sign_out(here.token, actor=as_caller(here.actor))
    forget()


def forget() -> None:
    """Empty the cookie of this browser."""
    logout_user()
    cookie.clear()


def own() -> SignedIn | None:
    """The signed-in user of this browser; None where the actor came in another way."""
    found: SignedIn | None = current_user._get_current_object() if current_user.is_authenticated else None
    return found


def lapsed() -> bool:
    """Whether this browser carries a session that is no longer good."""
    return "_user_id" in cookie and own() is None


def own_account_first() -> ResponseReturnValue | None:
    """Before anything else, a one-time or outlived password is replaced, and a second factor that is due set up."""
    here = own()
    if here is None or request.endpoint in BEFORE_ALL_ELSE:
        return None
    if here.password_first:
        return _to("organisation.password")
    return _to("organisation.enrol") if here.factor_due else None


def _to(endpoint: str) -> ResponseReturnValue | None:
    return None if request.endpoint == endpoint else redirect(url_for(endpoint))


def _settings() -> Any:
    return current_app.settings  # type: ignore[attr-defined]


def own_office(actor: Actor) -> str | None:
    """The name of the signed-in user's office, without asking the database again."""
    here = own()
    return office_name(here) if here is not None else None
