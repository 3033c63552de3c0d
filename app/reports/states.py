"""The words by which the jurisdiction and the board are filtered."""

from app.core.text import _
from app.core.workflow import Choice


class Missing(Choice):
    """What is not known of an enterprise yet."""

    CREDIT_CODE = "credit_code", _("No credit code")
    CONTACT = "contact", _("No contact")
    FILING = "filing", _("No filing")


class Stage(Choice):
    """How far the work on an enterprise is."""

    NOT_INSPECTED = "not_inspected", _("Not inspected yet")
    UNDER_INSPECTION = "under_inspection", _("Under inspection")
    OPEN_FINDINGS = "open_findings", _("With open findings")
    OPEN_ORDERS = "open_orders", _("With open orders")
    OVERDUE = "overdue", _("With an overdue demand")
