"""Verification of a demand by two officers, its opinion (D11), and what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.access.actor import Actor
from app.audit.operations import record, records
from app.core import clock, db
from app.core.errors import RuleViolated
from app.core.events import publish
from app.core.text import _
from app.deadlines import operations as deadlines
from app.deadlines.states import DeadlineState
from app.documents import operations as documents
from app.documents.models import Document
from app.findings import operations as findings
from app.organisation import queries as organisation
from app.rectification import papers, rules
from app.rectification.models import Demand, Verification
from app.rectification.operations.locking import hold
from app.rectification.rules import Term
from app.rectification.states import DEMAND, Method, Result

CONFIRMATIONS = {Result.DONE: "confirm_done", Result.PARTLY: "confirm_partly", Result.NOT_DONE: "confirm_failed"}
"""The step that confirms each result."""


@dataclass(frozen=True)
class DemandFailed:
    """Two officers found after the due date that a demand was not met: its finding stays in rectification, and for a
    breach the way to a penalty case is open (Provisions art. 31: refusal to correct)."""

    demand: Demand


@records("demand.verified_by_first")
def propose(
    demand: Demand,
    *,
    result: Result,
    method: Method,
    observations: str,
    verified_on: date,
    new_term: Term | None = None,
    actor: Actor,
) -> Verification:
    """Verify as first officer, on paper or on site; a second officer has to confirm.

    `new_term`, in days from service of the opinion, goes with a partly done demand alone. Raises RuleViolated for
    “not done” before the due date.
    """
    hold(demand.order)
    DEMAND.check(demand, "propose", actor=actor)
    refused = rules.verification_refused(
        demand, result, verified_on=verified_on, new_term=new_term, today=clock.today()
    )
    if refused is not None:
        raise refused
    assert actor.id is not None
    demand.first_verifier = actor.id
    DEMAND.advance(demand, "propose", actor=actor)
    partly = new_term if new_term is not None and result is Result.PARTLY else Term()
    verification = Verification(
        case_file_id=demand.case_file_id,
        demand_id=demand.id,
        result=result,
        method=method,
        observations=observations,
        verified_on=verified_on,
        first_officer=actor.id,
        new_term_amount=partly.amount,
        new_term_unit=partly.unit,
    )
    demand.verifications.append(verification)
    db.session().flush()
    record("demand.verified_by_first", demand, actor=actor, after={"verification": verification.id, "result": result})
    return verification


@records("demand.verification_disputed")
def disagree(demand: Demand, *, reason: str, actor: Actor) -> None:
    """Disagree as second officer; the demand goes back to where it can be verified again."""
    hold(demand.order)
    step = "disagree" if rules.has_answer(demand) else "disagree_unanswered"
    DEMAND.advance(demand, step, actor=actor, reason=reason)
    disputed = demand.verifications[-1]
    disputed.disputed_by, disputed.disputed_reason = actor.id, reason
    demand.first_verifier = None
    record("demand.verification_disputed", demand, actor=actor, reason=reason, after={"verification": disputed.id})


@records("demand.verified")
def confirm(demand: Demand, *, result: Result | None = None, actor: Actor) -> None:
    """Confirm the first officer's result as second officer: the opinion is written and numbered.

    `result` is the one the second officer read; raises RuleViolated where the first officer found another.

    Done: the finding is verified, and the deadline stays met on the day the answer arrived. Not done: the deadline
    ends unmet, the finding stays in rectification, and `DemandFailed` is announced. Partly: a deadline without an
    answer ends unmet, and the new term starts when the opinion is served.
    """
    hold(demand.order)
    found = demand.verifications[-1] if demand.verifications else None
    DEMAND.advance(demand, CONFIRMATIONS[found.result if found else Result.DONE], actor=actor)
    assert found is not None
    if result not in (None, found.result):
        raise RuleViolated(_("The first officer found “%(result)s”. Look again.", result=found.result.label))
    opinion = _write_opinion(demand, found, actor)
    if found.result is Result.DONE:
        findings.verify(demand.finding, actor=actor)
    if found.result is Result.NOT_DONE or demand.running.state is DeadlineState.RUNNING:
        deadlines.close_unmet(demand.running, actor=actor)
    record(
        "demand.verified",
        demand,
        actor=actor,
        after={"result": found.result, "opinion": opinion.number, "first_officer": found.first_officer},
    )
    if found.result is Result.NOT_DONE:
        publish(DemandFailed(demand))


def _write_opinion(demand: Demand, found: Verification, actor: Actor) -> Document:
    """The opinion of both officers, numbered at once: it needs no approval by a third person."""
    case = demand.order.case_file
    assert actor.id is not None
    opinion = documents.draft(
        case,
        papers.OPINION,
        title=papers.OPINION_TITLE,
        content=papers.opinion_content(demand, found, second_officer=actor.id),
        office=organisation.office(case.office_id),
        actor=actor,
    )
    documents.number(opinion, actor=actor)
    found.second_officer, found.opinion = actor.id, opinion
    return opinion


@records(sometimes=("demand.new_term", "opinion.served"))
def serve_opinion(demand: Demand, service: Mapping[str, Any], *, actor: Actor) -> None:
    """Serve the opinion of the latest verification; on a partly done demand the new term starts with its effective day.

    `service` is what `documents.operations.serve` takes. Raises RuleViolated while two officers have not agreed.
    """
    hold(demand.order)
    found = demand.verifications[-1] if demand.verifications else None
    if found is None or found.result is Result.PARTLY:
        _start_new_term(demand, service, actor)
        return
    refused = rules.not_on_team(demand.order, actor)
    if refused is not None:
        raise RuleViolated(refused)
    if found.opinion is None:
        raise RuleViolated(_("The opinion is written once a second officer has confirmed the result."))
    documents.serve(found.opinion, **service, actor=actor)
    record("opinion.served", demand, actor=actor, after={"opinion": found.opinion.number, "result": found.result})


def _start_new_term(demand: Demand, service: Mapping[str, Any], actor: Actor) -> None:
    DEMAND.check(demand, "reopen", actor=actor)
    found = demand.verifications[-1]
    effective_on = documents.serve(demand.paper_in_force, **service, actor=actor).effective_on
    demand.deadline = deadlines.restart(demand.running, starts_on=effective_on, **found.new_term.span, actor=actor)
    demand.first_verifier = None
    DEMAND.advance(demand, "reopen", actor=actor)
    record("demand.new_term", demand, actor=actor, after={"due_on": demand.running.due_on})
