"""Who has jurisdiction, who works where, whose certificate counts."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.access.roles import Role
from app.core.errors import NotFound, RuleViolated
from app.organisation import divisions, queries
from app.organisation.queries import AccountFilter
from app.organisation.states import AccountState
from tests.factories.organisation import make_certificate, make_office, make_user

DAY = date(2022, 9, 28)
CODES = sorted(divisions.table())


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("110108", "cn/11/"),
        ("440305", "cn/44/4403/"),
        ("440106", "cn/44/"),
        ("4403", "cn/44/4403/"),
        ("44", "cn/44/"),
        ("659001", "cn/"),
    ],
)
def test_the_nearest_office_above_a_division_has_jurisdiction(work, code, path):
    with work():
        for office in ("cn/11/", "cn/44/4403/", "cn/44/telecom/"):
            make_office(office)
        assert queries.office_for_division(code).path == path


def test_an_office_no_longer_active_hands_its_jurisdiction_up(work):
    with work() as session:
        make_office("cn/44/4403/").active = False
        session.flush()
        assert queries.office_for_division("440305").path == "cn/44/"


def test_an_unknown_division_has_no_office(work):
    with work(), pytest.raises(RuleViolated):
        queries.office_for_division("990101")


def test_without_offices_nobody_has_jurisdiction(work):
    with work(), pytest.raises(NotFound):
        queries.office_for_division("110108")


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(code=st.sampled_from(CODES), county=st.integers(0, 99), cities=st.sets(st.sampled_from(CODES), max_size=4))
def test_every_division_belongs_to_exactly_the_longest_matching_office(database, code, county, cities):
    code = f"{code}{county:02}" if len(code) == 4 else code
    with pytest.raises(_Undo), database.unit_of_work(None):
        make_office()
        for city in cities:
            make_office(f"cn/{city[:2]}/{city}/" if divisions.is_city(city) else f"cn/{city[:2]}/")
        found = queries.office_for_division(code)
        over = [office for office in queries.offices_within() if office.path in divisions.paths_over(code)]
        assert found == max(over, key=lambda office: len(office.path))
        raise _Undo


class _Undo(Exception):
    """Leaves the unit of work without keeping anything."""


def test_a_path_is_no_pattern(work):
    with work():
        make_office("cn/44/market_regulation/")
        make_office("cn/44/marketxregulation/")
        assert [office.path for office in queries.offices_within("cn/44/market_regulation/")] == [
            "cn/44/market_regulation/"
        ]


def test_heads_supervisors_and_parents(work):
    with work():
        office = make_office("cn/44/4403/")
        head = make_user(office, [Role.HEAD])
        supervisor = make_user(office, [Role.SUPERVISOR, Role.INSPECTOR])
        make_user(office, [Role.HEAD], active=False)
        make_user(make_office("cn/44/"), [Role.HEAD])
        assert queries.heads_of(office) == [head]
        assert queries.supervisors_of(office) == [supervisor]
        assert queries.parent_office(office) == make_office("cn/44/")
        assert queries.parent_office(make_office("cn/")) is None


def test_officers_are_inspectors_below_the_path_with_a_certificate_valid_that_day(work):
    with work():
        below = make_user(make_office("cn/44/4403/"))
        make_certificate(below, DAY, DAY)
        expired = make_user(make_office("cn/44/"))
        make_certificate(expired, date(2020, 1, 1), date(2022, 9, 27))
        elsewhere = make_user(make_office("cn/11/"), certified=True)
        make_user(make_office("cn/44/"), [Role.HEAD], certified=True)
        make_user(make_office("cn/44/"), certified=True, active=False)
        assert queries.officers("cn/44/", DAY) == [below]
        assert queries.officers("cn/11/", DAY) == [elsewhere]


def test_of_several_certificates_the_longest_valid_one_counts(work):
    with work():
        officer = make_user()
        make_certificate(officer, date(2022, 1, 1), date(2022, 10, 1))
        longest = make_certificate(officer, date(2022, 6, 1), date(2023, 6, 1))
        assert queries.certificate_valid_on(officer.id, DAY) == longest
        assert queries.certificate_valid_on(officer.id, date(2019, 1, 1)) is None


def test_names_of_many_users_come_at_once(work):
    with work():
        first, second = make_user(), make_user()
        names = queries.user_names([first.id, second.id, None, first.id])
        assert names == {first.id: first.name, second.id: second.name}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (AccountFilter(text="LI.M"), ["li.ming"]),
        (AccountFilter(text="王"), ["wang.wu"]),
        (AccountFilter(text="%"), []),
        (AccountFilter(office_path="cn/44/"), ["li.ming"]),
        (AccountFilter(role=Role.AUDITOR), ["wang.wu"]),
        (AccountFilter(state=AccountState.ENDED), ["left"]),
    ],
)
def test_accounts_are_found_by_name_office_role_and_state(work, wanted, found):
    with work():
        make_user(make_office("cn/44/4403/"), username="li.ming", name="李明")
        make_user(make_office("cn/"), [Role.AUDITOR], username="wang.wu", name="王五")
        make_user(make_office("cn/"), [], username="left", name="离开", active=False)
        accounts, total = queries.accounts(wanted, offset=0, limit=20)
        assert [account.username for account in accounts] == found
        assert total == len(found)
