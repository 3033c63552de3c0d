"""The gates of orders and demands, as pure functions that answer why a step is refused, or None."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core import clock
from app.core.calendar import Unit
from app.core.errors import RuleViolated
from app.core.text import Text, _
from app.inspections import rules as inspections

INSPECTED = frozenset({"record_signed", "concluded"})
"""States of the inspection from which papers on its findings are issued."""

FINAL = frozenset({"done", "failed", "withdrawn"})
"""States in which a demand needs nothing more from an order."""

FAMILIES = {"feedback_letter": "shortcoming", "order_to_correct": "breach"}
"""Which family of findings each kind of paper takes up."""

PRESETS = "7, 15, 30"
"""Usual terms in days, offered as a hint: the law fixes none."""

LONGEST_TERM = 365
"""Days; no statute sets a length, but a longer term is a slip of the pen."""


@dataclass(frozen=True)
class Term:
    """When a demand falls due: a fixed date (Asia/Shanghai), or an amount of days from the effective service day."""

    fixed_date: date | None = None
    amount: int | None = None
    unit: Unit | None = None

    @property
    def span(self) -> dict[str, Any]:
        """Amount and unit of a term stated in days."""
        return {"amount": self.amount, "unit": self.unit}

    @property
    def words(self) -> Text:
        """The term as pages say it."""
        if self.fixed_date is not None:
            return _("by %(day)s", day=self.fixed_date)
        assert self.amount is not None
        assert self.unit is not None
        return _("%(length)s from service", length=self.unit.phrase(self.amount))


def not_on_team(order: Any, actor: Any) -> Text | None:
    """Members of the inspection's team, those recused apart, carry the order."""
    return inspections.not_on_team(order.inspection, actor)


def not_deciding(order: Any, actor: Any) -> Text | None:
    """The head of the office that inspects approves, refuses and withdraws."""
    return inspections.not_deciding(order.inspection, actor)


def not_drafting(order: Any, actor: Any) -> Text | None:
    """A draft is in the hands of its drafter, so that whoever reviews it has had no part in it."""
    if order.drafted_by != actor.id:
        return _("Only the officer who drafted the order can change it and hand it in.")
    return not_on_team(order, actor)


def not_changeable(order: Any, actor: Any) -> Text | None:
    """Only a draft is changed, by its drafter."""
    if order.state != "draft":
        return _("Only a draft can be changed. Ask the reviewer to send the order back.")
    return not_drafting(order, actor)


def not_submittable(order: Any, actor: Any) -> Text | None:
    """The drafter hands in an order with at least one demand, each with a term that can still run."""
    refused = not_drafting(order, actor)
    if refused is not None:
        return refused
    if not order.demands:
        return _("Add at least one finding to the order.")
    return fixed_date_passed(order, actor)


def fixed_date_passed(order: Any, actor: Any) -> Text | None:
    """A fixed date that has come leaves the enterprise no time; it is changed in the draft."""
    today = clock.today()
    for demand in order.demands:
        if demand.fixed_date is not None and demand.fixed_date <= today:
            return _(
                "The fixed date of demand %(ordinal)s has come already. Set a later one in the draft.",
                ordinal=demand.ordinal,
            )
    return None


def not_reviewing(order: Any, actor: Any) -> Text | None:
    """One review, by a person of the inspecting office or of the team."""
    if order.reviewed_by is not None:
        return _("The order has passed its review; the office head approves it next.")
    if order.inspection.case_file.staffed_by(actor):
        return inspections.recused(order.inspection, actor)
    return not_on_team(order, actor)


def not_approvable(order: Any, actor: Any) -> Text | None:
    """Approval comes after the review, by a third person: the head of the inspecting office."""
    if order.reviewed_by is None:
        return _("The order has to pass its review first.")
    if order.reviewed_by == actor.id:
        return _("The reviewer cannot approve the same order. Ask the office head.")
    return not_deciding(order, actor)


def not_issuable(order: Any, actor: Any) -> Text | None:
    """The team issues an approved order once the record is signed, while its fixed dates still lie ahead."""
    return not_on_team(order, actor) or record_unsigned(order, actor) or fixed_date_passed(order, actor)


def record_unsigned(order: Any, actor: Any) -> Text | None:
    """Nothing is asked of the enterprise before both sides had the record of the visit (order 2 of 2017)."""
    if order.inspection.state in INSPECTED:
        return None
    return _("Sign the inspection record first; nothing is issued on a visit that is not on record.")


def not_closable(order: Any, actor: Any) -> Text | None:
    """The team closes an order when every demand is finished."""
    waiting = sum(1 for demand in order.demands if demand.state not in FINAL)
    if waiting:
        return _("Demands still to be finished: %(count)s", count=waiting)
    return not_on_team(order, actor)


def finding_not_demandable(order: Any, finding: Any) -> RuleViolated | None:
    """Only a confirmed finding of the same case and of the family that the paper's kind allows."""
    if finding.case_file_id != order.case_file_id or finding.state != "confirmed":
        return RuleViolated(_("Choose a finding of this case that a second officer has confirmed."), field="findings")
    if finding.family != FAMILIES[order.kind]:
        return RuleViolated(
            _("Shortcomings go into a feedback letter and breaches into an order to correct; never both on one paper."),
            field="findings",
        )
    return None


def term_refused(term: Term, *, today: date) -> RuleViolated | None:
    """A demand states a fixed date in the future or a number of days from service, not both and not neither."""
    if (term.fixed_date is None) == (term.amount is None):
        return RuleViolated(_("State either a fixed date or a number of days from service."), field="amount")
    if term.fixed_date is not None and term.fixed_date <= today:
        return RuleViolated(_("The fixed date has to lie in the future."), field="fixed_date")
    if term.amount is not None and not 1 <= term.amount <= LONGEST_TERM:
        return RuleViolated(_("The term is between 1 and %(most)s days.", most=LONGEST_TERM), field="amount")
    if term.amount is not None and term.unit is None:
        return RuleViolated(_("Say whether working days or calendar days are counted."), field="unit")
    return None


def of_team(demand: Any, actor: Any) -> Text | None:
    """Members of the team alone enter answers and verify."""
    return not_on_team(demand.order, actor)


def not_provable(demand: Any, answer: Any, actor: Any) -> Text | None:
    """Proof goes with the answer that stands, until the demand is finished."""
    if demand.state in FINAL:
        return _("The demand is finished; its answer takes no more proof.")
    if answer.id != demand.answers[-1].id or answer.remarks is not None:
        return _("This answer went back to the enterprise. Add the proof to its next one.")
    return of_team(demand, actor)


def is_expired(demand: Any) -> bool:
    """Whether the due date has passed, by today's date in Asia/Shanghai."""
    return demand.deadline is not None and clock.today() > demand.deadline.due_on


def has_answer(demand: Any) -> bool:
    """Whether an answer stands that was not sent back: it is what keeps the deadline met."""
    return demand.deadline is not None and demand.deadline.state == "met"


def not_verifiable(demand: Any, actor: Any) -> Text | None:
    """A demand is verified once it is answered, or once its term has run out."""
    if demand.state == "open" and not is_expired(demand):
        return _("Enter the enterprise's answer first; without one, verify after the due date.")
    return of_team(demand, actor)


def not_disputable_answered(demand: Any, actor: Any) -> Text | None:
    """With an answer that stands, the demand goes back to “answered”."""
    return of_team(demand, actor) if has_answer(demand) else _("There is no answer to go back to.")


def not_disputable_unanswered(demand: Any, actor: Any) -> Text | None:
    """Without an answer, the demand goes back to “in rectification”."""
    return _("The enterprise's answer stands.") if has_answer(demand) else of_team(demand, actor)


def not_failable(demand: Any, actor: Any) -> Text | None:
    """“Not done” is found only after the due date (the opinion D11 is dated after expiry)."""
    return of_team(demand, actor) if is_expired(demand) else NOT_EXPIRED


NOT_EXPIRED = _("“Not done” can be found only after the due date. Return the answer with remarks until then.")


def answer_refused(demand: Any, *, received_on: date, done_on: date | None, today: date) -> RuleViolated | None:
    """An answer arrives after the paper was issued and not in the future; it tells of what was done before it."""
    if received_on > today:
        return RuleViolated(
            _("The day of receipt lies in the future. Enter the day the answer arrived."), field="received_on"
        )
    if today < demand.deadline.starts_on:
        day = demand.deadline.starts_on
        return RuleViolated(_("The paper takes effect on %(day)s. Enter the answer from that day on.", day=day))
    if received_on < demand.paper_in_force.issued_on:
        return RuleViolated(_("The answer cannot have arrived before the paper was issued."), field="received_on")
    if any(received_on < earlier.received_on for earlier in demand.answers):
        return RuleViolated(_("An earlier answer arrived after this day."), field="received_on")
    if done_on is not None and done_on > received_on:
        return RuleViolated(_("The measure cannot be done after its report arrived."), field="done_on")
    return None


def verification_refused(
    demand: Any, result: str, *, verified_on: date, new_term: Term | None, today: date
) -> RuleViolated | None:
    """A verification lies between the answer, or the expiry, and today; “partly” sets a new term in days."""
    if verified_on > today:
        return RuleViolated(_("The day of verification lies in the future."), field="verified_on")
    if has_answer(demand) and verified_on < demand.answers[-1].received_on:
        return RuleViolated(_("The demand cannot be verified before its answer arrived."), field="verified_on")
    if result == "not_done" and verified_on <= demand.deadline.due_on:
        early = "verified_on" if is_expired(demand) else "result"
        return RuleViolated(NOT_EXPIRED, field=early)
    if not has_answer(demand) and verified_on <= demand.deadline.due_on:
        return RuleViolated(_("Without an answer the demand is verified after the due date."), field="verified_on")
    if result != "partly":
        return None
    refused = term_refused(new_term or Term(), today=today)
    if refused is None:
        return None
    return RuleViolated(refused.message, field=NEW_TERM_FIELDS.get(refused.field or ""))


NEW_TERM_FIELDS = {"amount": "new_term_amount", "unit": "new_term_unit"}
"""The fields of a new term on the verification, by those of a term."""
