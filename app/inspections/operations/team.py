"""The team: who is on it, their declarations, recusals decided by the head (APL arts. 42, 43)."""

from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.access.roles import Role
from app.audit.operations import record, records
from app.cases import operations as cases
from app.cases.states import Capacity
from app.core import clock, db
from app.core.errors import RuleViolated
from app.core.text import _
from app.core.workflow import require_reason
from app.inspections import rules
from app.inspections.models import Inspection, TeamMember
from app.inspections.operations.locking import hold, require
from app.inspections.operations.notice import void_notice
from app.inspections.states import INSPECTION, Declaration, TeamCapacity
from app.organisation import queries as organisation
from app.organisation.models import Certificate, User

RECUSED = "检查组成员回避"
"""Why a notice that names a recused officer is void."""
TEAM_CHANGED = "调整检查组成员"
"""Why an officer taken off the team no longer sees the case."""


@records("inspection.member_added")
def add_member(inspection: Inspection, user: User, capacity: TeamCapacity, *, actor: Actor) -> TeamMember:
    """Put an officer on the team and admit the officer to the case.

    The certificate valid on the day of the visit is kept as it stands today. Raises RuleViolated for somebody without
    one, without the role of an inspector, or from an office that has no place on this team.
    """
    actor.require(Permission.INSPECTION_PLAN)
    hold(inspection)
    require(inspection, actor, rules.not_planning, rules.team_closed)
    certificate = _certificate_for(inspection, user, capacity)
    member = TeamMember(
        case_file_id=inspection.case_file_id,
        inspection_id=inspection.id,
        user_id=user.id,
        capacity=capacity,
        certificate_number=certificate.number,
        certificate_valid_until=certificate.valid_until,
    )
    inspection.team.append(member)
    cases.admit(inspection.case_file, user.id, actor=actor)
    db.session().flush()
    after = {"user": user.id, "capacity": capacity, "certificate": certificate.number}
    record("inspection.member_added", inspection, actor=actor, after=after)
    return member


def _certificate_for(inspection: Inspection, user: User, capacity: TeamCapacity) -> Certificate:
    """The certificate with which this person may join; raises RuleViolated where that is not so."""
    if not user.usable or Role.INSPECTOR not in user.roles:
        raise RuleViolated(_("Only inspectors join a team. Choose another officer."), field="user")
    if any(member.user_id == user.id for member in inspection.team):
        raise RuleViolated(_("This officer is or was on the team already. Choose another officer."), field="user")
    refused = rules.wrong_office(inspection, user.office.path, inspection.case_file.office_path)
    if refused is not None:
        raise RuleViolated(refused, field="user")
    if capacity is TeamCapacity.LEADER and any(member.capacity is capacity for member in rules.active(inspection)):
        raise RuleViolated(_("The team has a leader already."), field="capacity")
    certificate = organisation.certificate_valid_on(user.id, inspection.planned_on)
    if certificate is None:
        raise RuleViolated(
            _("This officer has no enforcement certificate valid on the day of the visit (APL art. 42)."), field="user"
        )
    return certificate


@records("inspection.member_removed")
def remove_member(inspection: Inspection, member: TeamMember, *, actor: Actor) -> None:
    """Take an officer off the team before a notice names it; a recused officer stays on record."""
    actor.require(Permission.INSPECTION_PLAN)
    hold(inspection)
    require(inspection, actor, rules.not_planning, rules.plan_closed)
    if rules.undecided(member) or member.recused_by is not None:
        raise RuleViolated(_("The declared conflict or the recusal stays on record; the office head decides on it."))
    cases.dismiss(inspection.case_file, member.user_id, actor=actor, reason=TEAM_CHANGED)
    before = {"user": member.user_id, "capacity": member.capacity, "certificate": member.certificate_number}
    record("inspection.member_removed", inspection, actor=actor, before=before)
    inspection.team.remove(member)


@records("inspection.declared")
def declare(inspection: Inspection, *, declaration: Declaration, conflict: str | None = None, actor: Actor) -> None:
    """Declare for oneself that there is no conflict of interest, or which one there is (APL art. 43).

    A conflict can come to light later and be declared then; a declared one is for the head to decide.
    """
    actor.require(Permission.INSPECTION_CONDUCT)
    hold(inspection)
    require(inspection, actor, rules.over, rules.not_on_team)
    member = next(member for member in rules.active(inspection) if member.user_id == actor.id)
    named = (conflict or "").strip() or None
    refused = rules.declaration_refused(member, declaration, named)
    if refused is not None:
        raise RuleViolated(refused, field="conflict")
    member.declaration, member.declared_at = declaration, clock.now()
    member.conflict = named if declaration is Declaration.CONFLICT else None
    member.kept_by = member.kept_reason = None
    after = {"user": member.user_id, "declaration": declaration, "conflict": member.conflict}
    record("inspection.declared", inspection, actor=actor, after=after)


@records("inspection.member_recused")
def recuse(inspection: Inspection, member: TeamMember, *, reason: str, actor: Actor) -> None:
    """The head decides that the officer steps aside: off the team, and no longer admitted to the case (APL art. 43).

    A notice not yet served names the wrong team and becomes void.
    """
    head = _deciding(inspection, member, reason, actor)
    member.recused_by, member.recusal_reason = head, reason
    member.kept_by = member.kept_reason = None
    cases.dismiss(inspection.case_file, member.user_id, actor=actor, reason=reason)
    if member.user_id == inspection.planned_by:
        cases.dismiss(inspection.case_file, member.user_id, Capacity.PLANNER, actor=actor, reason=reason)
    void_notice(inspection, reason=RECUSED, actor=actor)
    record("inspection.member_recused", inspection, actor=actor, after={"user": member.user_id}, reason=reason)


@records("inspection.member_kept")
def keep(inspection: Inspection, member: TeamMember, *, reason: str, actor: Actor) -> None:
    """The head decides that the declared conflict is no ground for recusal (APL art. 43)."""
    head = _deciding(inspection, member, reason, actor)
    if not rules.undecided(member):
        raise RuleViolated(_("This officer has declared no conflict that waits for a decision."))
    member.kept_by, member.kept_reason = head, reason
    record("inspection.member_kept", inspection, actor=actor, after={"user": member.user_id}, reason=reason)


def _deciding(inspection: Inspection, member: TeamMember, reason: str, actor: Actor) -> UUID:
    """The head who decides on a recusal, never on the own one; the reason is in writing."""
    actor.require(Permission.INSPECTION_APPROVE)
    hold(inspection)
    require(inspection, actor, rules.over, rules.not_deciding)
    if member.user_id == actor.id:
        raise RuleViolated(_("Nobody decides on the own recusal."))
    if member.recused_by is not None:
        raise RuleViolated(_("This officer has been recused already."))
    require_reason(reason)
    assert actor.id is not None
    return actor.id


@records("inspection.team_ready")
def ready_team(inspection: Inspection, *, actor: Actor) -> None:
    """Confirm that the team is complete: two or more certified officers, a leader, no conflict of interest."""
    hold(inspection)
    INSPECTION.advance(inspection, "ready_team", actor=actor)
    team = [member.user_id for member in rules.active(inspection)]
    record("inspection.team_ready", inspection, actor=actor, after={"team": team})
