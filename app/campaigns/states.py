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


def in_person(campaign: Any, actor: Acting) -> Text | None:
    """Two persons answer for a close by name; neither a job nor the console is one."""
    return _("A close takes two persons: sign in as a coordinator.") if actor.id is None else None


def asked_to_reopen(campaign: Any, actor: Acting) -> Text | None:
    """A closed campaign is opened again where somebody has asked for it."""
    if campaign.reopening_by is None:
        return _("Nobody has asked that the campaign be opened again.")
    return None


def not_yet_asked(campaign: Any, actor: Acting) -> Text | None:
    """It is asked for once."""
    if campaign.reopening_by is not None:
        return _("It was asked already that the campaign be opened again. A second person decides.")
    return in_person(campaign, actor)


S = CampaignState

CAMPAIGN = Lifecycle(
    "campaign",
    _("Campaign"),
    CampaignState,
    [
        Transition(
            "activate",
            _("Start the campaign"),
            sources=(S.PREPARING,),
            target=S.ACTIVE,
            permission=Permission.CAMPAIGN_MANAGE,
            guard=announced,
        ),
        Transition(
            "begin_close",
            _("Begin the close"),
            sources=(S.ACTIVE,),
            target=S.CLOSING,
            permission=Permission.CAMPAIGN_MANAGE,
            guard=in_person,
            needs_proof=True,
        ),
        Transition(
            "close",
            _("Confirm the close"),
            sources=(S.CLOSING,),
            target=S.CLOSED,
            permission=Permission.CAMPAIGN_MANAGE,
            guard=in_person,
            second_person="closing_by",
            needs_proof=True,
        ),
        Transition(
            "call_off",
            _("Call the close off"),
            sources=(S.CLOSING,),
            target=S.ACTIVE,
            permission=Permission.CAMPAIGN_MANAGE,
            guard=in_person,
            needs_reason=True,
            primary=False,
        ),
        Transition(
            "ask_reopen",
            _("Ask to open it again"),
            sources=(S.CLOSED,),
            target=S.CLOSED,
            permission=Permission.CAMPAIGN_MANAGE,
            guard=not_yet_asked,
            needs_reason=True,
            primary=False,
        ),
        Transition(
            "reopen",
            _("Open it again"),
            sources=(S.CLOSED,),
            target=S.ACTIVE,
            permission=Permission.CAMPAIGN_MANAGE,
            guard=asked_to_reopen,
            needs_reason=True,
            second_person="reopening_by",
            needs_proof=True,
            primary=False,
        ),
    ],
)
