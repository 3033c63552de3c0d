"""What this room puts on the log."""

from app.audit.catalogue import Kind
from app.core.text import _

EVENTS = {
    "order.drafted": Kind(_("Order drafted")),
    "order.changed": Kind(_("Draft of the order changed")),
    "order.submitted": Kind(_("Order submitted for review")),
    "order.reviewed": Kind(_("Order passed its review")),
    "order.sent_back": Kind(_("Order sent back to its drafter")),
    "order.approved": Kind(_("Order approved")),
    "order.issued": Kind(_("Order numbered and issued")),
    "order.served": Kind(_("Order served, terms started")),
    "order.closed": Kind(_("Order closed")),
    "order.withdrawn": Kind(_("Order withdrawn")),
    "demand.added": Kind(_("Demand added to the draft")),
    "demand.changed": Kind(_("Demand changed in the draft")),
    "demand.removed": Kind(_("Demand removed from the draft")),
    "demand.answered": Kind(_("Enterprise's answer entered")),
    "demand.remarks_sent": Kind(_("Answer returned with remarks")),
    "demand.verified_by_first": Kind(_("Demand verified by the first officer")),
    "demand.verification_disputed": Kind(_("Second officer disagreed with the verification")),
    "demand.verified": Kind(_("Verification confirmed by the second officer")),
    "demand.new_term": Kind(_("Opinion served, new term started")),
    "opinion.served": Kind(_("Opinion served")),
}
