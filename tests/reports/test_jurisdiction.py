"""My jurisdiction: how the work on each enterprise stands, what is missing, and nothing from elsewhere."""

import re

import pytest

from app.access.roles import Role
from app.core import clock
from app.core.clock import date
from app.findings.states import FindingState
from app.inspections.states import InspectionState
from tests.factories.enterprises import make_enterprise, make_filing
from tests.factories.findings import make_finding
from tests.factories.inspections import make_inspection
from tests.factories.organisation import make_actor, make_office
from tests.factories.rectification import make_demand

TILES = (
    "whole",
    "not_inspected",
    "under_inspection",
    "open_findings",
    "open_orders",
    "overdue",
    "credit_code",
    "contact",
    "filing",
)


@pytest.fixture
def shown(acting):
    """The page's HTML."""

    def page(actor, query="", language="en") -> str:
        answered = acting(actor).get(f"/jurisdiction{query}", headers={"Accept-Language": language})
        assert answered.status_code == 200
        return answered.text

    return page


@pytest.fixture
def registrar(stage, work):
    with work():
        return make_actor(Role.REGISTRAR)


def tiles(page: str) -> dict[str, int]:
    return dict(zip(TILES, map(int, re.findall(r'lj-tile-value">(\d+)<', page)), strict=True))


def test_an_enterprise_nobody_worked_on(stage, shown, registrar):
    page = shown(registrar)
    counted = tiles(page)
    assert counted == dict.fromkeys(TILES, 0) | {"whole": 1, "not_inspected": 1, "contact": 1, "filing": 1}
    assert "none yet" in page
    assert "No contact" in page[page.index("<tbody>") :]
    assert "No credit code" not in page[page.index("<tbody>") :]


def test_the_work_on_an_enterprise_from_visit_to_overdue(stage, shown, registrar, frozen):
    with stage() as cast:
        make_filing(cast.enterprise, "网信算备440305292947002220013号")
        cast.enterprise.contact_phone = "0755"
        make_finding(make_inspection(cast, InspectionState.ON_SITE), cast, FindingState.RECORDED)
    counted = tiles(shown(registrar))
    assert (counted["under_inspection"], counted["open_findings"], counted["not_inspected"]) == (1, 1, 0)
    assert (counted["contact"], counted["filing"]) == (0, 0)
    with stage() as cast:
        make_demand(cast)
    assert (tiles(shown(registrar))["open_orders"], tiles(shown(registrar))["overdue"]) == (1, 0)
    frozen.move_to(clock.at(date(2022, 10, 14), 9))
    page = shown(registrar)
    assert tiles(page)["overdue"] == 1
    assert "1 day late" in page


def test_a_plan_under_embargo_betrays_itself_in_no_figure(stage, shown, registrar):
    with stage() as cast:
        make_inspection(cast, InspectionState.TEAM_READY)
        beside = make_actor(Role.SUPERVISOR)
    for reader in (registrar, beside):
        page = shown(reader)
        assert (tiles(page)["not_inspected"], tiles(page)["under_inspection"]) == (1, 0)
        assert "none yet" in page
        assert "1 in all" in shown(reader, "?stage=not_inspected")
        assert "No enterprises" in shown(reader, "?stage=under_inspection")
    assert tiles(shown(stage.head))["under_inspection"] == 1, "the approver sees it"


def test_another_province_is_neither_shown_nor_counted(stage, elsewhere, shown, registrar, frozen):
    for place in (stage, elsewhere):
        with place() as cast:
            make_demand(cast)
    frozen.move_to(clock.at(date(2022, 10, 14), 9))
    page = shown(registrar)
    counted = tiles(page)
    assert (counted["whole"], counted["open_orders"], counted["overdue"]) == (1, 1, 1)
    assert elsewhere.enterprise_name not in page
    for query in ("?office=cn/11/", "?office=cn/", "?stage=overdue", "?missing=filing"):
        assert elsewhere.enterprise_name not in shown(registrar, query)
    assert "No enterprises" in shown(registrar, f"?q={elsewhere.enterprise_name}")


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("missing=credit_code", 1),
        ("missing=contact", 2),
        ("missing=filing", 1),
        ("missing=nonsense", 2),
        ("q=名单", 1),
        ("q=440305292947", 1),
        ("office=cn/44/", 2),
        ("office=cn/44/4403/", 0),
        ("stage=not_inspected&missing=filing", 1),
        ("stage=open_orders", 0),
    ],
)
def test_filters_stand_in_the_address(stage, shown, registrar, query, total):
    with stage() as cast:
        make_office("cn/44/4403/")
        listed = make_enterprise(
            name="虚构名单公司", uscc=None, source="published_list", office_id=cast.office.id, office_path="cn/44/"
        )
        make_filing(listed, "网信算备440305292947002220013号")
    page = shown(registrar, f"?{query}")
    assert (f"{total} in all" if total else "No enterprises") in page


@pytest.mark.parametrize("sort", ["name", "-due", "due", "-filings", "findings", "-orders", "nonsense"])
def test_it_sorts(stage, shown, registrar, sort):
    assert stage.enterprise_name in shown(registrar, f"?sort={sort}")


def test_an_empty_jurisdiction_says_what_to_do(work, shown, app):
    with work():
        alone = make_actor(Role.REGISTRAR, path="cn/65/")
    page = shown(alone)
    assert "Import a published filing list, or enter the enterprises of your jurisdiction." in page
    assert 'href="/filing-imports/new"' in page
    assert 'href="/enterprises/new"' in page


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.LEGAL_REVIEWER, Role.OBSERVER, Role.AUDITOR])
def test_the_page_is_not_for_everybody(work, acting, app, role):
    with work():
        actor = make_actor(role)
    assert acting(actor).get("/jurisdiction").status_code == 403


def test_it_is_the_first_page_of_the_registrar(acting, registrar):
    assert acting(registrar).get("/").headers["Location"].endswith("/jurisdiction")


def test_the_page_costs_the_same_for_any_number_of_enterprises(stage, acting, registrar, selects):
    costs = []
    for more in (5, 45):
        with stage() as cast:
            for _time in range(more):
                make_enterprise(office_id=cast.office.id, office_path=cast.office.path)
            make_demand(cast)
        with selects() as sent:
            assert acting(registrar).get("/jurisdiction?size=50").status_code == 200
        costs.append(len(sent))
    assert costs[0] == costs[1]
    assert costs[0] <= 8
