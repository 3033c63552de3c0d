"""What the reading room of the log asks about case files: which of them a reader may know, and how they are called."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, not_, select

from app.access.actor import Actor
from app.audit.reading.scope import Cases
from app.cases import guard
from app.cases.models import CaseAccess, CaseFile
from app.core import db


def visible(actor: Actor) -> Any:
    """Ids of the cases the actor sees."""
    return select(CaseFile.id).where(guard.visible_cases(actor, CaseFile))


def governed(actor: Actor) -> Any:
    """Ids of the cases the actor sees in the own jurisdiction, leaving out those of others with a mere admission."""
    own = CaseFile.office_path.startswith(actor.office_path if actor.reach is None else actor.reach, autoescape=True)
    return visible(actor).where(own)


def admits(person: Any, case_file_id: Any) -> ColumnElement[bool]:
    """Whether a person is admitted to a case by name; an admission that has ended by itself counts, one that was
    withdrawn with its row does not."""
    admission = and_(CaseAccess.user_id == person, CaseAccess.case_file_id == case_file_id)
    return select(CaseAccess.id).where(admission).exists()


def secretive(actor: Actor) -> Any:
    """Ids of the offices with a plan under embargo that is kept from the actor."""
    kept = not_(guard.visible_cases(actor, CaseFile))
    return select(CaseFile.office_id).where(CaseFile.embargoed_until.is_not(None), kept)


def named(number: str) -> UUID | None:
    """The case with this number, within the reach of whoever asks."""
    return db.session().scalar(select(CaseFile.id).where(CaseFile.number == number))


CASES = Cases(
    visible=visible,
    governed=governed,
    admitted=guard.admitted,
    admits=admits,
    secretive=secretive,
    named=named,
)
