"""Reading findings, within the actor's reach."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.campaigns.models import Campaign
from app.core import clock, db
from app.core.errors import NotFound
from app.findings.models import Finding
from app.findings.rules import UNSETTLED
from app.findings.states import Family, FindingState
from app.inspections.models import Inspection
from app.legal import queries as legal
from app.legal.models import Provision


def finding(finding_id: UUID) -> Finding:
    """The finding with its inspection and team; raises NotFound outside reach."""
    found = db.session().scalar(
        select(Finding)
        .where(Finding.id == finding_id)
        .options(
            joinedload(Finding.case_file),
            joinedload(Finding.repeat_of),
            joinedload(Finding.inspection).selectinload(Inspection.team),
        )
    )
    if found is None:
        raise NotFound()
    return found


def findings_of(case_file_id: UUID) -> list[Finding]:
    """The findings of a case, in their order."""
    statement = select(Finding).where(Finding.case_file_id == case_file_id).order_by(Finding.id)
    return list(db.session().scalars(statement.options(joinedload(Finding.inspection))))


def confirmed_of(case_file_id: UUID, family: Family) -> list[Finding]:
    """The confirmed findings of a family that wait for feedback: an order or letter takes its demands from them."""
    waiting = select(Finding).where(
        Finding.case_file_id == case_file_id, Finding.family == family, Finding.state == FindingState.CONFIRMED
    )
    return list(db.session().scalars(waiting.order_by(Finding.id)))


def ref(finding: Finding) -> str:
    """How evidence and other rows below name a finding as what they prove."""
    return f"finding:{finding.id}"


def breach_articles(inspection: Inspection) -> list[Provision]:
    """The articles that could be breached on the day of the visit, under the law of the campaign."""
    visit = clock.local(inspection.arrived_at).date() if inspection.arrived_at else inspection.planned_on
    campaign = db.session().get_one(Campaign, inspection.campaign_id)
    return legal.breach_articles(on=visit, instrument=campaign.instrument)


def unsettled_findings(inspection: Inspection) -> int:
    """How many findings of the inspection still wait to be recorded or confirmed."""
    waiting = select(func.count(Finding.id)).where(Finding.inspection_id == inspection.id, Finding.state.in_(UNSETTLED))
    return db.session().scalar(waiting) or 0
