"""Every lifecycle of the registry: each step from each state, for each role."""

from types import SimpleNamespace

import pytest

from app.access.actor import Actor, ActorKind
from app.access.roles import GRID, Role
from app.core.errors import IllegalTransition, NotPermitted, RuleViolated
from app.core.workflow import Lifecycle
from app.enterprises.states import ENTERPRISE, FILING, FILING_IMPORT

STEPS = [
    pytest.param(lifecycle, step, state, role, id=f"{lifecycle.subject}-{step}-{state}-{role}")
    for lifecycle in (ENTERPRISE, FILING, FILING_IMPORT)
    for step in lifecycle.transitions
    for state in lifecycle.states
    for role in Role
]


@pytest.mark.parametrize(("lifecycle", "step", "state", "role"), STEPS)
def test_a_step_is_taken_from_its_states_by_its_roles(lifecycle: Lifecycle, step, state, role):
    transition = lifecycle.transitions[step]
    actor = Actor(ActorKind.USER, label="user:test", roles=frozenset({role}))
    subject = SimpleNamespace(state=state, state_since=None)
    if transition.permission not in GRID[role]:
        expected = NotPermitted
    elif state not in transition.sources:
        expected = IllegalTransition
    else:
        lifecycle.advance(subject, step, actor=actor, reason="解散")
        assert subject.state == transition.target
        return
    with pytest.raises(expected):
        lifecycle.advance(subject, step, actor=actor, reason="解散")
    assert subject.state == state


def test_ending_an_entry_needs_a_reason():
    actor = Actor(ActorKind.USER, label="user:test", roles=frozenset({Role.REGISTRAR}))
    subject = SimpleNamespace(state=ENTERPRISE.transitions["end"].sources[0])
    with pytest.raises(RuleViolated) as refused:
        ENTERPRISE.advance(subject, "end", actor=actor, reason=" ")
    assert refused.value.field == "reason"
