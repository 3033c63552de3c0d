"""The lifecycle of a campaign."""

from typing import Any

from app.access.permissions import Permission
from app.core import clock
from app.core.text import Text, _
from app.core.workflow import Acting, Lifecycle, State, Transition


class CampaignState(State):
    """preparing → active → closing → closed."""

    PREPARING = "preparing", _("Preparing"), "grey"
    ACTIVE = "active", _("Under way"), "blue"
    CLOSING = "closing", _("Closing"), "amber"
    CLOSED = "closed", _("Closed"), "green"


def announced(campaign: Any, actor: Acting) -> Text | None:
    """A campaign gets under way on the day it is announced, not before."""
    if campaign.announced_on > clock.today():
        return _("The campaign is announced on %(day)s; it can't start before.", day=campaign.announced_on)
    return None


CAMPAIGN = Lifecycle(
    "campaign",
    _("Campaign"),
    CampaignState,
    [
        Transition(
            "activate",
            _("Start the campaign"),
            sources=(CampaignState.PREPARING,),
            target=CampaignState.ACTIVE,
            permission=Permission.CAMPAIGN_MANAGE,
            guard=announced,
        )
    ],
)
