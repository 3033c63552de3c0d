"""What must hold for evidence. Pure."""

from datetime import datetime

from app.core.errors import RuleViolated
from app.core.text import _


def require_happened(occurred_at: datetime, now: datetime) -> None:
    """Raise RuleViolated when the evidence is said to come from the future."""
    if occurred_at > now:
        raise RuleViolated(_("The time lies in the future. Enter when it happened."), field="occurred_at")
