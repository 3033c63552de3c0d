"""What findings say to the steps of an inspection."""

from typing import Any

from app.core.text import Text
from app.findings import queries, rules
from app.inspections.states import INSPECTION


def open_findings(inspection: Any, actor: Any) -> Text | None:
    """Veto: an inspection is not concluded while findings are in draft or wait for a second officer."""
    return rules.unsettled(queries.unsettled_findings(inspection))


def init_app() -> None:
    """Plug the veto in."""
    INSPECTION.vetoes["conclude"].plug(open_findings)
