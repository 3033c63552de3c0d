"""Every state, step and role of a paper."""

from uuid import uuid4

import pytest

from app.access.actor import Actor, ActorKind
from app.access.roles import Role
from app.core.errors import IllegalTransition, NotPermitted, RuleViolated
from app.documents.models import Document
from app.documents.states import DOCUMENT, DocumentState

S = DocumentState
DRAFTER, HEAD = uuid4(), uuid4()

LAWFUL = {
    ("submit", S.DRAFT): S.IN_REVIEW,
    ("send_back", S.IN_REVIEW): S.DRAFT,
    ("approve", S.DRAFT): S.APPROVED,
    ("approve", S.IN_REVIEW): S.APPROVED,
    ("number", S.APPROVED): S.NUMBERED,
    ("number_unapproved", S.DRAFT): S.NUMBERED,
    ("seal", S.NUMBERED): S.SEALED,
    ("serve", S.NUMBERED): S.SERVED,
    ("serve", S.SEALED): S.SERVED,
    **{("void", state): S.VOID for state in (S.DRAFT, S.IN_REVIEW, S.APPROVED, S.NUMBERED, S.SEALED)},
}
HEADS_STEPS = {"send_back", "approve", "void"}


def actor(role: Role, user_id) -> Actor:
    return Actor(ActorKind.USER, "u", id=user_id, roles=frozenset({role}))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("step", DOCUMENT.transitions)
def test_every_step_from_every_state_by_every_role(step, state, role):
    document = Document(kind="D05", state=state, drafted_by=DRAFTER)
    who = actor(role, HEAD)
    allowed = role is (Role.HEAD if step in HEADS_STEPS else Role.INSPECTOR)
    if allowed and (step, state) in LAWFUL:
        DOCUMENT.advance(document, step, actor=who, reason="因故")
        assert document.state is LAWFUL[step, state]
        return
    with pytest.raises(IllegalTransition if allowed else NotPermitted):
        DOCUMENT.advance(document, step, actor=who, reason="因故")
    assert document.state is state


@pytest.mark.parametrize("step", ["approve", "send_back"])
def test_the_drafter_neither_approves_nor_sends_back(step):
    document = Document(kind="D09", state=S.IN_REVIEW, drafted_by=DRAFTER)
    with pytest.raises(RuleViolated, match="second person"):
        DOCUMENT.advance(document, step, actor=actor(Role.HEAD, DRAFTER), reason="x")


@pytest.mark.parametrize("kind", ["D04", "D09", "D09F", "D20"])
def test_a_paper_that_needs_approval_gets_no_number_without(kind):
    document = Document(kind=kind, state=S.DRAFT, drafted_by=DRAFTER)
    with pytest.raises(RuleViolated, match="approved by a second person"):
        DOCUMENT.advance(document, "number_unapproved", actor=actor(Role.INSPECTOR, DRAFTER))


@pytest.mark.parametrize("step", ["void", "send_back"])
def test_some_steps_need_a_reason(step):
    document = Document(kind="D09", state=S.IN_REVIEW, drafted_by=DRAFTER)
    with pytest.raises(RuleViolated, match="reason"):
        DOCUMENT.advance(document, step, actor=actor(Role.HEAD, HEAD), reason=" ")
