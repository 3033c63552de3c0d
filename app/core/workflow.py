"""Lifecycles as tables: the same table drives the guard, the buttons, the audit text, the diagram and the tests."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol, Self

from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.errors import IllegalTransition, RuleViolated
from app.core.events import Socket
from app.core.text import Text, _

UNSAID = Text("")
"""Only for type checkers, which take `Role("head")` for a call of `__new__`: every member has its words."""


class State(StrEnum):
    """A state with the words and the tone in which it is shown: `OPEN = "open", _("Open"), "blue"`."""

    label: Text
    tone: str

    def __new__(cls, value: str, label: Text = UNSAID, tone: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.tone = tone
        return member


class Choice(StrEnum):
    """A closed list of terms with the words in which they are shown: `LEAD = "lead", _("Lead-driven")`."""

    label: Text

    def __new__(cls, value: str, label: Text = UNSAID) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Acting(Protocol):
    """Whoever acts: see `app.access.actor.Actor`."""

    @property
    def id(self) -> Any: ...
    def may(self, permission: Any) -> bool: ...
    def require(self, permission: Any) -> None: ...
    def require_proven(self) -> None: ...


LONGEST_REASON = 500
"""Characters of a reason."""


def require_reason(reason: str | None) -> None:
    """Raise RuleViolated unless there is a reason in writing, short enough to be kept."""
    if not (reason or "").strip():
        raise RuleViolated(_("Give the reason in writing."), field="reason")
    if len(reason or "") > LONGEST_REASON:
        raise RuleViolated(
            _("The reason is longer than %(most)s characters. Shorten it.", most=LONGEST_REASON), field="reason"
        )


Guard = Callable[[Any, Any], Text | None]
"""Looks at the subject and the actor; answers why the step is refused, or None."""


@dataclass(frozen=True)
class Transition:
    """One lawful step. `needs_reason` demands one in writing; `second_person` names the attribute of the
    subject that holds the id of the person who must not be the one who takes this step; `needs_proof` asks the person
    for the own code or password first, unless that was done a moment ago."""

    name: str
    label: Text
    sources: tuple[State, ...]
    target: State
    permission: StrEnum
    guard: Guard | None = None
    needs_reason: bool = False
    second_person: str | None = None
    needs_proof: bool = False
    primary: bool = True


@dataclass(frozen=True)
class Offer:
    """A step as a page shows it: possible, or refused with the reason."""

    transition: Transition
    refusal: Text | None

    @property
    def name(self) -> str:
        return self.transition.name

    @property
    def label(self) -> Text:
        return self.transition.label


class Stateful:
    """A row that moves through a lifecycle. The model adds `state`."""

    state: Any
    state_since: Mapped[datetime] = mapped_column(default=clock.now)


class Lifecycle:
    """The transition table of one kind of subject."""

    registry: ClassVar[dict[str, "Lifecycle"]] = {}

    def __init__(self, subject: str, label: Text, states: type[State], transitions: Iterable[Transition]) -> None:
        self.subject = subject
        self.label = label
        self.states = states
        self.transitions = {transition.name: transition for transition in transitions}
        self.vetoes: dict[str, Socket[Guard]] = {name: Socket() for name in self.transitions}
        Lifecycle.registry[subject] = self

    def refusal(self, subject: Stateful, transition: Transition, actor: Acting) -> Text | None:
        """Why this actor can't take this step now, or None. Looks at state, second person, guard and vetoes."""
        if subject.state not in transition.sources:
            return _(
                "“%(step)s” is not possible while the state is “%(state)s”.",
                step=transition.label,
                state=subject.state.label,
            )
        if transition.second_person and getattr(subject, transition.second_person) == actor.id:
            return _("A second person has to do this: you did the step before it.")
        for guard in (transition.guard, *self.vetoes[transition.name]):
            refused: Text | None = guard(subject, actor) if guard else None
            if refused is not None:
                return refused
        return None

    def offers(self, subject: Stateful, actor: Acting) -> list[Offer]:
        """The steps that leave the present state and that the actor's roles allow, each with its refusal if any."""
        return [
            Offer(transition, self.refusal(subject, transition, actor))
            for transition in self.transitions.values()
            if subject.state in transition.sources and actor.may(transition.permission)
        ]

    def check(self, subject: Stateful, name: str, *, actor: Acting, reason: str | None = None) -> Transition:
        """Hold every gate of the step without taking it.

        Raises NotPermitted, IllegalTransition (wrong state), RuleViolated (a gate refuses, a reason is missing), and
        last StepUp: nobody is asked for a code for what would be refused anyway.
        """
        transition = self.transitions[name]
        actor.require(transition.permission)
        refused = self.refusal(subject, transition, actor)
        if refused is not None:
            wrong_state = subject.state not in transition.sources
            raise IllegalTransition(refused) if wrong_state else RuleViolated(refused)
        if transition.needs_reason:
            require_reason(reason)
        if transition.needs_proof:
            actor.require_proven()
        return transition

    def advance(self, subject: Stateful, name: str, *, actor: Acting, reason: str | None = None) -> Transition:
        """Take the step: hold every gate, then move the subject to the new state. Raises as `check` does."""
        transition = self.check(subject, name, actor=actor, reason=reason)
        subject.state = transition.target
        subject.state_since = clock.now()
        return transition
