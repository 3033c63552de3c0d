"""Erasing what an event says about people, so that the log still verifies: its leaf stays, its body goes."""

from sqlalchemy import ColumnElement, Update, func, select, update

from app.audit.log.writing import EVENT
from app.core import db
from app.core.errors import RuleViolated
from app.core.text import _


def erase(log: int, seq: int) -> None:
    """Set an event's body and the columns that name its actor to NULL, in the running unit of work.

    Who may ask for it and what is recorded about it is the caller's to see to. On PostgreSQL the web's role may change
    no event: the function of migration 0016 does it. Raises RuleViolated where there is no such event with a body.
    """
    connection = db.session().connection()
    if connection.dialect.name == "postgresql":
        erased = connection.scalar(select(func.audit_redact(log, seq)))
    else:
        erased = connection.execute(_erasing(EVENT.c.log == log, EVENT.c.seq == seq)).rowcount
    if not erased:
        raise RuleViolated(_("This event does not exist, or its content is erased already."))


def _erasing(*which: ColumnElement[bool]) -> Update:
    return update(EVENT).where(*which, EVENT.c.body.is_not(None)).values(body=None, actor=None, actor_id=None)
