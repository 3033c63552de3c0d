"""Reading case files, within the actor's reach."""

from uuid import UUID

from sqlalchemy import select

from app.access.actor import Actor
from app.cases.models import CaseAccess, CaseFile
from app.cases.states import Capacity
from app.core import db
from app.core.errors import NotFound, NotPermitted
from app.core.text import _


def case_file(case_file_id: UUID) -> CaseFile:
    """The case file; raises NotFound where it does not exist or lies outside reach."""
    found = db.session().scalar(select(CaseFile).where(CaseFile.id == case_file_id))
    if found is None:
        raise NotFound()
    return found


def whereabouts(case_file_id: UUID) -> tuple[UUID, UUID] | None:
    """The office and campaign of a case, for the log: from memory where the case is loaded."""
    with db.session().no_autoflush:
        case = db.session().get(CaseFile, case_file_id)
    return (case.office_id, case.campaign_id) if case else None


def is_on_team(case_file: CaseFile, actor: Actor) -> bool:
    """Whether the actor is admitted to the case as a member of its team."""
    statement = select(CaseAccess.id).where(
        CaseAccess.case_file_id == case_file.id,
        CaseAccess.user_id == actor.id,
        CaseAccess.capacity == Capacity.TEAM,
    )
    return db.session().scalar(statement) is not None


def require_on_team(case_file: CaseFile, actor: Actor) -> None:
    """Raise NotPermitted unless the actor is a member of the case's team (APL art. 42)."""
    if not is_on_team(case_file, actor):
        raise NotPermitted(_("Only a member of the inspection team can do this."))
