"""Acts of the close of a campaign."""

from app.access.roles import Role
from app.campaigns.operations import ask_reopen, begin_close, close
from app.campaigns.states import CampaignState
from app.core.db import session
from app.inspections.states import InspectionState
from tests.factories.campaigns import make_coordinator, sealed_close
from tests.factories.inspections import Cast, make_campaign, make_inspection
from tests.journeys.acts.act import MARK, REASON, Ready, act


def preparing(cast: Cast) -> Ready:
    """A campaign that was announced and waits to be started."""
    return Ready({"key": make_campaign(state=CampaignState.PREPARING).key})


def finished(cast: Cast) -> Ready:
    """A campaign whose one case is finished."""
    make_inspection(cast, InspectionState.CONCLUDED)
    return Ready({"key": cast.campaign.key})


def unfinished(cast: Cast) -> Ready:
    """A case with open work, and whoever takes it over."""
    inspection = make_inspection(cast, InspectionState.RECORD_SIGNED)
    return Ready(
        {"key": cast.campaign.key, "case_file_id": inspection.case_file_id}, fields={"successor": cast.spare.id}
    )


def begun(cast: Cast) -> Ready:
    """A close begun."""
    ready = finished(cast)
    begin_close(cast.campaign, actor=make_coordinator())
    return ready


def sealed(cast: Cast) -> Ready:
    """A close begun, its checkpoint signed and cosigned."""
    ready = finished(cast)
    sealed_close(cast.campaign, by=make_coordinator())
    return ready


def closed(cast: Cast) -> Ready:
    """A closed campaign."""
    ready = sealed(cast)
    close(cast.campaign, actor=make_coordinator())
    return ready


def asked(cast: Cast) -> Ready:
    """A closed campaign that somebody wants opened again."""
    ready = closed(cast)
    ask_reopen(cast.campaign, reason="遗漏一案", actor=make_coordinator())
    session().flush()
    return ready


HANDOVER = {"due_on": "2022-12-30", "reason": f"转入日常监管{MARK}"}

CAMPAIGNS = [
    act("campaigns.take_step", Role.COORDINATOR, preparing, "campaign.started", step="activate"),
    act("campaigns.hand_over", "head", unfinished, "case.handed_over notification.sent", HANDOVER),
    act("campaigns.take_step", Role.COORDINATOR, finished, "campaign.closing case.frozen", step="begin_close"),
    act(
        "campaigns.take_step",
        Role.COORDINATOR,
        begun,
        "campaign.closing_called_off case.released",
        REASON,
        step="call_off",
    ),
    act("campaigns.take_step", Role.COORDINATOR, sealed, "campaign.closed", step="close"),
    act("campaigns.take_step", Role.COORDINATOR, closed, "campaign.reopening_asked", REASON, step="ask_reopen"),
    act("campaigns.take_step", Role.COORDINATOR, asked, "campaign.reopened case.released", REASON, step="reopen"),
]
