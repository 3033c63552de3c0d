"""The verbs of a finding: draft, record, confirm by a second officer, dismiss, and what rectification does with it."""

from sqlalchemy import func, select

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.operations import record, records
from app.core import clock, db
from app.core.errors import RuleViolated
from app.evidence import queries as evidence
from app.findings import queries, rules
from app.findings.models import Finding
from app.findings.states import FINDING, Aspect, Family
from app.inspections.models import Inspection
from app.inspections.operations.locking import hold, require


@records("finding.drafted")
def draft(
    inspection: Inspection,
    *,
    family: Family,
    aspect: Aspect | None = None,
    article: str | None = None,
    title: str,
    facts: str,
    actor: Actor,
) -> Finding:
    """Draft a finding of the visit: a shortcoming with its aspect, or a breach with the article broken."""
    actor.require(Permission.FINDING_RECORD)
    hold(inspection)
    require(inspection, actor, rules.not_findable)
    assert actor.id is not None
    finding = Finding(
        case_file_id=inspection.case_file_id,
        inspection_id=inspection.id,
        inspection=inspection,
        enterprise_id=inspection.enterprise_id,
        ordinal=_next_ordinal(inspection),
        title=title,
        facts=facts,
        drafted_by=actor.id,
    )
    _state_basis(finding, inspection, family, aspect, article)
    db.session().add(finding)
    db.session().flush()
    record("finding.drafted", finding, actor=actor, after=_said(finding))
    return finding


def _next_ordinal(inspection: Inspection) -> int:
    last = select(func.max(Finding.ordinal)).where(Finding.inspection_id == inspection.id)
    return (db.session().scalar(last) or 0) + 1


def _state_basis(
    finding: Finding, inspection: Inspection, family: Family, aspect: Aspect | None, article: str | None
) -> None:
    breach = family is Family.BREACH
    articles = {provision.article for provision in queries.breach_articles(inspection)} if breach else set()
    refused = rules.basis_refused(family, aspect, article, articles)
    if refused is not None:
        field, reason = refused
        raise RuleViolated(reason, field=field)
    finding.family = family
    finding.aspect = None if breach else aspect
    finding.article = article if breach else None


def _said(finding: Finding) -> dict[str, object]:
    return {name: getattr(finding, name) for name in ("family", "aspect", "article", "title", "facts")}


@records("finding.changed")
def edit(
    finding: Finding,
    *,
    family: Family,
    aspect: Aspect | None = None,
    article: str | None = None,
    title: str,
    facts: str,
    actor: Actor,
) -> None:
    """Change a draft."""
    actor.require(Permission.FINDING_RECORD)
    _hold(finding)
    refused = rules.not_editable(finding, actor)
    if refused is not None:
        raise RuleViolated(refused)
    before = _said(finding)
    _state_basis(finding, finding.inspection, family, aspect, article)
    finding.title, finding.facts = title, facts
    record("finding.changed", finding, actor=actor, before=before, after=_said(finding))


def _hold(finding: Finding) -> None:
    """Lock the finding with its inspection, which must not be concluded meanwhile."""
    hold(finding.inspection)
    hold(finding)


@records("finding.recorded")
def record_finding(finding: Finding, *, no_evidence_reason: str | None = None, actor: Actor) -> None:
    """Record a draft as the first officer, with evidence or with the reason why there is none."""
    _hold(finding)
    FINDING.check(finding, "record", actor=actor)
    pieces = len(evidence.evidence_for([queries.ref(finding)]).get(queries.ref(finding), ()))
    reason = None if pieces else (no_evidence_reason or "").strip() or None
    refused = rules.evidence_missing(pieces, reason)
    if refused is not None:
        raise RuleViolated(refused, field="no_evidence_reason")
    FINDING.advance(finding, "record", actor=actor)
    finding.recorded_by, finding.recorded_at, finding.no_evidence_reason = actor.id, clock.now(), reason
    record("finding.recorded", finding, actor=actor, after={"pieces_of_evidence": pieces}, reason=reason)


@records("finding.confirmed")
def confirm(finding: Finding, *, actor: Actor) -> None:
    """Confirm a recorded finding as second officer of the team, not the one who recorded it (APL art. 42)."""
    _hold(finding)
    FINDING.advance(finding, "confirm", actor=actor)
    finding.confirmed_by, finding.confirmed_at = actor.id, clock.now()
    record("finding.confirmed", finding, actor=actor)


@records("finding.sent_back")
def send_back(finding: Finding, *, reason: str, actor: Actor) -> None:
    """Return a recorded finding to draft: the second officer does not agree with it as it stands."""
    _hold(finding)
    FINDING.advance(finding, "send_back", actor=actor, reason=reason)
    finding.recorded_by = finding.recorded_at = finding.no_evidence_reason = None
    record("finding.sent_back", finding, actor=actor, reason=reason)


@records("finding.dismissed")
def dismiss(finding: Finding, *, reason: str, actor: Actor) -> None:
    """Dismiss a finding that does not hold, with the head's reason."""
    _hold(finding)
    FINDING.advance(finding, "dismiss", actor=actor, reason=reason)
    finding.dismissed_reason = reason
    record("finding.dismissed", finding, actor=actor, reason=reason)


@records("finding.repeat_linked")
def link_repeat(finding: Finding, earlier: Finding, *, actor: Actor) -> None:
    """Say that the finding repeats an earlier, confirmed one of the same enterprise."""
    actor.require(Permission.FINDING_RECORD)
    _hold(finding)
    refused = rules.not_linkable(finding, actor) or rules.not_a_repeat(finding, earlier)
    if refused is not None:
        raise RuleViolated(refused, field="earlier")
    before = {"repeat_of": finding.repeat_of_id}
    finding.repeat_of = earlier
    record("finding.repeat_linked", finding, actor=actor, before=before, after={"repeat_of": earlier.id})


@records("finding.fed_back")
def feed_back(finding: Finding, *, actor: Actor) -> None:
    """The finding was fed back to the enterprise on an issued order or letter."""
    FINDING.advance(finding, "feed_back", actor=actor)
    record("finding.fed_back", finding, actor=actor)


@records("finding.taken_back")
def take_back(finding: Finding, *, reason: str, actor: Actor) -> None:
    """The issued order was withdrawn before its service; another one can take the finding up."""
    FINDING.advance(finding, "take_back", actor=actor, reason=reason)
    record("finding.taken_back", finding, actor=actor, reason=reason)


@records("finding.rectification_started")
def start_rectification(finding: Finding, *, actor: Actor) -> None:
    """The order is served; the enterprise puts the finding right within its term."""
    FINDING.advance(finding, "start_rectification", actor=actor)
    record("finding.rectification_started", finding, actor=actor)


@records("finding.verified")
def verify(finding: Finding, *, actor: Actor) -> None:
    """Two officers found the finding put right."""
    FINDING.advance(finding, "verify", actor=actor)
    record("finding.verified", finding, actor=actor)
