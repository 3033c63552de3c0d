"""The lifecycles of an order and of its demands, as an inspector would say them, against the tables."""

import pytest

from app.access.roles import Role
from app.rectification.rules import FINAL
from app.rectification.states import DEMAND, ORDER, ORDER_PATH, DemandState, OrderState
from tests.lifecycles import Case, cases, is_demanded, is_lawful, ways

OFFICERS = frozenset({Role.INSPECTOR})
REVIEWERS = frozenset({Role.INSPECTOR, Role.SUPERVISOR, Role.LEGAL_REVIEWER})
HEADS = frozenset({Role.HEAD})

ORDERS = {
    "submit": ("draft → in_review", OFFICERS),
    "review": ("in_review → in_review", REVIEWERS),
    "send_back": ("in_review → draft", REVIEWERS),
    "approve": ("in_review → approved", HEADS),
    "refuse": ("in_review → draft", HEADS),
    "issue": ("approved → issued", OFFICERS),
    "serve": ("issued → served", OFFICERS),
    "close": ("served → closed", OFFICERS),
    "withdraw": ("draft in_review approved issued → withdrawn", HEADS),
}
DEMANDS = {
    "start": ("pending → open", OFFICERS),
    "answer": ("open → answered", OFFICERS),
    "propose": ("open answered → under_verification", OFFICERS),
    "send_remarks": ("answered → open", OFFICERS),
    "confirm_done": ("under_verification → done", OFFICERS),
    "confirm_partly": ("under_verification → partly", OFFICERS),
    "confirm_failed": ("under_verification → failed", OFFICERS),
    "disagree": ("under_verification → answered", OFFICERS),
    "disagree_unanswered": ("under_verification → open", OFFICERS),
    "reopen": ("partly → open", OFFICERS),
    "withdraw": ("pending → withdrawn", HEADS),
}


@pytest.mark.parametrize("case", cases(ORDER), ids=str)
def test_a_step_of_an_order_is_taken_from_its_states_by_its_roles_and_by_nobody_else(case: Case) -> None:
    assert is_lawful(ORDER, case) == is_demanded(ORDERS, case)


@pytest.mark.parametrize("case", cases(DEMAND), ids=str)
def test_a_step_of_a_demand_is_taken_from_its_states_by_its_roles_and_by_nobody_else(case: Case) -> None:
    assert is_lawful(DEMAND, case) == is_demanded(DEMANDS, case)


def test_every_step_leads_where_the_law_says() -> None:
    assert ways(ORDER) == {step: way for step, (way, _roles) in ORDERS.items()}
    assert ways(DEMAND) == {step: way for step, (way, _roles) in DEMANDS.items()}


def test_what_sends_back_disputes_or_withdraws_is_reasoned_in_writing() -> None:
    assert reasoned(ORDER) == {"send_back", "refuse", "withdraw"}
    assert reasoned(DEMAND) == {"send_remarks", "disagree", "disagree_unanswered"}


def reasoned(lifecycle) -> set[str]:
    return {step.name for step in lifecycle.transitions.values() if step.needs_reason}


def test_nobody_passes_the_own_draft_or_confirms_the_own_verification() -> None:
    assert {step.name for step in ORDER.transitions.values() if step.second_person == "drafted_by"} == {
        "review",
        "send_back",
        "approve",
        "refuse",
    }
    second = {step.name for step in DEMAND.transitions.values() if step.second_person == "first_verifier"}
    assert second == {"confirm_done", "confirm_partly", "confirm_failed", "disagree", "disagree_unanswered"}


def test_the_straight_way_ends_in_a_closed_order() -> None:
    assert ORDER_PATH[-1] is OrderState.CLOSED
    assert set(OrderState) - set(ORDER_PATH) == {OrderState.WITHDRAWN}


def test_from_a_final_state_no_step_leads_on() -> None:
    left = {source for step in DEMAND.transitions.values() for source in step.sources}
    assert set(DemandState) - left == FINAL
