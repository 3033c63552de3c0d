"""Holding a transition table against what a test says the law is: every state, every step, every role."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from app.access.actor import Actor, ActorKind
from app.access.roles import Role
from app.core.errors import IllegalTransition, NotPermitted
from app.core.workflow import Lifecycle, State, Transition

Law = Mapping[str, tuple[str, frozenset[Role]]]
"""By step: the way it goes, as `"planned team_ready → cancelled"`, and the roles that take it."""


@dataclass(frozen=True)
class Case:
    """One state, one step, one role."""

    state: State
    step: str
    role: Role

    def __str__(self) -> str:
        return f"{self.state}-{self.step}-{self.role}"


def cases(lifecycle: Lifecycle) -> list[Case]:
    """Every combination there is, the lawful and the unlawful."""
    return [Case(state, step, role) for state in lifecycle.states for step in lifecycle.transitions for role in Role]


def is_lawful(lifecycle: Lifecycle, case: Case) -> bool:
    """Whether the table lets this role take the step from this state, gates apart."""
    bare = Lifecycle.__new__(Lifecycle)
    bare.transitions = {name: _without_gates(step) for name, step in lifecycle.transitions.items()}
    bare.vetoes = dict.fromkeys(lifecycle.transitions, ())  # type: ignore[assignment, misc]
    subject = type("Subject", (), {"state": case.state})()
    actor = Actor(ActorKind.USER, label="user:test", id=uuid4(), roles=frozenset({case.role}))
    try:
        bare.check(subject, case.step, actor=actor, reason="理由")
    except (IllegalTransition, NotPermitted):
        return False
    return True


def _without_gates(step: Transition) -> Transition:
    return Transition(step.name, step.label, step.sources, step.target, step.permission)


def is_demanded(law: Law, case: Case) -> bool:
    """Whether the law of the test lets it happen."""
    way, roles = law[case.step]
    return case.state in way.split("→")[0].split() and case.role in roles


def ways(lifecycle: Lifecycle) -> dict[str, str]:
    """By step: the way it goes, as a `Law` writes it."""
    return {step.name: f"{' '.join(step.sources)} → {step.target}" for step in lifecycle.transitions.values()}
