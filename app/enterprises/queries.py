"""Reading the registry, within the actor's reach."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import selectinload

from app.access.actor import Actor
from app.core import db
from app.core.errors import NotFound
from app.enterprises.models import Algorithm, Enterprise, Filing, FilingImport, FormerName
from app.enterprises.states import AlgorithmType, EnterpriseState, FilingState, Source
from app.organisation import queries as organisation
from app.organisation.models import Office

SORTS = ("name", "division", "filings", "added")
MANY = 500
"""Enterprises read at a time for an export."""


@dataclass(frozen=True)
class EnterpriseFilter:
    """Which enterprises a list shows. `text`: part of a name (also a former one), a credit code or filing number;
    `office_path` with the offices below; `division_code` may be a prefix."""

    text: str = ""
    office_path: str = ""
    division_code: str = ""
    source: Source | None = None
    type: AlgorithmType | None = None
    state: EnterpriseState | None = None


@dataclass(frozen=True)
class EnterpriseRow:
    """An enterprise as lists show it: with its office, the types of its algorithms and the number of its filings."""

    enterprise: Enterprise
    office: Office
    filings: int
    types: Sequence[AlgorithmType] = field(default_factory=list)


def enterprises(
    wanted: EnterpriseFilter, *, sort: str = "name", descending: bool = False, offset: int = 0, limit: int = 20
) -> tuple[list[EnterpriseRow], int]:
    """One page of the enterprises, and how many there are in all."""
    matching = select(Enterprise).where(*_conditions(wanted))
    total = db.session().scalar(select(func.count()).select_from(matching.subquery())) or 0
    found = db.session().scalars(_ordered(matching, sort, descending).offset(offset).limit(limit))
    return _rows(list(found)), total


def all_enterprises(
    wanted: EnterpriseFilter, *, sort: str = "name", descending: bool = False
) -> Iterator[EnterpriseRow]:
    """Every enterprise of a list, page after page."""
    offset = 0
    while rows := enterprises(wanted, sort=sort, descending=descending, offset=offset, limit=MANY)[0]:
        yield from rows
        offset += MANY


def enterprise(enterprise_id: UUID) -> Enterprise:
    """The enterprise with platforms, algorithms, filings and former names; raises NotFound, also outside reach."""
    whole = (
        select(Enterprise)
        .where(Enterprise.id == enterprise_id)
        .options(
            selectinload(Enterprise.former_names),
            selectinload(Enterprise.platforms),
            selectinload(Enterprise.algorithms).options(
                selectinload(Algorithm.platforms), selectinload(Algorithm.filings)
            ),
        )
    )
    found = db.session().scalar(whole)
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True)
class RegistryFigures:
    """How much the registry holds within reach: active enterprises, those of them with a filing, filings in force,
    and filings cancelled."""

    enterprises: int
    with_filing: int
    filed: int
    cancelled: int


def figures() -> RegistryFigures:
    """Count the registry within reach."""
    active = select(func.count(Enterprise.id)).where(Enterprise.state == EnterpriseState.ACTIVE)
    by_state: dict[Any, int] = dict(
        db.session().execute(select(Filing.state, func.count(Filing.id)).group_by(Filing.state)).all()
    )
    return RegistryFigures(
        enterprises=db.session().scalar(active) or 0,
        with_filing=db.session().scalar(active.where(Enterprise.id.in_(select(Filing.enterprise_id)))) or 0,
        filed=by_state.get(FilingState.FILED, 0),
        cancelled=by_state.get(FilingState.CANCELLED, 0),
    )


def filing_imports(actor: Actor, *, offset: int, limit: int) -> tuple[list[FilingImport], int]:
    """One page of the lists sent in from the actor's jurisdiction, the newest first, and how many there are."""
    own = select(FilingImport).where(_sent_in_from_reach(actor))
    total = db.session().scalar(select(func.count()).select_from(own.subquery())) or 0
    page = own.order_by(FilingImport.created_at.desc(), FilingImport.id.desc()).offset(offset).limit(limit)
    return list(db.session().scalars(page)), total


def filing_import(import_id: UUID, actor: Actor) -> FilingImport:
    """A list sent in from the actor's jurisdiction; raises NotFound."""
    own = select(FilingImport).where(FilingImport.id == import_id, _sent_in_from_reach(actor))
    found = db.session().scalar(own)
    if found is None:
        raise NotFound()
    return found


def _sent_in_from_reach(actor: Actor) -> ColumnElement[bool]:
    if actor.reach is None:
        return false()
    return FilingImport.office_path.startswith(actor.reach, autoescape=True)


def _conditions(wanted: EnterpriseFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.text:
        conditions.append(mentions(wanted.text))
    if wanted.office_path:
        conditions.append(Enterprise.office_path.startswith(wanted.office_path, autoescape=True))
    if wanted.division_code:
        conditions.append(Enterprise.division_code.startswith(wanted.division_code, autoescape=True))
    if wanted.source:
        conditions.append(Enterprise.source == wanted.source)
    if wanted.state:
        conditions.append(Enterprise.state == wanted.state)
    if wanted.type:
        conditions.append(Enterprise.id.in_(select(Algorithm.enterprise_id).where(Algorithm.type == wanted.type)))
    return conditions


def mentions(text: str) -> ColumnElement[bool]:
    """Whether an enterprise has the text in a name (also a former one), its credit code or the number of a filing."""
    return or_(
        Enterprise.name.icontains(text, autoescape=True),
        Enterprise.uscc.contains(text.upper(), autoescape=True),
        Enterprise.id.in_(select(FormerName.enterprise_id).where(FormerName.name.icontains(text, autoescape=True))),
        Enterprise.id.in_(select(Filing.enterprise_id).where(Filing.number.contains(text, autoescape=True))),
    )


def _ordered(statement: Select[Enterprise], sort: str, descending: bool) -> Select[Enterprise]:
    keys: dict[str, Any] = {
        "name": Enterprise.name,
        "division": Enterprise.division_code,
        "filings": _filing_count(),
        "added": Enterprise.created_at,
    }
    key = keys[sort]
    return statement.order_by(key.desc() if descending else key, Enterprise.name, Enterprise.id)


def _filing_count() -> Any:
    return (
        select(func.count(Filing.id))
        .where(Filing.enterprise_id == Enterprise.id)
        .correlate(Enterprise)
        .scalar_subquery()
    )


def _rows(found: list[Enterprise]) -> list[EnterpriseRow]:
    """The enterprises with what lists show beside them, in three statements whatever their number."""
    ids = [enterprise.id for enterprise in found]
    offices = organisation.offices_by_id({enterprise.office_id for enterprise in found})
    counted = select(Filing.enterprise_id, func.count(Filing.id)).where(Filing.enterprise_id.in_(ids))
    filings = dict(db.session().execute(counted.group_by(Filing.enterprise_id)).all())
    types: dict[UUID, list[AlgorithmType]] = defaultdict(list)
    used = select(Algorithm.enterprise_id, Algorithm.type).where(Algorithm.enterprise_id.in_(ids)).distinct()
    for enterprise_id, kind in db.session().execute(used):
        types[enterprise_id].append(kind)
    return [
        EnterpriseRow(
            enterprise=row,
            office=offices[row.office_id],
            filings=filings.get(row.id, 0),
            types=sorted(types[row.id], key=list(AlgorithmType).index),
        )
        for row in found
    ]
