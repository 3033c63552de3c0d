"""Reading inspections, within the actor's reach."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.cases.models import CaseAccess
from app.cases.states import Capacity
from app.core import db
from app.core.errors import NotFound
from app.inspections.models import Inspection


def inspection(inspection_id: UUID) -> Inspection:
    """The inspection with team, papers and signatures; raises NotFound outside reach."""
    found = db.session().scalar(
        select(Inspection)
        .where(Inspection.id == inspection_id)
        .options(
            joinedload(Inspection.case_file),
            joinedload(Inspection.enterprise),
            joinedload(Inspection.notice),
            joinedload(Inspection.record_paper),
            selectinload(Inspection.team),
            selectinload(Inspection.signatures),
        )
    )
    if found is None:
        raise NotFound()
    return found


def is_admitted(case_file_id: UUID, user_id: UUID) -> bool:
    """Whether a person is admitted to the case as one who works on it."""
    statement = select(CaseAccess.id).where(
        CaseAccess.case_file_id == case_file_id, CaseAccess.user_id == user_id, CaseAccess.capacity == Capacity.TEAM
    )
    return db.session().scalar(statement) is not None
