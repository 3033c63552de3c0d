"""Planning an inspection, changing the plan, cancelling it."""

from dataclasses import dataclass
from datetime import date

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.operations import record, records
from app.campaigns.models import Campaign
from app.campaigns.states import CampaignState
from app.cases import operations as cases
from app.cases.models import CaseFile
from app.cases.states import Capacity, EmbargoUntil
from app.core import clock, db
from app.core.errors import RuleViolated
from app.core.events import publish
from app.core.text import _
from app.enterprises.models import Enterprise
from app.enterprises.states import EnterpriseState
from app.inspections import rules
from app.inspections.models import Inspection
from app.inspections.operations.locking import hold, require
from app.inspections.operations.notice import void_notice
from app.inspections.states import INSPECTION, Basis, InspectionKind
from app.organisation import queries as organisation
from app.organisation.models import Office
from app.organisation.states import OfficeKind


@dataclass(frozen=True)
class Planned:
    """An inspection was planned."""

    inspection: Inspection


@records("inspection.planned")
def plan(
    enterprise: Enterprise,
    campaign: Campaign,
    *,
    kind: InspectionKind,
    basis: Basis,
    subject: str,
    planned_on: date,
    place: str,
    site_rules: str | None,
    materials: str | None,
    actor: Actor,
) -> Inspection:
    """Plan the inspection of an enterprise; its case file is opened under embargo, and the planner admitted to it.

    A local inspection belongs to the office in whose jurisdiction the enterprise lies, a joint one to the national
    office. `site_rules` are the rules on site (epidemic, secrecy), `materials` what the enterprise has to prepare.
    """
    actor.require(Permission.INSPECTION_PLAN)
    _require_plannable(enterprise, campaign, planned_on)
    case = _open_case(enterprise, campaign, kind, actor)
    inspection = Inspection(
        case_file_id=case.id,
        campaign_id=campaign.id,
        enterprise_id=enterprise.id,
        office_id=case.office_id,
        kind=kind,
        basis=basis,
        subject=subject,
        planned_on=planned_on,
        place=place,
        site_rules=site_rules,
        materials=materials,
        planned_by=actor.id,
    )
    db.session().add(inspection)
    db.session().flush()
    record("inspection.planned", inspection, actor=actor, after=_plan_of(inspection))
    publish(Planned(inspection))
    return inspection


def _open_case(enterprise: Enterprise, campaign: Campaign, kind: InspectionKind, actor: Actor) -> CaseFile:
    """A case file under embargo to which the planner is admitted."""
    case = cases.open_case(
        _inspecting_office(enterprise, kind, actor),
        title=enterprise.name,
        campaign_id=campaign.id,
        enterprise_id=enterprise.id,
        embargoed_until=EmbargoUntil.NOTICE_SERVED,
        actor=actor,
    )
    assert actor.id is not None
    cases.admit(case, actor.id, Capacity.PLANNER, actor=actor)
    return case


def _require_plannable(enterprise: Enterprise, campaign: Campaign, planned_on: date) -> None:
    if campaign.state is not CampaignState.ACTIVE:
        raise RuleViolated(_("Inspections are planned while the campaign is under way."), field="campaign")
    if enterprise.state is not EnterpriseState.ACTIVE:
        raise RuleViolated(_("This enterprise has ended its business. Choose another one."), field="enterprise")
    _require_ahead(planned_on)


def _require_ahead(planned_on: date) -> None:
    if planned_on < clock.today():
        raise RuleViolated(_("The visit cannot be planned for a day in the past."), field="planned_on")


def _inspecting_office(enterprise: Enterprise, kind: InspectionKind, actor: Actor) -> Office:
    if kind is InspectionKind.LOCAL:
        if not actor.reaches(enterprise.office_path):
            raise RuleViolated(_("This enterprise lies outside your jurisdiction."), field="enterprise")
        return db.session().get_one(Office, enterprise.office_id)
    office = organisation.office_at(actor.office_path)
    if office.kind is not OfficeKind.NATIONAL:
        raise RuleViolated(_("Joint inspections are planned by the national office."), field="kind")
    return office


def _plan_of(inspection: Inspection) -> dict[str, object]:
    names = ("kind", "basis", "subject", "planned_on", "place", "site_rules", "materials")
    return {"enterprise": inspection.enterprise_id, **{name: getattr(inspection, name) for name in names}}


@records("inspection.replanned")
def replan(
    inspection: Inspection,
    *,
    subject: str,
    planned_on: date,
    place: str,
    site_rules: str | None,
    materials: str | None,
    actor: Actor,
) -> None:
    """Change the plan before a notice is drafted; an approval of an unannounced visit stays with its reason."""
    actor.require(Permission.INSPECTION_PLAN)
    hold(inspection)
    require(inspection, actor, rules.not_planning, rules.plan_closed)
    _require_ahead(planned_on)
    before = _plan_of(inspection)
    inspection.subject, inspection.planned_on, inspection.place = subject, planned_on, place
    inspection.site_rules, inspection.materials = site_rules, materials
    record("inspection.replanned", inspection, actor=actor, before=before, after=_plan_of(inspection))


@records("inspection.cancelled")
def cancel(inspection: Inspection, *, reason: str, actor: Actor) -> None:
    """Cancel an inspection before its record is signed, also a visit that has to be broken off on site.

    A notice not yet served becomes void; an embargo lasts until `release`.
    """
    hold(inspection)
    INSPECTION.check(inspection, "cancel", actor=actor, reason=reason)
    void_notice(inspection, reason=reason, actor=actor)
    INSPECTION.advance(inspection, "cancel", actor=actor, reason=reason)
    inspection.cancelled_reason = reason
    record("inspection.cancelled", inspection, actor=actor, reason=reason)


@records("inspection.released")
def release(inspection: Inspection, *, reason: str, actor: Actor) -> None:
    """End the embargo of a cancelled plan: the head's reasoned act makes it visible in its jurisdiction."""
    hold(inspection)
    INSPECTION.check(inspection, "release", actor=actor, reason=reason)
    cases.lift_embargo(inspection.case_file, actor=actor, reason=reason)
    record("inspection.released", inspection, actor=actor, reason=reason)
