"""The lifecycle of an inspection, as an inspector would say it, against the table."""

import pytest

from app.access.roles import Role
from app.inspections.states import INSPECTION, PATH, InspectionState
from tests.lifecycles import Case, cases, is_demanded, is_lawful, ways

PLANNERS = frozenset({Role.COORDINATOR, Role.SUPERVISOR, Role.INSPECTOR})
OFFICERS = frozenset({Role.INSPECTOR})
HEADS = frozenset({Role.HEAD})

LAW = {
    "ready_team": ("planned → team_ready", PLANNERS),
    "draft_notice": ("team_ready → team_ready", OFFICERS),
    "approve_notice": ("team_ready → team_ready", HEADS),
    "withdraw_notice": ("team_ready → team_ready", HEADS),
    "serve_notice": ("team_ready → noticed", OFFICERS),
    "approve_unannounced": ("team_ready → team_ready", HEADS),
    "arrive": ("team_ready noticed → on_site", OFFICERS),
    "write_record": ("on_site → on_site", OFFICERS),
    "read_back": ("on_site → on_site", OFFICERS),
    "sign": ("on_site → on_site", OFFICERS),
    "sign_for_enterprise": ("on_site → on_site", OFFICERS),
    "sign_record": ("on_site → record_signed", OFFICERS),
    "conclude": ("record_signed → concluded", OFFICERS),
    "cancel": ("planned team_ready noticed on_site → cancelled", HEADS),
    "release": ("cancelled → cancelled", HEADS),
}
IN_WRITING = {"withdraw_notice", "approve_unannounced", "cancel", "release"}


@pytest.mark.parametrize("case", cases(INSPECTION), ids=str)
def test_a_step_is_taken_from_its_states_by_its_roles_and_by_nobody_else(case: Case) -> None:
    assert is_lawful(INSPECTION, case) == is_demanded(LAW, case)


def test_every_step_leads_where_the_law_says() -> None:
    assert ways(INSPECTION) == {step: way for step, (way, _roles) in LAW.items()}


def test_what_limits_rights_or_secrecy_is_reasoned_in_writing() -> None:
    assert {step.name for step in INSPECTION.transitions.values() if step.needs_reason} == IN_WRITING


def test_nobody_approves_the_unannounced_visit_of_the_own_plan() -> None:
    assert INSPECTION.transitions["approve_unannounced"].second_person == "planned_by"


def test_the_straight_way_ends_in_a_concluded_inspection() -> None:
    assert PATH[0] is InspectionState.PLANNED
    assert PATH[-1] is InspectionState.CONCLUDED
    assert set(InspectionState) - set(PATH) == {InspectionState.CANCELLED}
