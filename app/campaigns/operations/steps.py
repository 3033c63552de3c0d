"""The steps of a campaign: its start, and its close, which takes two persons and the seal of the log."""

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.models import Why
from app.audit.operations import record, records
from app.audit.sealing import checkpoints
from app.campaigns import closing
from app.campaigns.models import Campaign, CampaignClose
from app.campaigns.states import CAMPAIGN
from app.cases import operations as cases
from app.core import clock, db


@records("campaign.started")
def activate(campaign: Campaign, *, version: int | None = None, reason: str | None = None, actor: Actor) -> None:
    """Start the campaign. Raises Stale, IllegalTransition, and RuleViolated before the day it is announced."""
    _advance(campaign, "activate", version, reason, actor)
    record("campaign.started", campaign, actor=actor, reason=reason or None, after={"state": campaign.state})


@records("campaign.closing", sometimes=["case.frozen"])
def begin_close(campaign: Campaign, *, version: int | None = None, reason: str | None = None, actor: Actor) -> None:
    """Begin the close as its first person: finished cases freeze, and a checkpoint is signed that covers this.

    Work handed over goes on. Raises Stale, IllegalTransition, and RuleViolated while a case has open work that nobody
    takes over; asks for proof of the person.
    """
    actor.require(Permission.CAMPAIGN_MANAGE)
    closing.hold(campaign)
    _advance(campaign, "begin_close", version, reason, actor)
    work = closing.work_of(campaign)
    finished = [one.case for one in work if one.is_finished]
    for case in finished:
        cases.freeze(case, actor=actor)
    counted = {"finished": len(finished), "carried_over": len(work) - len(finished)}
    campaign.closes.append(CampaignClose(begun_by=actor.id, **counted))
    db.session().flush()
    after = {"state": campaign.state, **counted}
    record("campaign.closing", campaign, actor=actor, reason=reason or None, after=after)
    checkpoints.demand(Why.CAMPAIGN_CLOSE)


@records("campaign.closing_called_off", sometimes=["case.released"])
def call_off(campaign: Campaign, *, version: int | None = None, reason: str | None = None, actor: Actor) -> None:
    """End a close that was begun and not confirmed; work on the frozen cases goes on. The reason is demanded."""
    _advance(campaign, "call_off", version, reason, actor)
    close = campaign.closes[-1]
    close.called_off_by, close.called_off_at, close.called_off_reason = actor.id, clock.now(), reason
    _release(campaign, actor)
    record("campaign.closing_called_off", campaign, actor=actor, reason=reason, after={"state": campaign.state})


@records("campaign.closed")
def close(campaign: Campaign, *, version: int | None = None, reason: str | None = None, actor: Actor) -> None:
    """Confirm the close as its second person; the event names the sealed checkpoint, the next one covers both.

    Raises RuleViolated for whoever began it, and until the checkpoint is signed and cosigned; asks for proof.
    """
    _advance(campaign, "close", version, reason, actor)
    campaign.closed_on = clock.today()
    seal, confirmed = closing.seal_of(campaign), campaign.closes[-1]
    assert seal.checkpoint is not None
    confirmed.confirmed_by, confirmed.confirmed_at, confirmed.checkpoint = actor.id, clock.now(), seal.checkpoint
    confirmed.witnesses = [
        {"name": one.witness.name, "holder": one.witness.holder, "size": one.size, "at": one.at and one.at.isoformat()}
        for one in seal.cosigners
    ]
    db.session().flush()
    after = {
        "state": campaign.state,
        "finished": confirmed.finished,
        "carried_over": confirmed.carried_over,
        "origin": checkpoints.said(seal.checkpoint).origin,
        "size": confirmed.size,
        "root": seal.root,
        "witnesses": [one.witness.name for one in seal.cosigners],
    }
    record("campaign.closed", campaign, actor=actor, reason=reason or None, after=after)
    checkpoints.demand(Why.CAMPAIGN_CLOSE)


@records("campaign.reopening_asked")
def ask_reopen(campaign: Campaign, *, version: int | None = None, reason: str | None = None, actor: Actor) -> None:
    """Ask that a closed campaign be opened again; it stays closed until a second person decides. The reason is
    demanded."""
    campaign.unchanged_since(version)
    CAMPAIGN.check(campaign, "ask_reopen", actor=actor, reason=reason)
    close = campaign.closes[-1]
    close.reopening_by, close.reopening_at, close.reopening_reason = actor.id, clock.now(), reason
    record("campaign.reopening_asked", campaign, actor=actor, reason=reason)


@records("campaign.reopened", sometimes=["case.released"])
def reopen(campaign: Campaign, *, version: int | None = None, reason: str | None = None, actor: Actor) -> None:
    """Open a closed campaign again, as somebody else than who asked for it; work on its cases goes on.

    The reason is demanded; asks for proof of the person.
    """
    _advance(campaign, "reopen", version, reason, actor)
    campaign.closed_on = None
    close = campaign.closes[-1]
    close.reopened_by, close.reopened_at, close.reopened_reason = actor.id, clock.now(), reason
    _release(campaign, actor)
    record("campaign.reopened", campaign, actor=actor, reason=reason, after={"state": campaign.state})


STEPS = {
    "activate": activate,
    "begin_close": begin_close,
    "close": close,
    "call_off": call_off,
    "ask_reopen": ask_reopen,
    "reopen": reopen,
}


def _advance(campaign: Campaign, step: str, version: int | None, reason: str | None, actor: Actor) -> None:
    campaign.unchanged_since(version)
    CAMPAIGN.advance(campaign, step, actor=actor, reason=reason)


def _release(campaign: Campaign, actor: Actor) -> None:
    for one in closing.work_of(campaign):
        if one.case.frozen_at is not None:
            cases.release(one.case, actor=actor)
    db.session().flush()
