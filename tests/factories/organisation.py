"""Offices and staff for tests. Everything goes into the running unit of work."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import count
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import select

from app.access.actor import Actor, operator
from app.access.roles import Role
from app.audit.catalogue import Kind, declare
from app.audit.operations import record
from app.core import clock
from app.core.db import session
from app.core.text import Text
from app.organisation import divisions
from app.organisation.models import Certificate, Office, User, UserRole
from app.organisation.rules import actor_of
from app.organisation.states import OfficeKind

PASSWORD = "Fictitious-2022"
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)

PREPARED = "test.arranged"
"""The event of whatever a test prepares: nothing is written without one."""
declare({PREPARED: Kind(Text("Arranged by a test"))})

_serial = count(1)


def make_office(path: str = "cn/44/", **changes: Any) -> Office:
    """The office at `path` and those above it; one that exists is returned as it is."""
    found = session().scalar(select(Office).where(Office.path == path))
    if found is not None:
        return found
    above, segment = path.rstrip("/").rpartition("/")[::2]
    parent = make_office(f"{above}/") if above else None
    kind = _kind(segment)
    known = segment if divisions.known(segment) else None
    values: dict[str, Any] = {
        "kind": kind,
        "path": path,
        "name_zh": f"{divisions.name(segment) if known else segment}测试网信办",
        "name_en": f"Test office {path}",
        "short_name": f"试{next(_serial)}",
        "division_code": known or (parent.division_code if parent else None),
        "parent_id": parent.id if parent else None,
    }
    return _added(Office(**(values | changes)))


def _kind(segment: str) -> OfficeKind:
    if segment == "cn":
        return OfficeKind.NATIONAL
    if not segment.isdecimal():
        return OfficeKind.DEPARTMENT
    return OfficeKind.PROVINCE if len(segment) == 2 else OfficeKind.CITY


def make_user(
    office: Office | None = None, roles: Iterable[Role] = (Role.INSPECTOR,), *, certified: bool = False, **changes: Any
) -> User:
    """A member of staff with `PASSWORD` and these roles; `certified` adds a certificate valid today."""
    serial = next(_serial)
    values: dict[str, Any] = {
        "username": f"user{serial}",
        "name": f"张测试{serial}",
        "office": office or make_office(),
        "email": f"user{serial}@office.example",
        "password_hash": PASSWORD_HASH,
        "password_changed_at": clock.wall(),
        "grants": [UserRole(role=role) for role in roles],
        "authorised_at": clock.now() if roles else None,
    }
    user = _added(User(**(values | changes)))
    if certified:
        make_certificate(user)
    return user


def make_certificate(user: User, valid_from: date | None = None, valid_until: date | None = None) -> Certificate:
    """An enforcement certificate of `user`, by default valid for half a year either side of today."""
    return _added(
        Certificate(
            user_id=user.id,
            number=f"试证{next(_serial)}",
            issuer="测试发证机关",
            valid_from=valid_from or clock.today() - timedelta(days=180),
            valid_until=valid_until or clock.today() + timedelta(days=180),
        )
    )


def make_actor(*roles: Role, path: str = "cn/44/", proven: bool = True, **changes: Any) -> Actor:
    """The actor of a new member of staff of the office at `path`, who has just proven who it is."""
    return actor_of(make_user(make_office(path), roles or (Role.INSPECTOR,), **changes), proven=proven)


def _added(row: Any) -> Any:
    session().add(row)
    record(PREPARED, row, actor=operator("tests"))
    return row
