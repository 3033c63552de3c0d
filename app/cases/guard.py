"""Reach, held below every query: an ORM statement on a scoped row without an actor raises, with one it is filtered.
And the freeze of a case, held below every change to its rows.

Filters are plain expressions, built once per unit of work. Jobs and the operator reach everything.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, event, false, or_, select
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session, SessionTransaction
from sqlalchemy.sql.util import find_tables

from app.access.actor import Actor, ActorKind
from app.access.permissions import Permission
from app.cases.models import CaseAccess, CaseFile, CaseScoped, OfficeScoped
from app.core import clock
from app.core.db import Base
from app.core.errors import RuleViolated
from app.core.text import _

CASE: Any = CaseFile.__table__
ACCESS: Any = CaseAccess.__table__


class WithinReach(LoaderCriteriaOption):
    """A condition on every row of a class that a statement reads, under whatever alias.

    SQLAlchemy adapts it to an alias in FROM, but not to one that is joined with a condition written out: there it
    would look at the wrong rows, which is a leak.
    """

    _traverse_internals = LoaderCriteriaOption._traverse_internals

    def _resolve_where_criteria(self, ext_info: Any) -> ColumnElement[bool]:
        condition = super()._resolve_where_criteria(ext_info)
        adapted: ColumnElement[bool] = ext_info._adapter.traverse(condition) if ext_info.is_aliased_class else condition
        return adapted


def admitted(actor: Actor) -> Any:
    """Ids of the cases the actor is admitted to by name, today: a grant lasts through its last day in Shanghai."""
    return select(ACCESS.c.case_file_id).where(
        ACCESS.c.user_id == actor.id,
        ACCESS.c.withdrawn_on.is_(None),
        or_(ACCESS.c.until.is_(None), ACCESS.c.until >= clock.today()),
    )


def visible_cases(actor: Actor, case: Any = CASE.c) -> ColumnElement[bool]:
    """The condition on `case`, the table's columns or the mapped class, under which the actor sees a case.

    A user whose roles read no case (administrators) sees none, whatever admission there is.
    """
    if not actor.may(Permission.CASE_READ) and actor.kind is not ActorKind.LINK:
        return false()
    ways: list[ColumnElement[bool]] = [case.id.in_(admitted(actor))]
    if actor.reach is not None:
        ways.append(and_(_within(case.office_path, actor.reach), case.embargoed_until.is_(None)))
    if actor.may(Permission.INSPECTION_APPROVE):
        ways.append(case.office_path == actor.office_path)
    return or_(*ways)


def _within(office_path: Any, reach: str) -> ColumnElement[bool]:
    return office_path.startswith(reach, autoescape=True)


def _criteria(actor: Actor) -> list[Any]:
    if actor.reach == "":
        return []
    cases = select(CASE.c.id).where(visible_cases(actor))
    enterprises = select(CASE.c.enterprise_id).where(CASE.c.id.in_(admitted(actor)))
    options = [WithinReach(CaseFile, visible_cases(actor, CaseFile), include_aliases=True)]
    for mapper in Base.registry.mappers:
        scoped = mapper.class_
        if issubclass(scoped, CaseScoped):
            condition: ColumnElement[bool] = scoped.case_file_id.in_(cases)
        elif issubclass(scoped, OfficeScoped):
            reached = _within(scoped.office_path, actor.reach) if actor.reach is not None else false()
            condition = or_(reached, getattr(scoped, scoped.enterprise_key).in_(enterprises))
        else:
            continue
        options.append(WithinReach(scoped, condition, include_aliases=True))
    return options


def _scoped_tables() -> set[Any]:
    return {CASE} | {
        mapper.local_table for mapper in Base.registry.mappers if issubclass(mapper.class_, CaseScoped | OfficeScoped)
    }


def hold_reach(state: ORMExecuteState) -> None:
    """Filter the statement by the actor's reach."""
    actor: Actor | None = state.session.info.get("actor")
    if actor is None:
        statement: Any = state.statement
        tables = find_tables(statement, check_columns=True, include_crud=True)
        if not _scoped_tables().isdisjoint(tables):
            raise RuntimeError("a query on scoped rows needs an actor")
        return
    cached = state.session.info.get("reach")
    if cached is None or cached[0] is not actor:
        cached = state.session.info["reach"] = (actor, _criteria(actor))
    if cached[1]:
        state.statement = state.statement.options(*cached[1])


def hold_freeze(session: Session, _context: Any, _instances: Any) -> None:
    """Refuse to add, change or remove a row of a frozen case.

    The cases are locked against a freeze until the transaction ends, so that whoever freezes them sees what was done
    until then; each is asked for once. Statements that bypass the session meet the triggers of the migration.
    """
    changed = [row for row in session.dirty if session.is_modified(row)]
    held: set[UUID] = session.info.setdefault("held", set())
    held.difference_update(row.id for row in changed if isinstance(row, CaseFile))
    rows = (row for row in (*session.new, *changed, *session.deleted) if isinstance(row, CaseScoped) and row.freezes)
    cases = {row.case_file_id for row in rows} - held
    if not cases:
        return
    asked = select(CaseFile.frozen_at).where(CaseFile.id.in_(cases))
    if any(session.scalars(asked.with_for_update(read=True))):
        raise RuleViolated(
            _("The campaign of this case is closing or closed: it can be read, but nothing in it changes any more.")
        )
    held |= cases


def let_go(session: Session, transaction: SessionTransaction) -> None:
    """Locks end with their transaction, or with the savepoint in which they were taken; a flush is neither."""
    if transaction.nested or transaction.parent is None:
        session.info.pop("held", None)


LISTENERS: dict[str, Callable[..., None]] = {
    "do_orm_execute": hold_reach,
    "before_flush": hold_freeze,
    "after_transaction_end": let_go,
}


def install() -> None:
    """Hold reach and freeze in every session of the process."""
    for name, listener in LISTENERS.items():
        if not event.contains(Session, name, listener):
            event.listen(Session, name, listener)
