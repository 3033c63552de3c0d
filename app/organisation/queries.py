"""Reading offices, people and sessions."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.access.permissions import Permission
from app.access.roles import ADMINISTRATORS, GRID, Role
from app.core import clock
from app.core.db import session
from app.core.errors import NotFound
from app.core.text import _
from app.organisation import divisions
from app.organisation.models import (
    ADDRESS,
    INTRODUCTION,
    Certificate,
    KnownDevice,
    Office,
    PendingSignIn,
    User,
    UserRole,
    UserSession,
)
from app.organisation.states import AUTHORITIES, STALE_AFTER, AccountState

T = TypeVar("T")

NATIONAL = "cn/"

DEVICE_KNOWN_FOR = timedelta(days=180)
"""How long a browser is known after its last sign-in."""
PENDING_FOR = timedelta(minutes=5)
"""How long a sign-in waits for the second factor (wall clock)."""


def office(office_id: UUID) -> Office:
    """The office; raises NotFound."""
    return _found(session().get(Office, office_id))


def office_at(path: str) -> Office:
    """The office at a place of the tree, such as `cn/44/`; raises NotFound, naming the path."""
    found = session().scalar(select(Office).where(Office.path == path))
    if found is None:
        raise NotFound(_("There is no office at %(path)s. List them with: flask offices list.", path=path))
    return found


def offices_within(path: str = NATIONAL) -> list[Office]:
    """The active offices at `path` and below, in the order of the tree."""
    return list(session().scalars(select(Office).where(Office.active, _within(path)).order_by(Office.path)))


def offices_by_id(office_ids: Collection[UUID]) -> dict[UUID, Office]:
    """Many offices at once, by id."""
    return {found.id: found for found in session().scalars(select(Office).where(Office.id.in_(office_ids)))}


def office_for_division(code: str) -> Office:
    """The authority that has jurisdiction over a division: the nearest active one above it.

    Raises RuleViolated where the code is unknown, NotFound where the offices were not loaded.
    """
    over = (
        select(Office)
        .where(Office.path.in_(divisions.paths_over(code)), Office.kind.in_(AUTHORITIES), Office.active)
        .order_by(func.length(Office.path).desc())
        .limit(1)
    )
    return _found(session().scalar(over))


def parent_office(of: Office) -> Office | None:
    """The office above, None over the national one."""
    return session().get(Office, of.parent_id) if of.parent_id else None


def staff_counts() -> dict[UUID, int]:
    """How many active users each office has; offices without any are left out."""
    counts = select(User.office_id, func.count().label("staff")).where(User.active).group_by(User.office_id)
    return {row.office_id: row.staff for row in session().execute(counts)}


def user(user_id: UUID) -> User:
    """The user with office and roles; raises NotFound."""
    return _found(session().scalar(_users().where(User.id == user_id)))


def user_named(username: str) -> User | None:
    """The user with this username, or None."""
    return session().scalar(_users().where(User.username == username))


def users_of(office_ids: Collection[UUID], roles: Collection[Role] = ()) -> list[User]:
    """The active users of these offices; with `roles`, those who hold at least one of them."""
    wanted = _users().where(User.usable, User.office_id.in_(office_ids))
    if roles:
        wanted = wanted.where(_holds(roles))
    return list(session().scalars(wanted.order_by(User.username)))


def holders_of(permission: Permission) -> list[User]:
    """Everybody in use whose roles allow it, of whatever office."""
    allowing = [role for role, permissions in GRID.items() if permission in permissions]
    return list(session().scalars(_users().where(User.usable, _holds(allowing)).order_by(User.username)))


def staff_called(text: str, *, limit: int) -> list[User]:
    """People at work on cases whose name or username contains `text`, of whatever office; administrators are none."""
    found = (
        _users()
        .join(Office, User.office_id == Office.id)
        .where(User.usable, _called(text), _holds(set(Role) - ADMINISTRATORS))
        .order_by(Office.path, User.username)
        .limit(limit)
    )
    return list(session().scalars(found))


def heads_of(of: Office) -> list[User]:
    """The heads of an office."""
    return users_of([of.id], [Role.HEAD])


def supervisors_of(of: Office) -> list[User]:
    """The supervisors of an office."""
    return users_of([of.id], [Role.SUPERVISOR])


def officers(office_path: str, day: date) -> list[User]:
    """The active inspectors at `office_path` and below who hold a certificate valid on `day`."""
    wanted = (
        _users()
        .join(Office, User.office_id == Office.id)
        .where(User.usable, _within(office_path), _holds([Role.INSPECTOR]))
        .where(User.id.in_(select(Certificate.user_id).where(_valid_on(day))))
        .order_by(Office.path, User.username)
    )
    return list(session().scalars(wanted))


def user_names(user_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of many users at once, by id."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    named = session().execute(select(User.id, User.name).where(User.id.in_(wanted)))
    return {row.id: row.name for row in named}


def certificate_valid_on(user_id: UUID, day: date) -> Certificate | None:
    """The user's certificate valid on `day`, the longest valid one of several; None without any."""
    valid = select(Certificate).where(Certificate.user_id == user_id, _valid_on(day))
    return session().scalar(valid.order_by(Certificate.valid_until.desc()).limit(1))


def certificates_of(user_id: UUID) -> list[Certificate]:
    """All certificates of a user, the newest first."""
    held = select(Certificate).where(Certificate.user_id == user_id)
    return list(session().scalars(held.order_by(Certificate.valid_from.desc())))


@dataclass(frozen=True)
class AccountFilter:
    """Which accounts a list shows: part of a name, an office with those below it, a role, a state; ended ones only
    where they are asked for."""

    text: str = ""
    office_path: str = ""
    role: Role | None = None
    state: AccountState | None = None


def accounts(wanted: AccountFilter, *, offset: int, limit: int) -> tuple[list[User], int]:
    """One page of the accounts with offices and roles, and how many there are in all."""
    conditions = _matching(wanted)
    query = _users().join(Office, User.office_id == Office.id).where(*conditions)
    total = select(func.count()).select_from(User).join(Office, User.office_id == Office.id).where(*conditions)
    page = query.order_by(Office.path, User.username).offset(offset).limit(limit)
    return list(session().scalars(page)), session().scalar(total) or 0


def _matching(wanted: AccountFilter) -> list[ColumnElement[bool]]:
    conditions = [_standing(wanted.state)]
    if wanted.text:
        conditions.append(_called(wanted.text))
    if wanted.office_path:
        conditions.append(_within(wanted.office_path))
    if wanted.role:
        conditions.append(_holds([wanted.role]))
    return conditions


def _standing(state: AccountState | None) -> ColumnElement[bool]:
    """The condition of a state; without one, of all accounts that have not been ended."""
    if state is None or state is AccountState.ENDED:
        return User.active.is_(state is None)
    if state is AccountState.SUSPENDED:
        return and_(User.active, User.suspended_at.is_not(None))
    authorised = User.id.in_(select(UserRole.user_id))
    if state is AccountState.UNAUTHORISED:
        return and_(User.usable, ~authorised)
    recent = select(UserSession.user_id).where(UserSession.signed_in_at > clock.wall() - STALE_AFTER)
    stale = and_(User.authorised_at <= clock.now() - STALE_AFTER, User.id.not_in(recent))
    return and_(User.usable, authorised, stale if state is AccountState.STALE else true())


def account_counts(states: Collection[AccountState]) -> dict[AccountState, int]:
    """How many accounts stand so."""
    count = select(func.count(User.id))
    return {state: session().scalar(count.where(_standing(state))) or 0 for state in states}


def last_sign_ins(user_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When these people last signed in (wall clock); whoever never did is left out."""
    latest = select(UserSession.user_id, func.max(UserSession.signed_in_at).label("at")).group_by(UserSession.user_id)
    found = session().execute(latest.where(UserSession.user_id.in_(user_ids)))
    return {row.user_id: row.at for row in found}


def open_session(token_hash: str) -> UserSession | None:
    """The session not yet ended, with its active user, office, roles and second factor, in one statement; or None."""
    kept = (
        select(UserSession)
        .join(UserSession.user)
        .join(User.office)
        .outerjoin(User.grants)
        .outerjoin(User.factor)
        .where(UserSession.token_hash == token_hash, UserSession.ended_at.is_(None), User.usable)
        .options(
            contains_eager(UserSession.user).contains_eager(User.office),
            contains_eager(UserSession.user).contains_eager(User.grants),
            contains_eager(UserSession.user).contains_eager(User.factor),
        )
    )
    return session().scalars(kept).unique().one_or_none()


def pending_sign_in(token_hash: str, *, hold: bool = False) -> PendingSignIn | None:
    """The sign-in that waits for a second factor, unless it waited too long or the account was changed since.

    With `hold` nobody else ends it, or changes the account, before the transaction does.
    """
    waiting = session().get(PendingSignIn, token_hash, with_for_update=hold or None)
    if waiting is None or waiting.begun_at <= clock.wall() - PENDING_FOR:
        return None
    owner = session().get_one(User, waiting.user_id, with_for_update=hold or None)
    return waiting if owner.version == waiting.user_version else None


def sessions_of(user_id: UUID, *, since: datetime) -> list[UserSession]:
    """The user's sessions seen since a moment (wall clock), the newest first."""
    recent = select(UserSession).where(UserSession.user_id == user_id, UserSession.last_seen_at >= since)
    return list(session().scalars(recent.order_by(UserSession.signed_in_at.desc())))


def known_device(user_id: UUID, token_hash: str) -> KnownDevice | None:
    """The browser with this token as one in which the user has signed in; None where the user has not."""
    known = select(KnownDevice).where(KnownDevice.user_id == user_id, KnownDevice.token_hash == token_hash)
    return session().scalar(known.where(KnownDevice.last_seen_at > clock.wall() - DEVICE_KNOWN_FOR))


def has_devices(user_id: UUID) -> bool:
    """Whether the user has signed in with any browser that is still known."""
    return session().scalar(select(KnownDevice.id).where(KnownDevice.user_id == user_id).limit(1)) is not None


def signed_in_like(user_id: UUID, ip: str, user_agent: str) -> bool:
    """Whether the user has signed in before from this address with a browser that introduced itself so."""
    alike = select(UserSession.id).where(UserSession.user_id == user_id, UserSession.ip == ip[:ADDRESS])
    return session().scalar(alike.where(UserSession.user_agent == user_agent[:INTRODUCTION]).limit(1)) is not None


def is_device(token_hash: str) -> bool:
    """Whether anybody has signed in with the browser of this token."""
    return session().scalar(select(KnownDevice.id).where(KnownDevice.token_hash == token_hash).limit(1)) is not None


def any_account() -> bool:
    """Whether there is any account at all."""
    return session().scalar(select(User.id).limit(1)) is not None


def _found(row: T | None) -> T:
    if row is None:
        raise NotFound()
    return row


def _users() -> Select[User]:
    return select(User).options(joinedload(User.office, innerjoin=True), selectinload(User.grants))


def _called(text: str) -> ColumnElement[bool]:
    return or_(User.name.contains(text, autoescape=True), User.username.contains(text.lower(), autoescape=True))


def _holds(roles: Collection[Role]) -> ColumnElement[bool]:
    return User.id.in_(select(UserRole.user_id).where(UserRole.role.in_(roles)))


def _within(path: str) -> ColumnElement[bool]:
    return Office.path.startswith(path, autoescape=True)


def _valid_on(day: date) -> ColumnElement[bool]:
    return (Certificate.valid_from <= day) & (Certificate.valid_until >= day)
