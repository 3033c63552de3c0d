"""Accounts: made by one administrator, authorised by another (三员分立)."""

from datetime import date
from typing import Any

from sqlalchemy import select, update

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.roles import Role
from app.audit.operations import record, records
from app.core import clock
from app.core.db import session
from app.core.errors import RuleViolated
from app.core.text import _
from app.core.workflow import require_reason
from app.organisation import passwords, policy, queries
from app.organisation.models import Certificate, Office, User, UserSession
from app.organisation.operations.holding import refuse_over_administrator, refuse_self, require_active
from app.organisation.operations.roles import grant_role
from app.organisation.rules import require_username, username_of
from app.organisation.states import Clearance

FIRST_ADMINISTRATORS = (
    ("sysadmin", "系统管理员", Role.SYSTEM_ADMIN),
    ("secadmin", "安全管理员", Role.SECURITY_ADMIN),
    ("auditor", "审计管理员", Role.AUDITOR),
)


@records()
def make_first_administrators(*, actor: Actor) -> list[tuple[User, str]]:
    """Make the three administrators (三员) of the national office, each with a one-time password.

    Raises RuleViolated where any account exists, NotFound where the offices were not loaded.
    """
    if queries.any_account():
        raise RuleViolated(_("There are accounts already. Their administrators make and authorise all others."))
    national = queries.office_at(queries.NATIONAL)
    made = []
    for username, name, role in FIRST_ADMINISTRATORS:
        password = passwords.one_time()
        user = create_user(username=username, name=name, office=national, password=password, actor=actor)
        grant_role(user, role, actor=actor)
        made.append((user, password))
    return made


@records("user.created")
def create_user(
    *,
    username: str,
    name: str,
    office: Office,
    password: str,
    one_time: bool = True,
    email: str | None = None,
    phone: str | None = None,
    clearance: Clearance = Clearance.INTERNAL,
    actor: Actor,
) -> User:
    """Make an account without any role. A one-time password has to be changed at the first sign-in.

    Raises RuleViolated for a username or password that can't be one, and for a username already given.
    """
    actor.require(Permission.USER_CREATE)
    username = username_of(username)
    require_username(username)
    passwords.require_good(password, username=username, name=name, office=office)
    if queries.user_named(username) is not None:
        raise RuleViolated(
            _("The username “%(name)s” is already given. Choose another.", name=username), field="username"
        )
    user = User(
        username=username,
        name=name,
        office=office,
        email=email,
        phone=phone,
        clearance=clearance,
        password_hash=passwords.hashed(password),
        password_changed_at=None if one_time else clock.wall(),
        one_time_until=clock.wall() + policy.current().one_time_for if one_time else None,
        made_by=actor.id,
        grants=[],
    )
    session().add(user)
    session().flush()
    made = {"username": username, "name": name, "office": office.path, "clearance": clearance, "one_time": one_time}
    record("user.created", user, actor=actor, after=made)
    return user


@records("certificate.registered")
def register_certificate(
    user: User, *, number: str, issuer: str, valid_from: date, valid_until: date, actor: Actor
) -> Certificate:
    """Enter an officer's enforcement certificate, valid from the first to the last day inclusive.

    Raises RuleViolated for a period that ends before it starts and for a number already entered.
    """
    actor.require(Permission.USER_CREATE)
    if valid_until < valid_from:
        raise RuleViolated(_("The certificate ends before it begins. Check both days."), field="valid_until")
    if session().scalar(select(Certificate.id).where(Certificate.number == number)) is not None:
        raise RuleViolated(
            _("A certificate with the number %(number)s is already entered.", number=number), field="number"
        )
    certificate = Certificate(
        user_id=user.id, number=number, issuer=issuer, valid_from=valid_from, valid_until=valid_until
    )
    session().add(certificate)
    session().flush()
    period = {"number": number, "issuer": issuer, "valid_from": valid_from, "valid_until": valid_until}
    record("certificate.registered", certificate, actor=actor, after={"user": user.id, **period})
    return certificate


@records("password.reset")
def reset_password(user: User, *, actor: Actor) -> str:
    """Give an account a one-time password, end its sessions, and return the password to hand over.

    Raises RuleViolated for the own account and, away from the console, for another administrator's. Asks for proof of
    the person: whoever finds a screen unlocked must not take over an account with it.
    """
    actor.require(Permission.USER_CREATE)
    refuse_self(user, actor)
    refuse_over_administrator(user, actor)
    require_active(user)
    actor.require_proven()
    password = passwords.one_time()
    user.password_hash = passwords.hashed(password)
    user.password_changed_at = None
    user.one_time_until = clock.wall() + policy.current().one_time_for
    end_sessions(user)
    record("password.reset", user, actor=actor)
    return password


@records("user.ended")
def end_account(user: User, *, reason: str, actor: Actor) -> None:
    """Close an account for good: nobody signs in with it any more; what it did stays.

    Raises RuleViolated for the own account, one already ended, a missing reason and, away from the console, an
    account that still holds an administrator's role. Asks for proof of the person: this can't be undone.
    """
    actor.require(Permission.USER_CREATE)
    refuse_self(user, actor)
    refuse_over_administrator(user, actor)
    require_reason(reason)
    require_active(user)
    actor.require_proven()
    user.active = False
    end_sessions(user)
    record("user.ended", user, actor=actor, before={"active": True}, after={"active": False}, reason=reason)


def end_sessions(user: User, *, but: str = "") -> int:
    """End all open sessions of a user, except the one whose token hash is `but`; returns how many these were."""
    open_ones = update(UserSession).where(UserSession.user_id == user.id, UserSession.ended_at.is_(None))
    result: Any = session().execute(open_ones.where(UserSession.token_hash != but).values(ended_at=clock.wall()))
    return int(result.rowcount)
