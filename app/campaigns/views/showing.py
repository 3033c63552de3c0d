"""The pages of campaigns: the list, and one with its workstreams."""

from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.campaigns import queries
from app.campaigns.measures import measures_of
from app.campaigns.models import Campaign
from app.campaigns.states import CAMPAIGN, CampaignState
from app.campaigns.views import blueprint
from app.core import calendar, clock
from app.core.text import _
from app.legal import queries as legal
from app.legal.wording import wording
from app.web.display import DueView, Tile, steps
from app.web.guards import permit, reads_only
from app.web.identity import current_actor
from app.web.pages import render
from app.web.paging import Page, paging


@blueprint.get("/campaigns")
@permit(Permission.CAMPAIGN_READ)
@reads_only
def campaigns() -> ResponseReturnValue:
    """List the campaigns."""
    asked, found = paging(), queries.campaigns()
    page = Page(found[asked.offset : asked.offset + asked.size], len(found), asked)
    return render("campaigns/campaigns.html", block="content", page=page, closing=closing)


@blueprint.get("/campaigns/<key>")
@permit(Permission.CAMPAIGN_READ)
@reads_only
def campaign(key: str) -> ResponseReturnValue:
    """Show a campaign with its workstreams and their figures."""
    shown = queries.campaign(key)
    return render(
        "campaigns/campaign.html",
        campaign=shown,
        basis=legal.instrument(shown.instrument, on=shown.announced_on),
        measures=measures_of(shown),
        closing=closing(shown),
        tiles=_time(shown),
        steps=steps(list(CampaignState), shown.state),
        offers=CAMPAIGN.offers(shown, current_actor()) if shown.state == CampaignState.PREPARING else [],
    )


def closing(shown: Campaign) -> DueView:
    """The planned close with its distance."""
    left = calendar.load().working_days_between(clock.today(), shown.planned_close)
    return DueView(
        shown.planned_close,
        left,
        state="met" if shown.state == CampaignState.CLOSED else "running",
        steps=(_("The planned close is a setting of the campaign: change it in the campaign's file."),),
    )


def _time(shown: Campaign) -> list[Tile]:
    today, whole = clock.today(), (shown.planned_close - shown.announced_on).days or 1
    passed = min(max((today - shown.announced_on).days, 0), whole)
    return [
        Tile(_("Days passed"), passed, tone="blue", share=round(passed * 100 / whole)),
        Tile(_("Days left"), whole - passed, tone="amber"),
    ]


def running_campaign() -> str | None:
    """The name of the campaign under way, for the top of every page."""
    current = queries.current_campaign()
    return wording(current, "name") if current else None
