"""Facts of the lower rooms that belong in the log."""

from urllib.parse import quote

from app.audit.operations import record, records
from app.core import events
from app.core.events import Refused


def init_app() -> None:
    """Listen to refusals."""
    events.on(Refused, keep_refusal)


@records("access.refused")
def keep_refusal(refused: Refused) -> None:
    """Keep an attempt that was turned away: who, where, and for what reason."""
    record(
        "access.refused",
        f"endpoint:{quote(refused.endpoint)}"[:200],
        actor=refused.actor,
        after={"code": refused.code, "status": refused.status, "detail": refused.detail},
    )
