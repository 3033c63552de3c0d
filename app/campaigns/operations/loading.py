"""Loading a campaign from its file."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from sqlalchemy import select

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.operations import record, records
from app.campaigns.definition import CampaignDefinition, WorkstreamDefinition
from app.campaigns.models import Campaign, Workstream
from app.campaigns.states import CampaignState
from app.core import db
from app.core.db import Base
from app.core.errors import RuleViolated
from app.core.text import _
from app.legal import queries as legal

Change = tuple[Base, dict[str, Any], dict[str, Any]]
"""A row, and what was before and after."""

WORDS = tuple(field.name for field in fields(CampaignDefinition) if field.name not in ("key", "workstreams"))
STREAM_WORDS = tuple(field.name for field in fields(WorkstreamDefinition) if field.name != "key")
CHANGED: dict[type, str] = {Campaign: "campaign.changed", Workstream: "workstream.changed"}


@records(sometimes=["campaign.loaded", *CHANGED.values()])
def load_campaign(definition: CampaignDefinition, *, actor: Actor) -> tuple[Campaign, bool]:
    """Bring a campaign in step with its file; answers the campaign and whether anything changed.

    Raises RuleViolated where its legal basis is not in force when it is announced, where its workstreams are other ones
    than before, and for a change to a campaign that is closing or closed.
    """
    actor.require(Permission.CAMPAIGN_MANAGE)
    legal.instrument(definition.instrument, on=definition.announced_on)
    campaign = db.session().scalar(select(Campaign).where(Campaign.key == definition.key))
    if campaign is None:
        return _make(definition, actor), True
    _require_same_workstreams(campaign, definition)
    changes = list(_bring_in_step(campaign, definition))
    if not changes:
        return campaign, False
    if campaign.state in (CampaignState.CLOSING, CampaignState.CLOSED):
        raise RuleViolated(_("The campaign is closing: what was asked for in it can't be changed any more."))
    db.session().flush()
    for row, before, after in changes:
        record(CHANGED[type(row)], row, actor=actor, before=before, after=after)
    return campaign, True


def _make(definition: CampaignDefinition, actor: Actor) -> Campaign:
    campaign = Campaign(
        key=definition.key,
        workstreams=[Workstream(ordinal=place, **vars(line)) for place, line in enumerate(definition.workstreams, 1)],
        **{name: getattr(definition, name) for name in WORDS},
    )
    db.session().add(campaign)
    db.session().flush()
    streams = [line.key for line in definition.workstreams]
    window = {"announced_on": campaign.announced_on, "planned_close": campaign.planned_close}
    record("campaign.loaded", campaign, actor=actor, after={"key": campaign.key, "workstreams": streams, **window})
    return campaign


def _require_same_workstreams(campaign: Campaign, definition: CampaignDefinition) -> None:
    if [line.key for line in campaign.workstreams] != [line.key for line in definition.workstreams]:
        raise RuleViolated(
            _("The workstreams of a loaded campaign stay, in their order; only their words and windows may change.")
        )


def _bring_in_step(campaign: Campaign, definition: CampaignDefinition) -> Iterator[Change]:
    """Write what differs, and answer each changed row with what was before and after."""
    lines = zip(campaign.workstreams, definition.workstreams, strict=True)
    for row, written, names in ((campaign, definition, WORDS), *((*pair, STREAM_WORDS) for pair in lines)):
        differing = [name for name in names if getattr(row, name) != getattr(written, name)]
        if differing:
            before = {name: getattr(row, name) for name in differing}
            after = {name: getattr(written, name) for name in differing}
            for name, value in after.items():
                setattr(row, name, value)
            yield row, before, after
