"""Algorithms that an office enters itself, with the products they are used in."""

import pytest

from app.audit.queries import events_of
from app.core.errors import NotPermitted, RuleViolated
from app.enterprises import queries
from app.enterprises.operations import add_algorithm, end_enterprise
from app.enterprises.states import AlgorithmType
from tests.factories.enterprises import kept, make_enterprise

ENGLISH = {"Accept-Language": "en"}
KNOWN = {
    "name": "首页推荐算法",
    "type": AlgorithmType.PERSONALISED_PUSH,
    "products": "甲（APP、网站）",
    "main_use": "推荐内容",
}


@pytest.fixture
def held(work, staff):
    with work():
        return kept(make_enterprise())


def test_an_algorithm_brings_its_products_once(work, staff, held):
    with work(staff.shenzhen):
        shown = queries.enterprise(held.id)
        first = add_algorithm(shown, **KNOWN, actor=staff.shenzhen)
        add_algorithm(shown, **KNOWN | {"name": "搜索算法", "products": "甲（APP）、乙"}, actor=staff.shenzhen)
        reference = f"algorithm:{first.id}"
    with work(staff.shenzhen):
        shown = queries.enterprise(held.id)
        assert [platform.name for platform in shown.platforms] == ["乙", "甲", "甲"]
        assert {algorithm.office_path for algorithm in shown.algorithms} == {"cn/44/4403/"}
        (event,) = events_of(reference)
        assert (event.action, event.after["type"]) == ("algorithm.added", "personalised_push")


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": " "}, "name"), ({"products": "、"}, "products"), ({"name": "首页推荐算法 "}, "name")],
)
def test_a_wrong_algorithm_is_refused_beside_its_field(work, staff, held, changes, field):
    with work(staff.shenzhen):
        add_algorithm(queries.enterprise(held.id), **KNOWN, actor=staff.shenzhen)
    with pytest.raises(RuleViolated) as refused, work(staff.shenzhen):
        add_algorithm(queries.enterprise(held.id), **KNOWN | changes, actor=staff.shenzhen)
    assert refused.value.field == field


def test_others_and_ended_entries_get_no_algorithm(work, staff, held):
    for actor in (staff.beijing, staff.inspector):
        with pytest.raises(NotPermitted), work():
            add_algorithm(queries.enterprise(held.id), **KNOWN, actor=actor)
    with pytest.raises(RuleViolated, match="ended"), work(staff.shenzhen):
        shown = queries.enterprise(held.id)
        end_enterprise(shown, reason="解散", actor=staff.shenzhen)
        add_algorithm(shown, **KNOWN, actor=staff.shenzhen)


def test_an_algorithm_is_entered_on_its_page(acting, staff, held):
    browser, address = acting(staff.shenzhen), f"/enterprises/{held.id}/algorithms/new"
    assert browser.get(address).status_code == 200
    assert browser.post(address, data=KNOWN | {"products": "、"}).status_code == 422
    assert browser.post(address, data=KNOWN).status_code == 303
    page = browser.get(f"/enterprises/{held.id}", headers=ENGLISH).text
    assert "首页推荐算法" in page
    assert "No filing is known" in page
    assert acting(staff.beijing).get(address).status_code == 404
    assert acting(staff.inspector).get(address).status_code == 403
