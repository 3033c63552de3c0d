"""The gates of orders and demands, as pure functions that answer why a step is refused, or None."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core import clock
from app.core.calendar import Unit
from app.core.errors import RuleViolated
from app.core.text import Text, _

FINAL = frozenset({"done", "failed", "withdrawn"})
"""States in which a demand needs nothing more from an order."""


def order_incomplete(order: Any, actor: Any) -> Text | None:
    """An order has at least one demand, each of the family its kind allows."""
    if not order.demands:
        return _("Add at least one finding to the order.")
    return None


def already_reviewed(order: Any, actor: Any) -> Text | None:
    """One review is enough."""
    if order.reviewed_by is not None:
        return _("The order has passed its review; the office head approves it next.")
    return None


def not_approvable(order: Any, actor: Any) -> Text | None:
    """Approval comes after the review, by a third person."""
    if order.reviewed_by is None:
        return _("The order has to pass its review first.")
    if order.reviewed_by == actor.id:
        return _("The reviewer cannot approve the same order. Ask the office head.")
    return None


def demands_open(order: Any, actor: Any) -> Text | None:
    """An order closes when every demand is finished."""
    waiting = sum(1 for demand in order.demands if demand.state not in FINAL)
    if waiting:
        return _("%(count)s demands are not finished yet.", count=waiting)
    return None


def is_expired(demand: Any) -> bool:
    """Whether the due date has passed, by today's date in Asia/Shanghai."""
    return demand.deadline is not None and clock.today() > demand.deadline.due_on


def not_verifiable(demand: Any, actor: Any) -> Text | None:
    """A demand is verified once it is answered, or once its term has run out."""
    if demand.state == "open" and not is_expired(demand):
        return _("Enter the enterprise's answer first; without one, verify after the due date.")
    return None


def not_expired(demand: Any, actor: Any) -> Text | None:
    """“Not done” is found only after the due date (the opinion D11 is dated after expiry)."""
    if is_expired(demand):
        return None
    return _("“Not done” can be found only after the due date. Return the answer with remarks until then.")


@dataclass(frozen=True)
class Term:
    """When a demand falls due: a fixed date (Asia/Shanghai), or an amount of days from the effective service day."""

    fixed_date: date | None = None
    amount: int | None = None
    unit: Unit | None = None


LONGEST_TERM = 365
"""Days; no statute sets a length, but a longer term is a slip of the pen."""


def term_refused(term: Term, *, today: date) -> RuleViolated | None:
    """A demand states a fixed date in the future or a number of days from service, not both and not neither."""
    if (term.fixed_date is None) == (term.amount is None):
        return RuleViolated(_("State either a fixed date or a number of days from service."), field="amount")
    if term.fixed_date is not None and term.fixed_date <= today:
        return RuleViolated(_("The fixed date has to lie in the future."), field="fixed_date")
    if term.amount is not None and (term.unit is None or not 1 <= term.amount <= LONGEST_TERM):
        return RuleViolated(_("The term is between 1 and %(most)s days.", most=LONGEST_TERM), field="amount")
    return None


def finding_not_demandable(order: Any, finding: Any) -> RuleViolated | None:
    """Only a confirmed finding of the same case and of the family that the paper's kind allows."""
    if finding.case_file_id != order.case_file_id or finding.state != "confirmed":
        return RuleViolated(_("Choose a finding of this case that a second officer has confirmed."), field="finding")
    family = "shortcoming" if order.kind == "feedback_letter" else "breach"
    if finding.family != family:
        return RuleViolated(
            _("Shortcomings go into a feedback letter and breaches into an order to correct; never both on one paper."),
            field="finding",
        )
    return None
