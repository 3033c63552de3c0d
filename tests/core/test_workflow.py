"""The transition table: every kind of refusal, and what a step changes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import SimpleNamespace

import pytest

from app.core import clock
from app.core.errors import IllegalTransition, NotPermitted, RuleViolated, StepUp
from app.core.text import _
from app.core.workflow import Choice, Lifecycle, State, Stateful, Transition


class LetterState(State):
    DRAFT = "draft", _("Draft"), "blue"
    APPROVED = "approved", _("Approved"), "green"
    VOID = "void", _("Void"), "grey"


class Right(StrEnum):
    WRITE = "letter:write"
    APPROVE = "letter:approve"


class Manner(Choice):
    POST = "post", _("By post")


@dataclass
class Letter(Stateful):
    state: LetterState = LetterState.DRAFT
    state_since: datetime | None = None
    pages: int = 1
    drafted_by: str = "wang"


@dataclass(frozen=True)
class Clerk:
    id: str
    rights: tuple[Right, ...] = tuple(Right)
    proven: bool = False

    def require_proven(self):
        if not self.proven:
            raise StepUp

    def may(self, permission):
        return permission in self.rights

    def require(self, permission):
        if not self.may(permission):
            raise NotPermitted


def has_pages(letter, _actor):
    return None if letter.pages else _("The letter has no page.")


WANG, LI = Clerk("wang"), Clerk("li")


@pytest.fixture
def letters(monkeypatch):
    monkeypatch.setattr(Lifecycle, "registry", {})
    return Lifecycle(
        "letter",
        _("Letter"),
        LetterState,
        [
            Transition(
                "approve",
                _("Approve"),
                (LetterState.DRAFT,),
                LetterState.APPROVED,
                Right.APPROVE,
                guard=has_pages,
                second_person="drafted_by",
            ),
            Transition(
                "void",
                _("Void"),
                (LetterState.DRAFT, LetterState.APPROVED),
                LetterState.VOID,
                Right.WRITE,
                needs_reason=True,
            ),
            Transition("seal", _("Seal"), (LetterState.APPROVED,), LetterState.VOID, Right.APPROVE, needs_proof=True),
        ],
    )


def test_a_step_moves_the_subject_and_notes_since_when(letters):
    letter = Letter()

    taken = letters.advance(letter, "approve", actor=LI)

    assert taken.name == "approve"
    assert (letter.state, letter.state_since) == (LetterState.APPROVED, clock.now())


def test_checking_moves_nothing(letters):
    letter = Letter()

    letters.check(letter, "approve", actor=LI)

    assert (letter.state, letter.state_since) == (LetterState.DRAFT, None)


REFUSED = [
    (Letter(), "approve", Clerk("li", (Right.WRITE,)), NotPermitted, "role does not allow"),
    (Letter(LetterState.VOID), "approve", LI, IllegalTransition, "“Approve” is not possible while the state is “Void”"),
    (Letter(), "approve", WANG, RuleViolated, "A second person"),
    (Letter(pages=0), "approve", LI, RuleViolated, "no page"),
    (Letter(), "void", LI, RuleViolated, "reason in writing"),
]


@pytest.mark.parametrize(("letter", "step", "actor", "error", "words"), REFUSED, ids=[row[4] for row in REFUSED])
def test_every_gate_refuses_in_its_own_words_and_leaves_the_subject(letters, letter, step, actor, error, words):
    before = letter.state

    with pytest.raises(error, match=words):
        letters.advance(letter, step, actor=actor)
    assert (letter.state, letter.state_since) == (before, None)


@pytest.mark.parametrize("reason", [None, "", "  \n", "x" * 501])
def test_a_reason_blank_or_too_long_is_none_and_is_asked_for_in_its_field(letters, reason):
    with pytest.raises(RuleViolated) as refused:
        letters.advance(Letter(), "void", actor=WANG, reason=reason)
    assert refused.value.field == "reason"
    letters.advance(Letter(), "void", actor=WANG, reason="重复")


def test_the_right_is_asked_before_anything_about_the_subject_is_told(letters):
    with pytest.raises(NotPermitted):
        letters.check(Letter(LetterState.VOID, pages=0), "approve", actor=Clerk("li", ()))


def test_a_weighty_step_needs_proof_of_who_takes_it(letters):
    letter = Letter(LetterState.APPROVED)

    with pytest.raises(StepUp):
        letters.advance(letter, "seal", actor=LI)
    assert letter.state is LetterState.APPROVED
    letters.advance(letter, "seal", actor=Clerk("li", proven=True))


def test_nobody_is_asked_for_proof_of_what_is_refused_anyway(letters):
    with pytest.raises(IllegalTransition):
        letters.check(Letter(), "seal", actor=LI)
    with pytest.raises(NotPermitted):
        letters.check(Letter(LetterState.APPROVED), "seal", actor=Clerk("li", ()))


def test_an_upper_room_can_veto_a_step(letters):
    letters.vetoes["approve"].plug(lambda letter, _actor: _("An annex is missing.") if letter.pages < 2 else None)

    with pytest.raises(RuleViolated, match="annex"):
        letters.advance(Letter(), "approve", actor=LI)
    letters.advance(Letter(pages=2), "approve", actor=LI)


def test_the_own_guard_speaks_before_a_veto(letters):
    letters.vetoes["approve"].plug(lambda _letter, _actor: _("An annex is missing."))

    with pytest.raises(RuleViolated, match="no page"):
        letters.advance(Letter(pages=0), "approve", actor=LI)


def offers(letters, letter, actor):
    return {offer.name: offer.refusal and str(offer.refusal) for offer in letters.offers(letter, actor)}


def test_a_page_offers_the_steps_that_leave_the_state_with_what_stands_against_them(letters):
    assert offers(letters, Letter(), LI) == {"approve": None, "void": None}
    assert offers(letters, Letter(), WANG)["approve"] == "A second person has to do this: you did the step before it."
    assert offers(letters, Letter(LetterState.APPROVED), LI) == {"void": None, "seal": None}
    assert offers(letters, Letter(LetterState.VOID), LI) == {}


def test_a_page_offers_nothing_the_roles_do_not_allow(letters):
    assert offers(letters, Letter(), Clerk("li", (Right.WRITE,))) == {"void": None}
    assert letters.offers(Letter(), LI)[0].label == _("Approve")


def test_states_and_choices_are_their_values_with_words():
    assert LetterState("draft") is LetterState.DRAFT
    assert (LetterState.DRAFT, str(LetterState.DRAFT.label), LetterState.DRAFT.tone) == ("draft", "Draft", "blue")
    assert (Manner("post").value, str(Manner.POST.label)) == ("post", "By post")


def test_a_lifecycle_is_known_by_its_subject(letters):
    assert Lifecycle.registry == {"letter": letters}
    assert SimpleNamespace(**letters.transitions).approve.second_person == "drafted_by"
