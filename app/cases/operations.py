"""Opening a case file, admitting people to it, ending its embargo."""

from uuid import UUID

from sqlalchemy import select

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.operations import record, records
from app.cases.models import CaseAccess, CaseFile
from app.cases.states import Capacity, EmbargoUntil
from app.core import clock, db
from app.core.numbering import document_number, next_serial
from app.organisation.models import Office

CASE_KIND = "检案"
"""The kind characters of a case number; no form of the authority is known for it."""


@records("case.opened")
def open_case(
    office: Office,
    *,
    title: str,
    campaign_id: UUID,
    enterprise_id: UUID,
    embargoed_until: EmbargoUntil,
    actor: Actor,
) -> CaseFile:
    """Open the case file of a planned inspection, under embargo from its first moment (procedure: no leaks)."""
    actor.require(Permission.INSPECTION_PLAN)
    case = CaseFile(
        office_id=office.id,
        office_path=office.path,
        title=title,
        campaign_id=campaign_id,
        enterprise_id=enterprise_id,
        embargoed_until=embargoed_until,
    )
    db.session().add(case)
    db.session().flush()
    record("case.opened", case, actor=actor, case_file_id=case.id, after={"embargoed_until": embargoed_until})
    return case


@records("case.admitted")
def admit(case: CaseFile, user_id: UUID, capacity: Capacity = Capacity.TEAM, *, actor: Actor) -> CaseAccess:
    """Admit a team member, or the planner, to the case."""
    access = CaseAccess(case_file_id=case.id, user_id=user_id, capacity=capacity)
    db.session().add(access)
    db.session().flush()
    record("case.admitted", access, actor=actor, case_file_id=case.id, after={"user": user_id, "capacity": capacity})
    return access


@records("case.dismissed")
def dismiss(case: CaseFile, user_id: UUID, capacity: Capacity = Capacity.TEAM, *, actor: Actor, reason: str) -> None:
    """Withdraw an admission, for instance after a recusal (APL art. 43)."""
    access = (
        db.session()
        .scalars(
            select(CaseAccess).where(
                CaseAccess.case_file_id == case.id,
                CaseAccess.user_id == user_id,
                CaseAccess.capacity == capacity,
            )
        )
        .one()
    )
    record(
        "case.dismissed",
        access,
        actor=actor,
        case_file_id=case.id,
        before={"user": user_id, "capacity": capacity},
        reason=reason,
    )
    db.session().delete(access)


@records("case.embargo_lifted")
def lift_embargo(case: CaseFile, *, actor: Actor, reason: str | None = None) -> None:
    """End the embargo and give the case its number; a case already open stays as it is and must not be asked."""
    office = db.session().get_one(Office, case.office_id)
    year = clock.today().year
    case.embargoed_until = None
    case.number = document_number(office.short_name, CASE_KIND, year, next_serial(office.path, CASE_KIND, year))
    record("case.embargo_lifted", case, actor=actor, case_file_id=case.id, after={"number": case.number}, reason=reason)


@records("case.read")
def note_reading(case: CaseFile, *, actor: Actor) -> None:
    """Put on record that a page of the case was read: each view of a target or a case file is an event."""
    actor.require(Permission.CASE_READ)
    record("case.read", case, actor=actor, case_file_id=case.id)
