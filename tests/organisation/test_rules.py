"""Rules of accounts, roles, offices and sessions."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.roles import ADMINISTRATORS, Role
from app.core.errors import RuleViolated
from app.organisation import passwords
from app.organisation.rules import (
    reach_of,
    require_compatible,
    require_hour,
    require_segment,
    require_strong,
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


@pytest.mark.parametrize("password", ["", "Ab1-", "abcdefghijkl", "abcdefgh1234", "Wangli-2022!"])
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(RuleViolated):
        require_strong(password, "wangli")


@pytest.mark.parametrize("password", ["Correct-horse", "river 9 Stone", "密码密码密码aB12"])
def test_a_strong_password_passes(password: str) -> None:
    require_strong(password, "wangli")


def test_one_time_passwords_are_strong_and_differ() -> None:
    made = {passwords.one_time() for _time in range(50)}
    assert len(made) == 50
    for password in made:
        require_strong(password, "wangli")


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
