"""What this room puts on the log."""

from app.audit.catalogue import Key, Kind, Shown
from app.core.calendar import Unit
from app.core.text import _
from app.rectification.states import OrderKind, Result

REPORT_BACK = Key("report_back", _("How to report back"))
FINDING = Key("finding", _("Finding to put right"), Shown.RECORD)
WORDING = Key("wording", _("Demand"))
TERM = (
    Key("fixed_date", _("Or a fixed date"), Shown.DAY),
    Key("amount", _("Length"), Shown.COUNT),
    Key("unit", _("Counted in"), Unit),
)
ANSWER = Key("answer", _("Answer"), Shown.RECORD)
VERIFICATION = Key("verification", _("Verification"), Shown.RECORD)
RESULT = Key("result", _("Result"), Result)
OPINION = Key("opinion", _("Number of the opinion"))

EVENTS = {
    "order.drafted": Kind(_("Order drafted"), Key("kind", _("Kind"), OrderKind), REPORT_BACK),
    "order.changed": Kind(_("Draft of the order changed"), REPORT_BACK),
    "order.submitted": Kind(_("Order submitted for review"), Key("demands", _("Demands"), Shown.COUNT)),
    "order.reviewed": Kind(_("Order passed its review")),
    "order.sent_back": Kind(_("Order sent back to its drafter")),
    "order.approved": Kind(_("Order approved")),
    "order.issued": Kind(_("Order numbered and issued"), Key("number", _("Number"))),
    "order.served": Kind(
        _("Order served, terms started"), Key("effective_on", _("Service takes effect on"), Shown.DAY)
    ),
    "order.closed": Kind(_("Order closed")),
    "order.withdrawn": Kind(_("Order withdrawn")),
    "demand.added": Kind(_("Demand added to the draft"), FINDING, WORDING, *TERM),
    "demand.changed": Kind(_("Demand changed in the draft"), WORDING, *TERM),
    "demand.removed": Kind(_("Demand removed from the draft"), FINDING, WORDING),
    "demand.answered": Kind(_("Enterprise's answer entered"), ANSWER, Key("received_on", _("Received on"), Shown.DAY)),
    "demand.remarks_sent": Kind(_("Answer returned with remarks"), ANSWER),
    "demand.verified_by_first": Kind(_("Demand verified by the first officer"), VERIFICATION, RESULT),
    "demand.verification_disputed": Kind(_("Second officer disagreed with the verification"), VERIFICATION),
    "demand.verified": Kind(
        _("Verification confirmed by the second officer"),
        RESULT,
        OPINION,
        Key("first_officer", _("First officer"), Shown.PERSON),
    ),
    "demand.new_term": Kind(_("Opinion served, new term started"), Key("due_on", _("Due"), Shown.DAY)),
    "opinion.served": Kind(_("Opinion served"), OPINION, RESULT),
}
