"""Opening a case file, admitting people to it, granting access for a time, ending its embargo."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.operations import record, records
from app.cases import queries, rules
from app.cases.models import CaseAccess, CaseFile
from app.cases.states import AccessLevel, Capacity, EmbargoUntil, GrantState
from app.core import clock, db
from app.core.errors import NotPermitted, RuleViolated
from app.core.events import publish
from app.core.numbering import document_number, next_serial
from app.core.text import _
from app.core.workflow import require_reason
from app.organisation.models import Office, User

CASE_KIND = "检案"
"""The kind characters of a case number; no form of the authority is known for it."""


@dataclass(frozen=True)
class AccessGranted:
    """Somebody was let into a case by a grant."""

    access: CaseAccess
    actor: Actor


@dataclass(frozen=True)
class AccessWithdrawn:
    """A grant was ended before its last day."""

    access: CaseAccess
    actor: Actor


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


@records("case.access_granted")
def grant_access(
    case: CaseFile, user: User, *, level: AccessLevel, until: date, reason: str, actor: Actor
) -> CaseAccess:
    """Let somebody into the case for a purpose, through the day `until` (Asia/Shanghai), also under embargo.

    Raises NotPermitted but for the head of the office that holds the case, RuleViolated for a person who can't be let
    in or is in already, a last day that can't be, and a missing reason. Asks for proof of the person.
    """
    actor.require(Permission.CASE_GRANT)
    _require_head(case, actor)
    db.hold(case)
    refused = rules.not_grantable(user, actor)
    if refused is None and queries.running_grant(case, user.id) is not None:
        refused = _("This person has access to the case already. Withdraw it before you grant it anew.")
    if refused is not None:
        raise RuleViolated(refused, field="user")
    rules.require_end(until, today=clock.today())
    require_reason(reason)
    actor.require_proven()
    access = CaseAccess(
        case_file_id=case.id,
        user_id=user.id,
        capacity=Capacity.GRANT,
        level=level,
        until=until,
        reason=reason,
        granted_by=actor.id,
    )
    db.session().add(access)
    db.session().flush()
    after = {"user": user.id, "level": level, "until": until}
    record("case.access_granted", access, actor=actor, case_file_id=case.id, after=after, reason=reason)
    publish(AccessGranted(access, actor))
    return access


@records("case.access_withdrawn")
def withdraw_access(access: CaseAccess, *, reason: str, actor: Actor) -> None:
    """End a grant before its last day; it works at once, and the row stays for the record.

    Raises NotPermitted but for the head of the office that holds the case, RuleViolated for a grant that has ended and
    a missing reason. Asks for proof of the person.
    """
    actor.require(Permission.CASE_GRANT)
    _require_head(access.case_file, actor)
    db.hold(access)
    if access.capacity is not Capacity.GRANT or access.state is not GrantState.RUNNING:
        raise RuleViolated(_("Only a grant that still runs can be withdrawn."))
    require_reason(reason)
    actor.require_proven()
    access.withdrawn_on, access.withdrawn_by, access.withdrawn_reason = clock.today(), actor.id, reason
    before = {"user": access.user_id, "level": access.level, "until": access.until}
    record("case.access_withdrawn", access, actor=actor, case_file_id=access.case_file_id, before=before, reason=reason)
    publish(AccessWithdrawn(access, actor))


def _require_head(case: CaseFile, actor: Actor) -> None:
    refused = rules.not_granting(case, actor)
    if refused is not None:
        raise NotPermitted(refused)


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


@records("case.frozen")
def freeze(case: CaseFile, *, actor: Actor) -> None:
    """Let nothing in a finished case change any more: its campaign closes. There is nothing left to carry over."""
    actor.require(Permission.CAMPAIGN_MANAGE)
    case.frozen_at, case.carried_over = clock.now(), False
    record("case.frozen", case, actor=actor, case_file_id=case.id)


@records("case.released")
def release(case: CaseFile, *, actor: Actor) -> None:
    """Let work on a frozen case go on: its campaign runs again."""
    actor.require(Permission.CAMPAIGN_MANAGE)
    case.frozen_at = None
    record("case.released", case, actor=actor, case_file_id=case.id)
