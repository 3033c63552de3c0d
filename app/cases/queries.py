"""Reading case files, within the actor's reach."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.access.actor import Actor
from app.cases.models import CaseAccess, CaseFile
from app.cases.states import Capacity, GrantState
from app.core import clock, db
from app.core.errors import NotFound, NotPermitted
from app.core.text import _
from app.organisation.models import User


def case_file(case_file_id: UUID) -> CaseFile:
    """The case file; raises NotFound where it does not exist or lies outside reach."""
    found = db.session().scalar(select(CaseFile).where(CaseFile.id == case_file_id))
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True)
class Admission:
    """Somebody admitted to a case, with who that is."""

    row: CaseAccess
    user: User


def admissions(case: CaseFile) -> list[Admission]:
    """Everybody who is or was admitted to the case by name: planner and team first, then the grants, newest first."""
    found = select(CaseAccess, User).join(User, User.id == CaseAccess.user_id).options(joinedload(User.office))
    rows = db.session().execute(found.where(CaseAccess.case_file_id == case.id).order_by(CaseAccess.id.desc()))
    order = list(Capacity)
    return sorted((Admission(*row) for row in rows), key=lambda one: order.index(one.row.capacity))


def running_grant(case: CaseFile, user_id: UUID) -> CaseAccess | None:
    """The grant by which somebody sees the case today, or None."""
    found = select(CaseAccess).where(
        CaseAccess.case_file_id == case.id,
        CaseAccess.user_id == user_id,
        CaseAccess.capacity == Capacity.GRANT,
        _in_state(GrantState.RUNNING),
    )
    return db.session().scalar(found.limit(1))


def grant(grant_id: UUID) -> CaseAccess:
    """A grant within reach; raises NotFound."""
    found = select(CaseAccess).where(CaseAccess.id == grant_id, CaseAccess.capacity == Capacity.GRANT)
    access = db.session().scalar(found.options(joinedload(CaseAccess.case_file)))
    if access is None:
        raise NotFound()
    return access


def grants_of(
    office_id: UUID | None, state: GrantState | None, *, offset: int, limit: int
) -> tuple[list[Admission], int]:
    """One page of the grants on cases of an office, the newest first, and how many there are in all."""
    conditions = [CaseAccess.capacity == Capacity.GRANT, CaseFile.office_id == office_id]
    if state is not None:
        conditions.append(_in_state(state))
    rows = (
        select(CaseAccess, User)
        .join(CaseAccess.case_file)
        .join(User, User.id == CaseAccess.user_id)
        .where(*conditions)
        .options(contains_eager(CaseAccess.case_file), joinedload(User.office))
        .order_by(CaseAccess.id.desc())
    )
    total = select(func.count(CaseAccess.id)).join(CaseAccess.case_file).where(*conditions)
    page = db.session().execute(rows.offset(offset).limit(limit))
    return [Admission(*row) for row in page], db.session().scalar(total) or 0


def _in_state(state: GrantState) -> ColumnElement[bool]:
    if state is GrantState.WITHDRAWN:
        return CaseAccess.withdrawn_on.is_not(None)
    running = CaseAccess.until >= clock.today()
    return and_(CaseAccess.withdrawn_on.is_(None), running if state is GrantState.RUNNING else ~running)


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
