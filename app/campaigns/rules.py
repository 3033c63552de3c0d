"""Who hands over a case, and when. Pure."""

from datetime import date
from typing import Any

from app.access.permissions import Permission
from app.campaigns.states import CampaignState
from app.core.errors import RuleViolated
from app.core.text import Text, _


def not_handing_over(case: Any, actor: Any) -> Text | None:
    """A coordinator of the campaign, or the head of the office that holds the case; both answer by name."""
    own = actor.may(Permission.CASE_GRANT) and case.office_id == actor.office_id
    if actor.id is not None and (own or actor.may(Permission.CAMPAIGN_MANAGE)):
        return None
    return _("A coordinator, or the head of the office that holds the case, hands over what is open in it.")


def not_to_be_handed_over(campaign: Any, work: Any, due_on: date, *, today: date) -> RuleViolated | None:
    """Work is handed over while the campaign runs, to be done on a day that is still to come."""
    if campaign.state != CampaignState.ACTIVE:
        return RuleViolated(_("Work is handed over while the campaign is under way."))
    if work.is_finished:
        return RuleViolated(_("Nothing is open in this case: it needs no successor."))
    if due_on < today:
        return RuleViolated(_("The day lies in the past. Choose today or a later day."), field="due_on")
    return None
