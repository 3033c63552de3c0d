"""Drafting, reviewing, approving, issuing and serving an order, and closing it."""

from datetime import date
from typing import Any

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.operations import record, records
from app.cases.models import CaseFile
from app.core import clock, db
from app.core.errors import RuleViolated
from app.core.text import _
from app.deadlines import operations as deadlines
from app.documents import operations as documents
from app.documents.states import ServiceManner
from app.findings import operations as findings
from app.findings.models import Finding
from app.organisation.models import Office
from app.rectification import papers, queries, rules
from app.rectification.models import Demand, Order
from app.rectification.rules import Term
from app.rectification.states import DEMAND, ORDER, OrderKind, OrderState

TERM = "rectification_term"
"""The rule key of a rectification term: set by the order, not by law ("Not fixed by law" of the deadline rules)."""


@records("order.drafted")
def draft(case: CaseFile, kind: OrderKind, *, report_back: str, actor: Actor) -> Order:
    """Open a draft: a feedback letter for shortcomings, or an order to correct for breaches, never mixed."""
    actor.require(Permission.ORDER_DRAFT)
    queries.must_be_on_team(case, actor)
    order = Order(
        case_file_id=case.id,
        enterprise_id=case.enterprise_id,
        kind=kind,
        report_back=report_back,
        drafted_by=actor.id,
    )
    db.session().add(order)
    db.session().flush()
    record("order.drafted", order, actor=actor, after={"kind": kind})
    return order


@records("demand.added")
def add_demand(order: Order, finding: Finding, text: str, term: Term, *, actor: Actor) -> Demand:
    """Add the demand for one confirmed finding of the family that the order's kind allows."""
    _must_be_draft(order, actor)
    refused = rules.finding_not_demandable(order, finding) or rules.term_refused(term, today=clock.today())
    if refused is not None:
        raise refused
    demand = Demand(
        case_file_id=order.case_file_id,
        order_id=order.id,
        finding_id=finding.id,
        ordinal=max((demand.ordinal for demand in order.demands), default=0) + 1,
        text=text,
        fixed_date=term.fixed_date,
        amount=term.amount,
        unit=term.unit,
    )
    order.demands.append(demand)
    db.session().flush()
    record("demand.added", demand, actor=actor, after={"finding": finding.id, "text": text, **vars(term)})
    return demand


@records("demand.changed")
def change_demand(demand: Demand, text: str, term: Term, *, actor: Actor) -> None:
    """Reword a demand or its term while the order is a draft."""
    _must_be_draft(demand.order, actor)
    refused = rules.term_refused(term, today=clock.today())
    if refused is not None:
        raise refused
    before = {"text": demand.text, "fixed_date": demand.fixed_date, "amount": demand.amount, "unit": demand.unit}
    demand.text, demand.fixed_date, demand.amount, demand.unit = text, term.fixed_date, term.amount, term.unit
    record("demand.changed", demand, actor=actor, before=before, after={"text": text, **vars(term)})


@records("demand.removed")
def remove_demand(demand: Demand, *, actor: Actor) -> None:
    """Take a demand out of a draft; its finding can go into another order."""
    order = demand.order
    _must_be_draft(order, actor)
    record("demand.removed", demand, actor=actor, before={"finding": demand.finding_id, "text": demand.text})
    order.demands.remove(demand)
    db.session().delete(demand)


def _must_be_draft(order: Order, actor: Actor) -> None:
    actor.require(Permission.ORDER_DRAFT)
    queries.must_be_on_team(order.case_file, actor)
    if order.state is not OrderState.DRAFT:
        raise RuleViolated(_("Only a draft can be changed. Ask the reviewer to send the order back."))


@records("order.submitted")
def submit(order: Order, *, actor: Actor) -> None:
    """Hand the draft in for review: its paper is written from the order's data, and the review starts anew."""
    ORDER.advance(order, "submit", actor=actor)
    order.reviewed_by = None
    content = papers.order_content(order)
    if order.document is None:
        order.document = documents.draft(
            order.case_file,
            papers.KINDS[order.kind],
            title=papers.order_title(order),
            content=content,
            office=db.session().get_one(Office, order.case_file.office_id),
            actor=actor,
        )
    else:
        documents.revise(order.document, content=content, actor=actor)
    documents.submit(order.document, actor=actor)
    record("order.submitted", order, actor=actor)


@records("order.sent_back")
def send_back(order: Order, *, reason: str, actor: Actor) -> None:
    """Return the order to its drafter with what is to be changed."""
    ORDER.advance(order, "send_back", actor=actor, reason=reason)
    order.reviewed_by = None
    record("order.sent_back", order, actor=actor, reason=reason)


@records("order.reviewed")
def review(order: Order, *, actor: Actor) -> None:
    """Pass the review: a person other than the drafter and the approver."""
    ORDER.advance(order, "review", actor=actor)
    order.reviewed_by = actor.id
    record("order.reviewed", order, actor=actor)


@records("order.approved")
def approve(order: Order, *, actor: Actor) -> None:
    """Approve the reviewed order and its paper: a person who neither drafted nor reviewed it."""
    ORDER.check(order, "approve", actor=actor)
    order.approved_by = actor.id
    documents.approve(order.document, actor=actor)
    ORDER.advance(order, "approve", actor=actor)
    record("order.approved", order, actor=actor)


@records("order.issued")
def issue(order: Order, *, actor: Actor) -> None:
    """Number and seal the paper; the findings on it are fed back to the enterprise."""
    ORDER.check(order, "issue", actor=actor)
    documents.number(order.document, actor=actor)
    documents.seal(order.document, actor=actor)
    ORDER.advance(order, "issue", actor=actor)
    for demand in order.demands:
        findings.feed_back(demand.finding, actor=actor)
    record("order.issued", order, actor=actor, after={"number": order.document.number})


@records("order.served")
def serve(
    order: Order,
    *,
    manner: ServiceManner,
    served_on: date,
    place: str,
    receiver: str,
    witness: str | None,
    actor: Actor,
) -> None:
    """Record the service; every demand's clock starts at the effective service day, not at issue."""
    ORDER.check(order, "serve", actor=actor)
    service = documents.serve(
        order.document,
        manner=manner,
        served_on=served_on,
        place=place,
        receiver=receiver,
        witness=witness,
        actor=actor,
    )
    ORDER.advance(order, "serve", actor=actor)
    for demand in order.demands:
        _start(demand, service.effective_on, actor)
    record("order.served", order, actor=actor, after={"effective_on": service.effective_on})


def _start(demand: Demand, effective_on: date, actor: Actor) -> None:
    """Start the demand's clock on the effective service day; the date is stored in the deadlines room alone."""
    order = demand.order
    assert order.document is not None
    common: dict[str, Any] = {
        "label": _("%(number)s, demand %(ordinal)s", number=order.document.number, ordinal=demand.ordinal),
        "path": f"/orders/{order.id}#demand-{demand.ordinal}",
        "responsible_id": order.drafted_by,
        "office": db.session().get_one(Office, order.case_file.office_id),
        "starts_on": effective_on,
        "actor": actor,
    }
    subject_ref = f"demand:{demand.id}"
    if demand.fixed_date is not None:
        demand.deadline = deadlines.start_fixed(order.case_file, TERM, subject_ref, due_on=demand.fixed_date, **common)
    else:
        demand.deadline = deadlines.start(
            order.case_file, TERM, subject_ref, amount=demand.amount, unit=demand.unit, **common
        )
    DEMAND.advance(demand, "start", actor=actor)
    findings.start_rectification(demand.finding, actor=actor)


@records("order.closed")
def close(order: Order, *, actor: Actor) -> None:
    """Close the order once each of its demands is finished."""
    ORDER.advance(order, "close", actor=actor)
    record("order.closed", order, actor=actor)


@records("order.withdrawn")
def withdraw(order: Order, *, reason: str, actor: Actor) -> None:
    """Withdraw an order that was not issued; its findings can go into another one."""
    ORDER.check(order, "withdraw", actor=actor, reason=reason)
    order.withdrawn_reason = reason
    ORDER.advance(order, "withdraw", actor=actor, reason=reason)
    if order.document is not None:
        documents.void(order.document, reason=reason, actor=actor)
    for demand in order.demands:
        DEMAND.advance(demand, "withdraw", actor=actor)
    record("order.withdrawn", order, actor=actor, reason=reason)
