"""Reading case files, within the actor's reach."""

from uuid import UUID

from sqlalchemy import select

from app.cases.models import CaseAccess, CaseFile
from app.cases.states import Capacity
from app.core import db
from app.core.errors import NotFound


def case_file(case_file_id: UUID) -> CaseFile:
    """The case file; raises NotFound where it does not exist or lies outside reach."""
    found = db.session().scalar(select(CaseFile).where(CaseFile.id == case_file_id))
    if found is None:
        raise NotFound()
    return found


def team_cases(user_id: UUID) -> list[UUID]:
    """Ids of the cases whose team the user is on."""
    statement = select(CaseAccess.case_file_id).where(
        CaseAccess.user_id == user_id, CaseAccess.capacity == Capacity.TEAM
    )
    return list(db.session().scalars(statement))
