"""The enterprise's answers, entered by an officer, and the remarks that send them back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.access.actor import Actor
from app.audit.operations import record, records
from app.core import clock, db
from app.core.errors import RuleViolated
from app.deadlines import operations as deadlines
from app.evidence import operations as evidence
from app.evidence.models import Evidence
from app.rectification import queries, rules
from app.rectification.models import Answer, Demand
from app.rectification.operations.locking import hold
from app.rectification.states import DEMAND


@records("demand.answered")
def answer(
    demand: Demand,
    *,
    measure: str,
    done_on: date | None,
    responsible_person: str,
    received_on: date,
    actor: Actor,
) -> Answer:
    """Enter what the enterprise reports on a demand (整改报告, D10), received on `received_on` (Asia/Shanghai).

    The day of receipt decides whether the answer is on time, not the day it is entered. The deadline is met until
    remarks send the answer back.
    """
    hold(demand.order)
    DEMAND.check(demand, "answer", actor=actor)
    refused = rules.answer_refused(demand, received_on=received_on, done_on=done_on, today=clock.today())
    if refused is not None:
        raise refused
    DEMAND.advance(demand, "answer", actor=actor)
    assert actor.id is not None
    entered = Answer(
        case_file_id=demand.case_file_id,
        demand_id=demand.id,
        measure=measure,
        done_on=done_on,
        responsible_person=responsible_person,
        received_on=received_on,
        entered_by=actor.id,
    )
    demand.answers.append(entered)
    deadlines.meet(demand.running, max(received_on, demand.running.starts_on), actor=actor)
    db.session().flush()
    record("demand.answered", demand, actor=actor, after={"answer": entered.id, "received_on": received_on})
    return entered


@records()
def add_proof(answered: Answer, demand: Demand, file: Mapping[str, Any], *, actor: Actor) -> Evidence:
    """Keep a file that came with an answer as evidence; `file` is what `evidence.operations.collect` takes."""
    hold(demand.order)
    refused = rules.not_provable(demand, answered, actor)
    if refused is not None:
        raise RuleViolated(refused)
    return evidence.collect(demand.order.case_file, queries.ref(answered), **file, actor=actor)


@records("demand.remarks_sent")
def send_remarks(demand: Demand, *, remarks: str, actor: Actor) -> None:
    """Return the latest answer with remarks; the term goes on running."""
    hold(demand.order)
    DEMAND.advance(demand, "send_remarks", actor=actor, reason=remarks)
    latest = demand.answers[-1]
    latest.remarks, latest.remarks_by = remarks, actor.id
    deadlines.resume(demand.running, actor=actor, reason=remarks)
    record("demand.remarks_sent", demand, actor=actor, reason=remarks, after={"answer": latest.id})
