"""The enterprise's answers, entered by an officer, and the remarks that send them back."""

from datetime import date

from app.access.actor import Actor
from app.audit.operations import record, records
from app.core import clock, db
from app.core.errors import RuleViolated
from app.core.text import _
from app.deadlines import operations as deadlines
from app.rectification import queries
from app.rectification.models import Answer, Demand
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
    queries.must_be_on_team(demand.order.case_file, actor)
    if received_on > clock.today():
        raise RuleViolated(
            _("The day of receipt lies in the future. Enter the day the answer arrived."), field="received_on"
        )
    if demand.deadline is not None and received_on < demand.deadline.starts_on:
        raise RuleViolated(_("The answer cannot have arrived before the paper was served."), field="received_on")
    if done_on is not None and done_on > received_on:
        raise RuleViolated(_("The measure cannot be done after its report arrived."), field="done_on")
    DEMAND.advance(demand, "answer", actor=actor)
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
    deadlines.meet(demand.deadline, received_on, actor=actor)
    db.session().flush()
    record("demand.answered", demand, actor=actor, after={"answer": entered.id, "received_on": received_on})
    return entered


@records("demand.remarks_sent")
def send_remarks(demand: Demand, *, remarks: str, actor: Actor) -> None:
    """Return the latest answer with remarks; the term goes on running."""
    queries.must_be_on_team(demand.order.case_file, actor)
    DEMAND.advance(demand, "send_remarks", actor=actor, reason=remarks)
    latest = demand.answers[-1]
    latest.remarks, latest.remarks_by = remarks, actor.id
    deadlines.resume(demand.deadline, actor=actor, reason=remarks)
    record("demand.remarks_sent", demand, actor=actor, reason=remarks, after={"answer": latest.id})
