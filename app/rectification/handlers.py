"""What rectification says to the steps of a finding."""

from typing import Any

from app.core.text import Text, _
from app.findings.states import FINDING
from app.rectification import queries


def demanded(finding: Any, actor: Any) -> Text | None:
    """Veto: a finding is not dismissed while an order or letter takes it up."""
    if queries.demand_for(finding) is None:
        return None
    return _("An order takes up this finding. Remove the demand from the draft or withdraw the order first.")


def init_app() -> None:
    """Plug the veto in."""
    FINDING.vetoes["dismiss"].plug(demanded)
