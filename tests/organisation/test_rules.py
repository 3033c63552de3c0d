"""Rules of accounts, roles, offices and sessions."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.roles import ADMINISTRATORS, Role
from app.core.errors import RuleViolated
from app.organisation.rules import (
    one_time_expired,
    password_outlived,
    reach_of,
    require_compatible,
    require_hour,
    require_segment,
    require_username,
    session_live,
    username_of,
)
from app.organisation.states import OfficeKind

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=8)


@pytest.mark.parametrize("typed", ["Wang.Li", "  wang.li ", "ｗａｎｇ．ｌｉ"])
def test_case_width_and_blanks_of_a_username_do_not_matter(typed: str) -> None:
    assert username_of(typed) == "wang.li"


@pytest.mark.parametrize("username", ["", "a", "1a", "wang li", "王", "a" * 41, "a/b"])
def test_a_username_that_can_not_be_one_is_refused(username: str) -> None:
    with pytest.raises(RuleViolated) as refused:
        require_username(username)
    assert refused.value.field == "username"


@given(used=st.timedeltas(min_value=timedelta(), max_value=timedelta(days=400)))
def test_an_own_password_is_outlived_after_the_days_that_are_set_if_any(used: timedelta) -> None:
    assert password_outlived(START, START + used, timedelta(days=90)) == (used >= timedelta(days=90))
    assert not password_outlived(START, START + used, timedelta())
    assert not password_outlived(None, START + used, timedelta(days=90))


def test_a_one_time_password_ends_at_its_moment_and_an_own_one_never() -> None:
    assert not one_time_expired(START, START - timedelta(seconds=1))
    assert one_time_expired(START, START)
    assert not one_time_expired(None, START)


@pytest.mark.parametrize("administrator", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("other", sorted(Role))
def test_an_administrator_holds_no_second_role(administrator: Role, other: Role) -> None:
    if administrator == other:
        require_compatible(frozenset({administrator}), OfficeKind.PROVINCE)
        return
    with pytest.raises(RuleViolated):
        require_compatible(frozenset({administrator, other}), OfficeKind.NATIONAL)


def test_business_roles_go_together_and_the_coordinator_is_national() -> None:
    require_compatible(frozenset({Role.INSPECTOR, Role.REGISTRAR}), OfficeKind.CITY)
    require_compatible(frozenset({Role.COORDINATOR}), OfficeKind.NATIONAL)
    with pytest.raises(RuleViolated):
        require_compatible(frozenset({Role.COORDINATOR}), OfficeKind.PROVINCE)


@pytest.mark.parametrize(
    ("kind", "roles", "reach"),
    [
        (OfficeKind.PROVINCE, {Role.INSPECTOR}, "cn/44/"),
        (OfficeKind.DEPARTMENT, {Role.INSPECTOR}, None),
        (OfficeKind.NATIONAL, {Role.SYSTEM_ADMIN}, None),
        (OfficeKind.NATIONAL, {Role.AUDITOR}, None),
    ],
)
def test_reach_is_the_own_territory_except_for_departments_and_administrators(
    kind: OfficeKind, roles: set[Role], reach: str | None
) -> None:
    assert reach_of("cn/44/", kind, frozenset(roles)) == reach


@pytest.mark.parametrize("segment", ["", "Telecom", "a/b", "../x", "1x", "电信"])
def test_a_department_can_not_escape_its_place_in_the_tree(segment: str) -> None:
    with pytest.raises(RuleViolated):
        require_segment(segment)


@pytest.mark.parametrize("hour", ["", "9:00", "24:00", "17:60", "1730"])
def test_an_hour_that_is_none_is_refused(hour: str) -> None:
    with pytest.raises(RuleViolated):
        require_hour(hour)


@given(
    seen=st.timedeltas(min_value=timedelta(), max_value=timedelta(hours=10)),
    later=st.timedeltas(min_value=timedelta(), max_value=timedelta(hours=10)),
)
def test_a_session_lives_within_both_limits_only(seen: timedelta, later: timedelta) -> None:
    live = session_live(
        signed_in_at=START, last_seen_at=START + seen, now=START + seen + later, idle=IDLE, absolute=ABSOLUTE
    )
    assert live == (later < IDLE and seen + later < ABSOLUTE)
