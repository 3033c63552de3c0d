"""The lifecycle of a campaign: each step from each state, for each role."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from app.access.actor import Actor, ActorKind, operator
from app.access.roles import Role
from app.campaigns.states import CAMPAIGN, CampaignState
from app.core import clock
from app.core.errors import RuleViolated
from app.core.ids import new_id
from tests.lifecycles import Case, Law, cases, is_demanded, is_lawful, ways

COORDINATOR = frozenset({Role.COORDINATOR})
LAW: Law = {
    "activate": ("preparing → active", COORDINATOR),
    "begin_close": ("active → closing", COORDINATOR),
    "close": ("closing → closed", COORDINATOR),
    "call_off": ("closing → active", COORDINATOR),
    "ask_reopen": ("closed → closed", COORDINATOR),
    "reopen": ("closed → active", COORDINATOR),
}


def coordinator() -> Actor:
    roles = frozenset({Role.COORDINATOR})
    return Actor(ActorKind.USER, label="user:test", id=new_id(), roles=roles, proven=True)


def campaign(state: CampaignState, **changes) -> SimpleNamespace:
    values = {"announced_on": date(2022, 4, 8), "closing_by": None, "reopening_by": None}
    return SimpleNamespace(state=state, state_since=None, **(values | changes))


def refusal(step: str, subject: SimpleNamespace, actor: Actor) -> str | None:
    """Why the table alone refuses, without what other rooms say."""
    transition = CAMPAIGN.transitions[step]
    if transition.second_person and getattr(subject, transition.second_person) == actor.id:
        return "A second person"
    refused = transition.guard(subject, actor) if transition.guard else None
    return refused and str(refused)


def test_the_steps_go_the_ways_of_the_law():
    assert ways(CAMPAIGN) == {step: way for step, (way, _roles) in LAW.items()}


@pytest.mark.parametrize("case", cases(CAMPAIGN), ids=str)
def test_a_step_is_taken_from_its_states_by_its_roles(case: Case):
    assert is_lawful(CAMPAIGN, case) == is_demanded(LAW, case)


def test_what_weighs_asks_for_proof_and_what_turns_back_for_a_reason():
    weighty = {name for name, step in CAMPAIGN.transitions.items() if step.needs_proof}
    assert weighty == {"begin_close", "close", "reopen"}
    reasoned = {name for name, step in CAMPAIGN.transitions.items() if step.needs_reason}
    assert reasoned == {"call_off", "ask_reopen", "reopen"}


def test_a_campaign_starts_on_the_day_it_is_announced_not_before():
    with pytest.raises(RuleViolated, match="can't start before"):
        CAMPAIGN.advance(
            campaign(CampaignState.PREPARING, announced_on=clock.today() + timedelta(days=1)),
            "activate",
            actor=coordinator(),
        )
    CAMPAIGN.advance(campaign(CampaignState.PREPARING, announced_on=clock.today()), "activate", actor=coordinator())


@pytest.mark.parametrize(("step", "by"), [("close", "closing_by"), ("reopen", "reopening_by")])
def test_a_second_person_confirms_the_close_and_opens_again(step, by):
    first = coordinator()
    subject = campaign(CampaignState.CLOSING, **{by: first.id})
    assert "second person" in (refusal(step, subject, first) or "")
    assert refusal(step, subject, coordinator()) is None


@pytest.mark.parametrize("step", ["begin_close", "close", "call_off", "ask_reopen"])
def test_the_console_is_no_person(step):
    assert "sign in" in (refusal(step, campaign(CampaignState.ACTIVE, closing_by=new_id()), operator("tests")) or "")


def test_a_campaign_is_opened_again_where_it_was_asked_for_and_that_once():
    closed = campaign(CampaignState.CLOSED)
    assert "Nobody has asked" in (refusal("reopen", closed, coordinator()) or "")
    closed.reopening_by = new_id()
    assert "already" in (refusal("ask_reopen", closed, coordinator()) or "")
