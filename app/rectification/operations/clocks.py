"""Starting the clock of a demand; the date itself is stored in the deadlines room alone."""

from datetime import date

from app.access.actor import Actor
from app.core import db
from app.core.text import _
from app.deadlines import operations as deadlines
from app.deadlines.models import Deadline
from app.organisation.models import Office
from app.rectification.models import Demand
from app.rectification.rules import Term

RULE = "rectification_term"
"""The rule key of a rectification term: set by the order, not by law (deadlines, "Not fixed by law")."""


def start_clock(demand: Demand, starts_on: date, term: Term, actor: Actor) -> Deadline:
    """Start the demand's term on `starts_on`, the effective service day of the paper that sets it.

    A new term after a verification gets a clock of its own; the first one stays as it ended.
    """
    order = demand.order
    rounds = sum(1 for verification in demand.verifications if verification.document_id is not None)
    subject_ref = f"demand:{demand.id}" if rounds == 0 else f"demand:{demand.id}/{rounds + 1}"
    label = _("%(number)s, demand %(ordinal)s", number=order.document.number, ordinal=demand.ordinal)
    common = {
        "label": label,
        "path": f"/orders/{order.id}#demand-{demand.ordinal}",
        "responsible_id": order.drafted_by,
        "office": db.session().get_one(Office, order.case_file.office_id),
        "starts_on": starts_on,
        "actor": actor,
    }
    if term.fixed_date is not None:
        return deadlines.start_fixed(order.case_file, RULE, subject_ref, due_on=term.fixed_date, **common)
    return deadlines.start(order.case_file, RULE, subject_ref, amount=term.amount, unit=term.unit, **common)
