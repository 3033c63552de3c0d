"""The lifecycle of a campaign: each step from each state, for each role."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from app.access.actor import Actor, ActorKind
from app.access.roles import GRID, Role
from app.campaigns.states import CAMPAIGN, CampaignState
from app.core import clock
from app.core.errors import IllegalTransition, NotPermitted, RuleViolated

STEPS = [(step, state, role) for step in CAMPAIGN.transitions for state in CampaignState for role in Role]


def campaign(state: CampaignState, announced_on: date = date(2022, 4, 8)) -> SimpleNamespace:
    return SimpleNamespace(state=state, state_since=None, announced_on=announced_on)


@pytest.mark.parametrize(("step", "state", "role"), STEPS)
def test_a_step_is_taken_from_its_states_by_its_roles(step, state, role):
    transition, subject = CAMPAIGN.transitions[step], campaign(state)
    actor = Actor(ActorKind.USER, label="user:test", roles=frozenset({role}))
    if transition.permission not in GRID[role]:
        expected = NotPermitted
    elif state not in transition.sources:
        expected = IllegalTransition
    else:
        CAMPAIGN.advance(subject, step, actor=actor)
        assert subject.state == transition.target
        return
    with pytest.raises(expected):
        CAMPAIGN.advance(subject, step, actor=actor)
    assert subject.state == state


def test_a_campaign_starts_on_the_day_it_is_announced_not_before():
    coordinator = Actor(ActorKind.USER, label="user:test", roles=frozenset({Role.COORDINATOR}))
    with pytest.raises(RuleViolated, match="can't start before"):
        CAMPAIGN.advance(
            campaign(CampaignState.PREPARING, clock.today() + timedelta(days=1)), "activate", actor=coordinator
        )
    CAMPAIGN.advance(campaign(CampaignState.PREPARING, clock.today()), "activate", actor=coordinator)
