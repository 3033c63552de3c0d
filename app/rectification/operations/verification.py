"""Verification of a demand by two officers, its opinion (D11), and what follows from it."""

from datetime import date

from app.access.actor import Actor
from app.audit.operations import record, records
from app.core import clock, db
from app.core.errors import RuleViolated
from app.core.text import _
from app.deadlines import operations as deadlines
from app.deadlines.states import DeadlineState
from app.documents import operations as documents
from app.documents.states import ServiceManner
from app.findings import operations as findings
from app.organisation.models import Office
from app.rectification import papers, queries
from app.rectification.models import Demand, Verification
from app.rectification.rules import Term
from app.rectification.states import DEMAND, Method, Result


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

    `new_term` goes with a partly done demand alone. Raises RuleViolated for “not done” before the due date.
    """
    queries.must_be_on_team(demand.order.case_file, actor)
    if verified_on > clock.today():
        raise RuleViolated(_("The day of verification lies in the future."), field="verified_on")
    if result is Result.PARTLY and (new_term is None or new_term.amount is None):
        raise RuleViolated(_("Set the new term for what is still to be done."), field="new_term_amount")
    if result is Result.NOT_DONE and (demand.deadline is None or verified_on <= demand.deadline.due_on):
        raise RuleViolated(
            _("“Not done” can be found only after the due date. Return the answer with remarks until then."),
            field="result",
        )
    demand.first_verifier = actor.id
    DEMAND.advance(demand, "propose", actor=actor)
    verification = Verification(
        case_file_id=demand.case_file_id,
        demand_id=demand.id,
        result=result,
        method=method,
        observations=observations,
        verified_on=verified_on,
        first_officer=actor.id,
        new_term_amount=new_term.amount if new_term and result is Result.PARTLY else None,
        new_term_unit=new_term.unit if new_term and result is Result.PARTLY else None,
    )
    demand.verifications.append(verification)
    db.session().flush()
    record("demand.verified_by_first", demand, actor=actor, after={"verification": verification.id, "result": result})
    return verification


@records("demand.verification_disputed")
def disagree(demand: Demand, *, reason: str, actor: Actor) -> None:
    """Disagree as second officer; the demand goes back to where it can be verified again."""
    queries.must_be_on_team(demand.order.case_file, actor)
    DEMAND.advance(demand, "disagree", actor=actor, reason=reason)
    demand.verifications[-1].disagreed_reason = reason
    demand.first_verifier = None
    record("demand.verification_disputed", demand, actor=actor, reason=reason)


@records("demand.verified")
def confirm(demand: Demand, *, actor: Actor) -> None:
    """Confirm the first officer's result as second officer: the opinion is written and numbered.

    Done: the finding is verified, and the deadline stays met on the day the answer arrived. Not done: the deadline
    ends unmet. Partly: a deadline without an answer ends unmet, and the new term starts when the opinion is served.
    """
    queries.must_be_on_team(demand.order.case_file, actor)
    verification = demand.verifications[-1]
    DEMAND.advance(demand, STEPS[verification.result], actor=actor)
    verification.second_officer = actor.id
    case = demand.order.case_file
    opinion = documents.draft(
        case,
        papers.OPINION,
        title=papers.opinion_title(demand),
        content=papers.opinion_content(demand, verification),
        office=db.session().get_one(Office, case.office_id),
        actor=actor,
    )
    documents.number(opinion, actor=actor)
    verification.document_id = opinion.id
    if verification.result is Result.DONE:
        findings.verify(demand.finding, actor=actor)
    elif verification.result is Result.NOT_DONE or demand.deadline.state is DeadlineState.RUNNING:
        deadlines.close_unmet(demand.deadline, actor=actor)
    record(
        "demand.verified",
        demand,
        actor=actor,
        after={"result": verification.result, "opinion": opinion.number, "first_officer": verification.first_officer},
    )


STEPS = {Result.DONE: "confirm_done", Result.PARTLY: "confirm_partly", Result.NOT_DONE: "confirm_failed"}


@records("demand.new_term")
def serve_opinion(
    demand: Demand,
    *,
    manner: ServiceManner,
    served_on: date,
    place: str,
    receiver: str,
    witness: str | None,
    actor: Actor,
) -> None:
    """Serve the opinion on a partly done demand; its new term starts at the effective service day."""
    queries.must_be_on_team(demand.order.case_file, actor)
    DEMAND.check(demand, "reopen", actor=actor)
    verification = demand.verifications[-1]
    service = documents.serve(
        queries.opinion(verification),
        manner=manner,
        served_on=served_on,
        place=place,
        receiver=receiver,
        witness=witness,
        actor=actor,
    )
    demand.deadline = deadlines.restart(
        demand.deadline,
        starts_on=service.effective_on,
        amount=verification.new_term_amount,
        unit=verification.new_term_unit,
        actor=actor,
    )
    demand.first_verifier = None
    DEMAND.advance(demand, "reopen", actor=actor)
    record("demand.new_term", demand, actor=actor, after={"due_on": demand.deadline.due_on})
