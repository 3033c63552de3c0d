"""What the reading room of the log asks about offices and people."""

from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.reading.scope import Directory
from app.core import db
from app.core.ids import parse_id
from app.organisation import queries
from app.organisation.models import Office, User
from app.organisation.naming import office_name


def offices(actor: Actor) -> list[tuple[str, str]]:
    """Path and name of the offices whose events the actor may read."""
    above = actor.reach if actor.may(Permission.CASE_READ) else queries.NATIONAL
    return [(office.path, office_name(office)) for office in queries.offices_within(above)] if above else []


def within(path: str) -> Any:
    """Ids of the offices at `path` and below."""
    return select(Office.id).where(Office.path.startswith(path, autoescape=True))


def office_and_below(office_id: UUID) -> set[UUID]:
    """The ids of an office and of all below it, the closed ones too; none for an unknown office."""
    top = db.session().get(Office, office_id)
    return set() if top is None else set(db.session().scalars(within(top.path)))


def people(name: str) -> Any:
    """Ids of the people with this username, or whose name contains it."""
    meant = or_(User.username == name.strip().lower(), User.name.contains(name.strip(), autoescape=True))
    return select(User.id).where(meant)


def usernames(ids: set[UUID]) -> dict[UUID, str]:
    """The usernames of people, in one statement."""
    named = db.session().execute(select(User.id, User.username).where(User.id.in_(ids))) if ids else ()
    return {row.id: row.username for row in named}


def office_names(keys: set[str]) -> dict[str, str]:
    """The names of offices by their ids or paths, in one statement."""
    ids = [found for key in keys if (found := parse_id(key))]
    known = db.session().scalars(select(Office).where(or_(Office.id.in_(ids), Office.path.in_(keys)))) if keys else ()
    return {key: office_name(office) for office in known for key in (str(office.id), office.path)}


DIRECTORY = Directory(offices=offices, within=within, people=people, usernames=usernames, office_names=office_names)
