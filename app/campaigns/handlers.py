"""What the open work of the cases and the seal of the log say to the steps of a campaign."""

from typing import Any

from app.campaigns import closing
from app.campaigns.closing import open_work
from app.campaigns.states import CAMPAIGN
from app.core.text import Text
from app.deadlines import queries as deadlines


def open_cases(campaign: Any, actor: Any) -> Text | None:
    """Veto: a close is not begun while a case has open work that nobody takes over."""
    return closing.has_open_work(campaign)


def unsealed(campaign: Any, actor: Any) -> Text | None:
    """Veto: a close is not confirmed before its checkpoint is signed and cosigned by enough witnesses."""
    return closing.is_unsealed(campaign)


def init_app() -> None:
    """Plug the vetoes in, and the deadlines among what is open."""
    CAMPAIGN.vetoes["begin_close"].plug(open_cases)
    CAMPAIGN.vetoes["close"].plug(unsealed)
    open_work.plug(deadlines.running_of_campaign)
