"""Reviewing, approving, issuing and serving an order, closing and withdrawing it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.access.actor import Actor
from app.audit.operations import record, records
from app.core.errors import RuleViolated
from app.core.text import _
from app.deadlines import operations as deadlines
from app.documents import operations as documents
from app.findings import operations as findings
from app.organisation import queries as organisation
from app.rectification.models import Demand, Order
from app.rectification.operations.locking import hold
from app.rectification.states import DEMAND, ORDER, OrderState

TERM = "rectification_term"
"""The rule key of a rectification term: set by the order, not by law ("Not fixed by law" of the deadline rules)."""


@records("order.reviewed")
def review(order: Order, *, actor: Actor) -> None:
    """Pass the review: a person other than the drafter and the approver."""
    hold(order)
    ORDER.advance(order, "review", actor=actor)
    order.reviewed_by = actor.id
    record("order.reviewed", order, actor=actor)


@records("order.sent_back")
def send_back(order: Order, *, reason: str, actor: Actor) -> None:
    """Return the order to its drafter with what is to be changed: by the reviewer, after the review by the head."""
    hold(order)
    step = "send_back" if order.reviewed_by is None else "refuse"
    ORDER.advance(order, step, actor=actor, reason=reason)
    order.reviewed_by = None
    record("order.sent_back", order, actor=actor, reason=reason)


@records("order.approved")
def approve(order: Order, *, actor: Actor) -> None:
    """Approve the reviewed order and its paper: the head, who neither drafted nor reviewed it."""
    hold(order)
    ORDER.check(order, "approve", actor=actor)
    documents.approve(order.paper, actor=actor)
    order.approved_by = actor.id
    ORDER.advance(order, "approve", actor=actor)
    record("order.approved", order, actor=actor)


@records("order.issued")
def issue(order: Order, *, actor: Actor) -> None:
    """Number and seal the paper; the findings on it are fed back to the enterprise."""
    hold(order)
    ORDER.check(order, "issue", actor=actor)
    documents.number(order.paper, actor=actor)
    documents.seal(order.paper, actor=actor)
    ORDER.advance(order, "issue", actor=actor)
    for demand in order.demands:
        findings.feed_back(demand.finding, actor=actor)
    record("order.issued", order, actor=actor, after={"number": order.paper.number})


@records("order.served")
def serve(order: Order, service: Mapping[str, Any], *, actor: Actor) -> None:
    """Record the service; every demand's clock starts at the effective service day, not at issue.

    `service` is what `documents.operations.serve` takes: manner, day, place, receiver, witness, consent. Raises
    RuleViolated where a fixed date does not lie after the effective day.
    """
    hold(order)
    ORDER.check(order, "serve", actor=actor)
    effective_on = documents.serve(order.paper, **service, actor=actor).effective_on
    ORDER.advance(order, "serve", actor=actor)
    for demand in order.demands:
        _start(demand, effective_on, actor)
    record("order.served", order, actor=actor, after={"effective_on": effective_on})


def _start(demand: Demand, effective_on: date, actor: Actor) -> None:
    """Start the demand's clock on the effective service day; the date is stored in the deadlines room alone."""
    order, term = demand.order, demand.term
    common: dict[str, Any] = {
        "label": _("%(number)s, demand %(ordinal)s", number=order.paper.number, ordinal=demand.ordinal),
        "path": f"/orders/{order.id}#demand-{demand.ordinal}",
        "responsible_id": order.drafted_by,
        "office": organisation.office(order.case_file.office_id),
        "starts_on": effective_on,
        "actor": actor,
    }
    subject_ref = f"demand:{demand.id}"
    if term.fixed_date is None:
        demand.deadline = deadlines.start(order.case_file, TERM, subject_ref, **term.span, **common)
    elif term.fixed_date > effective_on:
        demand.deadline = deadlines.start_fixed(order.case_file, TERM, subject_ref, due_on=term.fixed_date, **common)
    else:
        raise RuleViolated(
            _(
                "This service takes effect on %(effective)s, but demand %(ordinal)s is due on %(due)s. Serve the paper "
                "in a manner that takes effect earlier, or ask the office head to withdraw it.",
                effective=effective_on,
                ordinal=demand.ordinal,
                due=term.fixed_date,
            ),
            field="manner",
        )
    DEMAND.advance(demand, "start", actor=actor)
    findings.start_rectification(demand.finding, actor=actor)


@records("order.closed")
def close(order: Order, *, actor: Actor) -> None:
    """Close the order once each of its demands is finished."""
    hold(order)
    ORDER.advance(order, "close", actor=actor)
    record("order.closed", order, actor=actor)


@records("order.withdrawn")
def withdraw(order: Order, *, reason: str, actor: Actor) -> None:
    """Withdraw an order that was not served; its findings can go into another one.

    An issued paper becomes void, its number stays in the series.
    """
    hold(order)
    ORDER.check(order, "withdraw", actor=actor, reason=reason)
    issued = order.state is OrderState.ISSUED
    if order.document is not None:
        documents.void(order.document, reason=reason, actor=actor)
    ORDER.advance(order, "withdraw", actor=actor, reason=reason)
    order.withdrawn_reason = reason
    for demand in order.demands:
        DEMAND.advance(demand, "withdraw", actor=actor)
        if issued:
            findings.take_back(demand.finding, reason=reason, actor=actor)
    record("order.withdrawn", order, actor=actor, reason=reason)
