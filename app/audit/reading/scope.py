"""Who may read which events of the log, and whether with what was in them.

The security auditor sees every event, and of none its content: the auditor watches the staff, not the cases. Whoever
else reads sees whole events, but fewer: the observer those of the own office and below, the persons who decide about
erasing personal data those of the cases within reach, everybody those of the cases they are admitted to by name.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, UnaryExpression, and_, func, or_, select, true
from sqlalchemy.sql.operators import custom_op

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.log.writing import EVENT
from app.core import db
from app.core.events import Socket
from app.core.text import Text


@dataclass(frozen=True)
class Cases:
    """What the room of case files knows; most answer a SELECT or a condition to build statements from."""

    visible: Callable[[Actor], Any]
    """Ids of the cases an actor sees: by admission, or by jurisdiction once no embargo stands."""
    governed: Callable[[Actor], Any]
    """Ids of those among them that lie in the actor's own jurisdiction."""
    admitted: Callable[[Actor], Any]
    """Ids of the cases an actor is admitted to by name, today."""
    admits: Callable[[Any, Any], ColumnElement[bool]]
    """Whether the person in a column is, or was, admitted to the case in another."""
    secretive: Callable[[Actor], Any]
    """Ids of the offices with a plan under embargo that is kept from an actor."""
    named: Callable[[str], UUID | None]
    """The case with a number, within the reach of whoever asks."""


@dataclass(frozen=True)
class Directory:
    """What the room of offices and people knows."""

    offices: Callable[[Actor], Sequence[tuple[str, str]]]
    """Path and name of the offices an actor may filter by."""
    within: Callable[[str], Any]
    """Ids of the offices at a path and below, a SELECT."""
    people: Callable[[str], Any]
    """Ids of the people meant by a username or a part of a name, a SELECT."""
    usernames: Callable[[set[UUID]], dict[UUID, str]]
    """The usernames of people by their ids."""
    office_names: Callable[[set[str]], dict[str, str]]
    """The names of offices, by their ids or paths."""


cases: Socket[Cases] = Socket()
directory: Socket[Directory] = Socket()


@dataclass(frozen=True)
class Kind:
    """What the rows of a table are to a reader, and the page of one, if it has one, for whoever holds the permission;
    `endpoint` takes `key`."""

    table: str
    label: Text
    endpoint: str = ""
    key: str = ""
    permission: Permission = Permission.CASE_READ


kinds: Socket[Kind] = Socket()
"""Where the rooms plug in the words and pages of what events are about."""


@dataclass(frozen=True)
class Scope:
    """The events a person may read, as a condition, and whether with reason and values."""

    condition: ColumnElement[bool]
    content: bool


def scope(actor: Actor) -> Scope:
    """What the actor may read of the log; raises NotPermitted where the roles open nothing."""
    if actor.reach == "":
        return Scope(true(), content=True)
    if actor.may(Permission.AUDIT_READ) and not actor.may(Permission.CASE_READ):
        return Scope(true(), content=False)
    actor.require(Permission.CASE_READ)
    return Scope(or_(*_ways(actor)), content=True)


def _ways(actor: Actor) -> list[ColumnElement[bool]]:
    audits, redacts = actor.may(Permission.AUDIT_READ), actor.may(Permission.AUDIT_REDACT)
    open_cases = plugged_cases().visible if audits or redacts else plugged_cases().admitted
    ways: list[ColumnElement[bool]] = [scanned(EVENT.c.case_file_id).in_(open_cases(actor))]
    if redacts and is_national(actor):
        ways.append(scanned(EVENT.c.case_file_id).is_(None))
    if audits and actor.reach is not None:
        offices = plugged_directory().within(actor.reach)
        own = scanned(func.coalesce(EVENT.c.object_office, EVENT.c.actor_office)).in_(offices)
        ways.append(and_(scanned(EVENT.c.case_file_id).is_(None), own))
    return ways


def scanned(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The column, by which SQLite is not to look for rows: many events meet such a condition, and to gather them all
    by an index, only to sort out the newest, takes longer than to walk back from the newest."""
    if db.session().get_bind().dialect.name == "postgresql":
        return column
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)


def is_national(actor: Actor) -> bool:
    """Whether the actor's jurisdiction is the whole country: the office at the root of the tree."""
    return actor.reach is not None and actor.reach.count("/") <= 1


def may_open_case(actor: Actor, case_file_id: UUID) -> bool:
    """Whether the actor, who sees the case, may also open the events of its timeline."""
    if actor.may(Permission.AUDIT_READ) or actor.may(Permission.AUDIT_REDACT):
        return True
    return _holds(plugged_cases().admitted(actor), case_file_id)


def words_hidden(actor: Actor, office_id: UUID | None) -> bool:
    """Whether the words of a search by somebody of this office may betray a plan that is kept from the actor."""
    if office_id is None or actor.reach == "":
        return False
    return _holds(plugged_cases().secretive(actor), office_id)


def _holds(ids: Any, wanted: UUID) -> bool:
    """Whether a SELECT of ids finds this one."""
    found = ids.subquery()
    statement = select(found.c[0]).where(found.c[0] == wanted).limit(1)
    return db.session().connection().scalar(statement) is not None


def plugged_cases() -> Cases:
    """The room of case files."""
    return next(iter(cases))


def plugged_directory() -> Directory:
    """The room of offices and people."""
    return next(iter(directory))
