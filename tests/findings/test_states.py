"""The lifecycle of a finding, as an inspector would say it, against the table."""

import pytest

from app.access.roles import Role
from app.findings.states import FINDING
from tests.lifecycles import Case, cases, is_demanded, is_lawful, ways

OFFICERS = frozenset({Role.INSPECTOR})
CONFIRMERS = frozenset({Role.INSPECTOR, Role.SUPERVISOR})
HEADS = frozenset({Role.HEAD})

LAW = {
    "record": ("draft → recorded", OFFICERS),
    "confirm": ("recorded → confirmed", CONFIRMERS),
    "send_back": ("recorded → draft", CONFIRMERS),
    "feed_back": ("confirmed → fed_back", OFFICERS),
    "take_back": ("fed_back → confirmed", HEADS),
    "start_rectification": ("fed_back → in_rectification", OFFICERS),
    "verify": ("in_rectification → verified", OFFICERS),
    "dismiss": ("draft recorded confirmed → dismissed", HEADS),
}


@pytest.mark.parametrize("case", cases(FINDING), ids=str)
def test_a_step_is_taken_from_its_states_by_its_roles_and_by_nobody_else(case: Case) -> None:
    assert is_lawful(FINDING, case) == is_demanded(LAW, case)


def test_every_step_leads_where_the_law_says() -> None:
    assert ways(FINDING) == {step: way for step, (way, _roles) in LAW.items()}


def test_whoever_recorded_a_finding_neither_confirms_nor_returns_nor_dismisses_it() -> None:
    by_another = {step.name for step in FINDING.transitions.values() if step.second_person == "recorded_by"}

    assert by_another == {"confirm", "send_back", "dismiss"}
