"""Making the offices: the national and provincial ones from data, cities and departments one by one."""

import csv
from importlib.resources import files

from sqlalchemy import select

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.operations import record, records
from app.core.db import session
from app.core.errors import RuleViolated
from app.core.text import _
from app.organisation import divisions, queries
from app.organisation.models import Office
from app.organisation.rules import require_hour, require_segment
from app.organisation.states import AUTHORITIES, OfficeKind


@records(sometimes=("office.created",))
def load_offices(*, actor: Actor) -> list[Office]:
    """Make the national office and the 31 provincial ones where they are missing; returns those made now."""
    actor.require(Permission.OFFICE_MANAGE)
    present = {office.path: office for office in session().scalars(select(Office))}
    made = []
    national = present.get(queries.NATIONAL)
    if national is None:
        national = _make(
            OfficeKind.NATIONAL,
            path=queries.NATIONAL,
            name_zh="国家互联网信息办公室",
            name_en="Cyberspace Administration of China",
            short_name="国信办",
            actor=actor,
        )
        made.append(national)
    for row in _provinces():
        path = f"cn/{row['division_code']}/"
        if path not in present:
            made.append(_make(OfficeKind.PROVINCE, path=path, parent=national, actor=actor, **row))
    return made


@records("office.created")
def add_city_office(division_code: str, *, short_name: str, name_en: str, actor: Actor) -> Office:
    """Make the office of a city under its provincial office.

    Raises RuleViolated where the code names no real city (municipalities have none), NotFound without the province.
    """
    actor.require(Permission.OFFICE_MANAGE)
    if not divisions.is_city(division_code):
        raise RuleViolated(
            _("“%(code)s” is not the four-digit division code of a city.", code=division_code), field="division_code"
        )
    province = queries.office_at(f"cn/{division_code[:2]}/")
    return _make(
        OfficeKind.CITY,
        path=f"{province.path}{division_code}/",
        parent=province,
        division_code=division_code,
        name_zh=f"{divisions.table()[division_code]}互联网信息办公室",
        name_en=name_en,
        short_name=short_name,
        actor=actor,
    )


@records("office.created")
def add_department(
    authority: Office,
    segment: str,
    *,
    name_zh: str,
    name_en: str,
    short_name: str,
    closes_at: str = "17:30",
    actor: Actor,
) -> Office:
    """Make a department that inspects jointly with an authority: telecom (通信管理局), police (公安), market_regulation
    (市场监管). `segment` is its place under the authority's path."""
    actor.require(Permission.OFFICE_MANAGE)
    require_segment(segment)
    require_hour(closes_at)
    if authority.kind not in AUTHORITIES:
        raise RuleViolated(_("A department belongs to a national, provincial or city office."), field="office")
    return _make(
        OfficeKind.DEPARTMENT,
        path=f"{authority.path}{segment}/",
        parent=authority,
        division_code=authority.division_code,
        name_zh=name_zh,
        name_en=name_en,
        short_name=short_name,
        closes_at=closes_at,
        actor=actor,
    )


def _provinces() -> list[dict[str, str]]:
    source = files("app.organisation").joinpath("data", "provincial-offices.csv")
    return list(csv.DictReader(source.read_text("utf-8").splitlines()))


def _make(
    kind: OfficeKind,
    *,
    path: str,
    name_zh: str,
    name_en: str,
    short_name: str,
    division_code: str | None = None,
    parent: Office | None = None,
    closes_at: str = "17:30",
    actor: Actor,
) -> Office:
    taken = session().scalar(select(Office.path).where((Office.path == path) | (Office.short_name == short_name)))
    if taken is not None:
        raise RuleViolated(
            _("There is already an office at %(path)s or with the short name %(name)s.", path=path, name=short_name),
            field="short_name",
        )
    office = Office(
        kind=kind,
        path=path,
        name_zh=name_zh,
        name_en=name_en,
        short_name=short_name,
        division_code=division_code,
        parent_id=parent.id if parent else None,
        closes_at=closes_at,
    )
    session().add(office)
    session().flush()
    record("office.created", office, actor=actor, after={"path": path, "kind": kind, "name": name_zh})
    return office
