"""What a unit of work has collected: events to append, and kinds of rows it changed. Written when it commits.

Everything is kept with the savepoint it belongs to, and dropped when that savepoint, or the transaction, is undone.
"""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from app.audit.log.writing import append

KEY = "audit"


@dataclass
class Unit:
    """Bodies of events and changed classes, in order, each with its innermost transaction."""

    events: list[tuple[SessionTransaction | None, dict[str, Any]]] = field(default_factory=list)
    changes: list[tuple[SessionTransaction | None, type]] = field(default_factory=list)

    def drop(self, undone: SessionTransaction) -> None:
        """Forget what belongs to the transaction that was undone."""
        self.events = [(owner, body) for owner, body in self.events if not _within(owner, undone)]
        self.changes = [(owner, changed) for owner, changed in self.changes if not _within(owner, undone)]


def collect(session: Session, body: dict[str, Any]) -> None:
    """Keep an event's body until the unit of work commits; begins its transaction, so that a rollback drops it."""
    session.connection()
    _unit(session).events.append((_innermost(session), body))


def install() -> None:
    """Watch every session of the process."""
    for name, listener in (
        ("after_flush", _note_flushed),
        ("do_orm_execute", _note_executed),
        ("before_commit", _write),
        ("after_soft_rollback", _drop),
        ("after_transaction_end", _forget),
    ):
        if not event.contains(Session, name, listener):
            event.listen(Session, name, listener)


def _unit(session: Session) -> Unit:
    unit: Unit = session.info.setdefault(KEY, Unit())
    return unit


def _innermost(session: Session) -> SessionTransaction | None:
    return session.get_nested_transaction() or session.get_transaction()


def _within(owner: SessionTransaction | None, undone: SessionTransaction) -> bool:
    while owner is not None and owner is not undone:
        owner = owner.parent
    return owner is undone


def _note_flushed(session: Session, _context: Any) -> None:
    changed = [row for row in session.dirty if session.is_modified(row, include_collections=False)]
    for row in (*session.new, *changed, *session.deleted):
        _note(session, type(row))


def _note_executed(state: ORMExecuteState) -> Any:
    mapper = state.bind_mapper
    if mapper is None or not (state.is_insert or state.is_update or state.is_delete):
        return None
    result: Any = state.invoke_statement()
    if getattr(result, "rowcount", 1):
        _note(state.session, mapper.class_)
    return result


def _note(session: Session, changed: type) -> None:
    if getattr(changed, "audited", True):
        _unit(session).changes.append((_innermost(session), changed))


def _write(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    unit = _unit(session)
    if not unit.events:
        if unit.changes:
            names = sorted({changed.__name__ for _owner, changed in unit.changes})
            raise RuntimeError(f"changed without an audit event: {', '.join(names)}")
        return
    append(session.connection(), [body for _owner, body in unit.events])
    if session.new or session.deleted or any(session.is_modified(row) for row in session.dirty):
        raise RuntimeError("rows were changed after the audit events were written")


def _drop(session: Session, undone: SessionTransaction) -> None:
    _unit(session).drop(undone)


def _forget(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop(KEY, None)
