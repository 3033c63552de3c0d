"""Reach, held below every query: an ORM statement on a scoped row without an actor raises, with one it is filtered.

Filters are plain expressions, built once per unit of work. Jobs and the operator reach everything.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, event, false, or_, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql.util import find_tables

from app.access.actor import Actor
from app.access.permissions import Permission
from app.cases.models import CaseAccess, CaseFile, CaseScoped, OfficeScoped
from app.core import clock
from app.core.db import Base

CASE = CaseFile.__table__
ACCESS = CaseAccess.__table__


def admitted(actor: Actor) -> Any:
    """Ids of the cases the actor is admitted to by name, today."""
    return select(ACCESS.c.case_file_id).where(
        ACCESS.c.user_id == actor.id, or_(ACCESS.c.until.is_(None), ACCESS.c.until >= clock.today())
    )


def visible_cases(actor: Actor, case: Any = CASE.c) -> ColumnElement[bool]:
    """The condition on `case`, the table's columns or the mapped class, under which the actor sees a case."""
    ways: list[ColumnElement[bool]] = [case.id.in_(admitted(actor))]
    if actor.reach is not None:
        ways.append(and_(case.office_path.startswith(actor.reach), case.embargoed_until.is_(None)))
    if actor.may(Permission.INSPECTION_APPROVE):
        ways.append(case.office_path == actor.office_path)
    return or_(*ways)


def _criteria(actor: Actor) -> list[Any]:
    if actor.reach == "":
        return []
    cases = select(CASE.c.id).where(visible_cases(actor))
    enterprises = select(CASE.c.enterprise_id).where(CASE.c.id.in_(admitted(actor)))
    options = [with_loader_criteria(CaseFile, visible_cases(actor, CaseFile), include_aliases=True)]
    for mapper in Base.registry.mappers:
        scoped = mapper.class_
        if issubclass(scoped, CaseScoped):
            condition = scoped.case_file_id.in_(cases)
        elif issubclass(scoped, OfficeScoped):
            reached = scoped.office_path.startswith(actor.reach) if actor.reach is not None else false()
            condition = or_(reached, getattr(scoped, scoped.enterprise_key).in_(enterprises))
        else:
            continue
        options.append(with_loader_criteria(scoped, condition, include_aliases=True))
    return options


def _scoped_tables() -> set[str]:
    return {CASE.name} | {
        mapper.local_table.name
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, CaseScoped | OfficeScoped)
    }


def hold_reach(state: ORMExecuteState) -> None:
    """Filter the statement by the actor's reach."""
    actor: Actor | None = state.session.info.get("actor")
    if actor is None:
        tables = find_tables(state.statement, include_joins=True, include_selects=True, include_crud=True)
        if {getattr(table, "name", "") for table in tables} & _scoped_tables():
            raise RuntimeError("a query on scoped rows needs an actor")
        return
    cached = state.session.info.get("reach")
    if cached is None or cached[0] is not actor:
        cached = state.session.info["reach"] = (actor, _criteria(actor))
    if cached[1]:
        state.statement = state.statement.options(*cached[1])


def install() -> None:
    """Hold reach in every session of the process."""
    if not event.contains(Session, "do_orm_execute", hold_reach):
        event.listen(Session, "do_orm_execute", hold_reach)
