"""The notice (D04): drafted by an officer, approved by the head, numbered and served; or the unannounced visit."""

from datetime import date

from app.access.actor import Actor
from app.audit.operations import record, records
from app.cases import operations as cases
from app.cases.states import EmbargoUntil
from app.core import clock, db
from app.documents import operations as documents
from app.documents import rules as paper_rules
from app.documents.states import ServiceManner
from app.inspections import papers
from app.inspections.models import Inspection
from app.inspections.operations.locking import hold
from app.inspections.states import INSPECTION
from app.organisation.models import Office

UNANNOUNCED = "改为不预先通知的现场检查"
"""Why a drafted notice is void once the head approves an unannounced visit."""


@records("inspection.notice_drafted")
def draft_notice(inspection: Inspection, *, actor: Actor) -> None:
    """Draft the notice from the plan and the confirmed team. Raises RuleViolated where the plan lacks what it says."""
    hold(inspection)
    INSPECTION.check(inspection, "draft_notice", actor=actor)
    content = papers.notice_content(inspection)
    paper_rules.require_complete(papers.NOTICE, content)
    inspection.notice = documents.draft(
        inspection.case_file,
        papers.NOTICE,
        title=papers.NOTICE_TITLE,
        content=content,
        office=db.session().get_one(Office, inspection.office_id),
        actor=actor,
    )
    record("inspection.notice_drafted", inspection, actor=actor, after={"document": inspection.notice.id})


@records("inspection.notice_approved")
def approve_notice(inspection: Inspection, *, actor: Actor) -> None:
    """The head approves the drafted notice; it gets its number only when it is served, so that none betrays a plan."""
    hold(inspection)
    INSPECTION.check(inspection, "approve_notice", actor=actor)
    assert inspection.notice is not None
    documents.approve(inspection.notice, actor=actor)
    record("inspection.notice_approved", inspection, actor=actor, after={"document": inspection.notice.id})


@records("inspection.notice_withdrawn")
def withdraw_notice(inspection: Inspection, *, reason: str, actor: Actor) -> None:
    """Declare a notice not yet served void, so that plan and team can change."""
    hold(inspection)
    INSPECTION.check(inspection, "withdraw_notice", actor=actor, reason=reason)
    void_notice(inspection, reason=reason, actor=actor)
    record("inspection.notice_withdrawn", inspection, actor=actor, reason=reason)


@records()
def void_notice(inspection: Inspection, *, reason: str, actor: Actor) -> None:
    """Declare the inspection's notice void, where there is one that was not served yet."""
    if inspection.notice is not None and inspection.notice_effective_on is None:
        documents.void(inspection.notice, reason=reason, actor=actor)
        inspection.notice = None


@records("inspection.notice_served")
def serve_notice(
    inspection: Inspection,
    *,
    manner: ServiceManner,
    served_on: date,
    place: str,
    receiver: str,
    witness: str | None = None,
    consent: bool = False,
    actor: Actor,
) -> None:
    """Number the approved notice and record its service; the embargo ends and the case gets its number.

    `consent`: the enterprise's signed consent to electronic service is on file (APL art. 61).
    """
    hold(inspection)
    INSPECTION.check(inspection, "serve_notice", actor=actor)
    assert inspection.notice is not None
    documents.number(inspection.notice, actor=actor)
    service = documents.serve(
        inspection.notice,
        manner=manner,
        served_on=served_on,
        place=place,
        receiver=receiver,
        witness=witness,
        consent=consent,
        actor=actor,
    )
    cases.lift_embargo(inspection.case_file, actor=actor)
    inspection.notice_effective_on = service.effective_on
    INSPECTION.advance(inspection, "serve_notice", actor=actor)
    record(
        "inspection.notice_served",
        inspection,
        actor=actor,
        after={"number": inspection.notice.number, "effective_on": service.effective_on},
    )


@records("inspection.unannounced_approved")
def approve_unannounced(inspection: Inspection, *, reason: str, actor: Actor) -> None:
    """The head, not the planner, approves a visit without notice: the embargo lasts until the team is on site.

    A notice drafted before becomes void.
    """
    hold(inspection)
    INSPECTION.check(inspection, "approve_unannounced", actor=actor, reason=reason)
    void_notice(inspection, reason=UNANNOUNCED, actor=actor)
    inspection.unannounced_approved_by, inspection.unannounced_approved_at = actor.id, clock.now()
    inspection.unannounced_reason = reason
    inspection.case_file.embargoed_until = EmbargoUntil.ON_SITE
    after = {"embargoed_until": EmbargoUntil.ON_SITE}
    record("inspection.unannounced_approved", inspection, actor=actor, after=after, reason=reason)
