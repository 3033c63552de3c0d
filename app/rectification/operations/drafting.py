"""Drafting an order with its demands, and handing it in for review."""

from collections.abc import Sequence

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.operations import record, records
from app.cases.models import CaseFile
from app.core import clock, db
from app.core.errors import RuleViolated
from app.core.text import _
from app.documents import operations as documents
from app.findings.models import Finding
from app.inspections import queries as inspections
from app.inspections import rules as inspection_rules
from app.inspections.operations import locking
from app.organisation import queries as organisation
from app.rectification import papers, queries, rules
from app.rectification.models import Demand, Order
from app.rectification.operations.locking import hold
from app.rectification.rules import Term
from app.rectification.states import ORDER, OrderKind


@records("order.drafted")
def draft(case: CaseFile, kind: OrderKind, *, report_back: str, actor: Actor) -> Order:
    """Open a draft: a feedback letter for shortcomings, or an order to correct for breaches, never mixed."""
    actor.require(Permission.ORDER_DRAFT)
    inspection = inspections.inspection_of_case(case.id)
    refused = inspection_rules.not_on_team(inspection, actor)
    if refused is not None:
        raise RuleViolated(refused)
    assert actor.id is not None
    order = Order(
        case_file_id=case.id,
        enterprise_id=case.enterprise_id,
        kind=kind,
        report_back=report_back,
        drafted_by=actor.id,
    )
    db.session().add(order)
    db.session().flush()
    record("order.drafted", order, actor=actor, after={"kind": kind, "report_back": report_back})
    return order


@records()
def draft_for(
    case: CaseFile, kind: OrderKind, findings: Sequence[Finding], term: Term, *, report_back: str, actor: Actor
) -> Order:
    """Draft an order with one demand for each of the findings, worded as the finding's title, all with this term."""
    order = draft(case, kind, report_back=report_back, actor=actor)
    for finding in findings:
        add_demand(order, finding, finding.title, term, actor=actor)
    return order


@records("order.changed")
def change(order: Order, *, report_back: str, actor: Actor) -> None:
    """Say anew how the enterprise reports back, while the order is a draft."""
    _hold_draft(order, actor)
    before = {"report_back": order.report_back}
    order.report_back = report_back
    record("order.changed", order, actor=actor, before=before, after={"report_back": report_back})


@records("demand.added")
def add_demand(order: Order, finding: Finding, wording: str, term: Term, *, actor: Actor) -> Demand:
    """Add the demand for one confirmed finding, of the family the order's kind allows and on no other order."""
    _hold_draft(order, actor)
    locking.hold(finding)
    refused = rules.finding_not_demandable(order, finding) or rules.term_refused(term, today=clock.today())
    if refused is None and queries.demand_for(finding) is not None:
        refused = RuleViolated(_("Another order takes up this finding already."), field="findings")
    if refused is not None:
        raise refused
    demand = Demand(
        case_file_id=order.case_file_id,
        order_id=order.id,
        finding_id=finding.id,
        ordinal=max((demand.ordinal for demand in order.demands), default=0) + 1,
        wording=wording,
        **vars(term),
    )
    order.demands.append(demand)
    db.session().flush()
    record("demand.added", demand, actor=actor, after={"finding": finding.id, "wording": wording, **vars(term)})
    return demand


@records("demand.changed")
def change_demand(demand: Demand, wording: str, term: Term, *, actor: Actor) -> None:
    """Reword a demand or its term while the order is a draft."""
    _hold_draft(demand.order, actor)
    refused = rules.term_refused(term, today=clock.today())
    if refused is not None:
        raise refused
    before = {"wording": demand.wording, **vars(demand.term)}
    demand.wording, demand.fixed_date, demand.amount, demand.unit = wording, term.fixed_date, term.amount, term.unit
    record("demand.changed", demand, actor=actor, before=before, after={"wording": wording, **vars(term)})


@records("demand.removed")
def remove_demand(demand: Demand, *, actor: Actor) -> None:
    """Take a demand out of a draft; its finding can go into another order. The others are numbered anew."""
    order = demand.order
    _hold_draft(order, actor)
    record("demand.removed", demand, actor=actor, before={"finding": demand.finding_id, "wording": demand.wording})
    order.demands.remove(demand)
    db.session().delete(demand)
    db.session().flush()
    for ordinal, kept in enumerate(order.demands, start=1):
        kept.ordinal = ordinal
        db.session().flush()


def _hold_draft(order: Order, actor: Actor) -> None:
    actor.require(Permission.ORDER_DRAFT)
    hold(order)
    refused = rules.not_changeable(order, actor)
    if refused is not None:
        raise RuleViolated(refused)


@records("order.submitted")
def submit(order: Order, *, actor: Actor) -> None:
    """Hand the draft in for review: its paper is written from the order's data.

    The paper itself stays a draft until the order is approved; the order alone goes to and fro.
    """
    hold(order)
    ORDER.check(order, "submit", actor=actor)
    content = papers.order_content(order)
    if order.document is None:
        order.document = documents.draft(
            order.case_file,
            papers.KINDS[order.kind],
            title=papers.TITLES[order.kind],
            content=content,
            office=organisation.office(order.case_file.office_id),
            actor=actor,
        )
    else:
        documents.revise(order.document, content=content, actor=actor)
    ORDER.advance(order, "submit", actor=actor)
    record("order.submitted", order, actor=actor, after={"demands": len(order.demands)})
