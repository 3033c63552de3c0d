"""The pages of rights: who proposes, who decides, what the policy is, and that a withdrawal works on the next click."""

import pytest

from app.access.actor import operator
from app.access.roles import Role
from app.organisation import operations, queries, rights
from app.organisation.rules import actor_of
from app.organisation.states import ChangeState
from app.web.navigation import menu
from tests.factories.organisation import PASSWORD, make_actor, make_office, make_user
from tests.factories.second_factor import make_factor

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def people(work):
    with work():
        city = make_office("cn/44/4403/")
        return {
            "security": make_actor(Role.SECURITY_ADMIN, path="cn/"),
            "other": make_actor(Role.SECURITY_ADMIN, path="cn/"),
            "system": make_actor(Role.SYSTEM_ADMIN, path="cn/"),
            "auditor": make_actor(Role.AUDITOR, path="cn/"),
            "head": make_actor(Role.HEAD, path="cn/44/4403/"),
            "province": make_actor(Role.HEAD, path="cn/44/"),
            "elsewhere": make_actor(Role.HEAD, path="cn/33/"),
            "officer": make_actor(Role.INSPECTOR, path="cn/44/4403/"),
            "city": city.name_en,
        }


def propose(acting, people, role="supervisor", reason="调整分工"):
    data = {"role": role, "reason": reason}
    return acting(people["security"]).post(f"/users/{people['officer'].id}/changes", data=data)


def waiting(work, actor):
    with work(actor):
        found, _total = rights.changes(actor, ChangeState.PROPOSED, offset=0, limit=10)
        return found[0].id if found else None


def roles(work, actor):
    with work():
        return queries.user(actor.id).roles


def test_a_role_is_proposed_shown_to_the_head_and_confirmed(acting, work, people, recorded):
    assert propose(acting, people).status_code == 303
    assert roles(work, people["officer"]) == {Role.INSPECTOR}
    page = acting(people["security"]).get(f"/users/{people['officer'].id}", headers=ENGLISH).text
    assert "Waits for a second person" in page
    assert f"the head of {people['city']} or of an office above it" in page
    assert "Take the proposal back" in page
    listed = acting(people["head"]).get("/changes", headers=ENGLISH).text
    assert people["officer"].name in listed
    assert "Grant a role: Supervisor" in listed
    change = waiting(work, people["head"])
    assert acting(people["head"]).post(f"/changes/{change}/confirm").status_code == 303
    assert roles(work, people["officer"]) == {Role.INSPECTOR, Role.SUPERVISOR}
    assert "Nothing waits" in acting(people["head"]).get("/changes", headers=ENGLISH).text
    assert "Change confirmed" in acting(people["head"]).get("/changes?state=confirmed", headers=ENGLISH).text
    assert recorded() == ["account.change_proposed", "account.change_confirmed", "role.granted"]


def test_a_proposal_that_fell_is_shown_so_and_can_only_be_refused(acting, work, people):
    propose(acting, people)
    change, said = waiting(work, people["head"]), "Whoever proposed this may not propose it any more."
    assert said not in acting(people["head"]).get("/changes", headers=ENGLISH).text
    with work():
        operations.suspend(queries.user(people["security"].id), reason="口令外泄", actor=people["other"])
    listed = acting(people["head"]).get("/changes", headers=ENGLISH).text
    assert said in listed
    assert f"/changes/{change}/confirm" not in listed
    assert f"/changes/{change}/refuse" in listed
    page = acting(people["auditor"]).get(f"/users/{people['officer'].id}", headers=ENGLISH).text
    assert said in page
    assert "of an office above it" not in page
    assert acting(people["head"]).post(f"/changes/{change}/confirm").status_code == 422


def test_a_head_elsewhere_meets_nothing(acting, work, people):
    propose(acting, people)
    change = waiting(work, people["province"])
    client = acting(people["elsewhere"])
    assert people["officer"].name not in client.get("/changes").text
    assert client.post(f"/changes/{change}/confirm").status_code == 404
    assert acting(people["officer"]).get("/changes").status_code == 403
    assert acting(people["system"]).post(f"/changes/{change}/confirm").status_code == 403
    assert acting(people["province"]).post(f"/changes/{change}/emperor").status_code == 404
    assert acting(people["province"]).post(f"/changes/{change}/refuse").status_code == 422
    assert acting(people["province"]).post(f"/changes/{change}/refuse", data={"reason": "否"}).status_code == 303


def test_the_proposer_takes_it_back_and_does_not_decide(acting, work, people):
    propose(acting, people)
    change = waiting(work, people["security"])
    assert acting(people["security"]).post(f"/changes/{change}/confirm").status_code == 422
    assert acting(people["other"]).post(f"/changes/{change}/withdraw").status_code == 422
    assert acting(people["security"]).post(f"/changes/{change}/withdraw").status_code == 303


def test_a_wrong_proposal_is_said_beside_its_field(acting, people):
    assert propose(acting, people, reason="").status_code == 422
    answer = propose(acting, people, role="auditor")
    assert answer.status_code == 422
    assert "调整分工" in answer.text


def test_a_role_confirmed_away_works_on_the_next_click(app, acting, work, people):
    with work():
        username = queries.user(people["officer"].id).username
    browser = app.test_client()
    assert browser.post("/sign-in", data={"username": username, "password": PASSWORD}).status_code == 303
    assert browser.get("/inspections").status_code == 200
    with work():
        operations.withdraw_role(
            queries.user(people["officer"].id), Role.INSPECTOR, reason="moved", actor=operator("tests")
        )
    assert browser.get("/inspections").status_code == 403


def test_a_suspended_account_is_out_on_the_next_click_and_does_not_come_in(app, acting, work, people):
    with work():
        username = queries.user(people["officer"].id).username
    data = {"username": username, "password": PASSWORD}
    browser = app.test_client()
    assert browser.post("/sign-in", data=data).status_code == 303
    assert browser.get("/inspections").status_code == 200
    security = people["security"]
    operated = app.test_client()
    with work(security):
        operations.suspend(queries.user(people["officer"].id), reason="口令外泄", actor=security)
    assert browser.get("/inspections").status_code == 302
    assert operated.post("/sign-in", data=data).status_code == 422


def test_suspending_and_lifting_on_the_pages(acting, work, people):
    address = f"/users/{people['officer'].id}"
    client = acting(people["security"])
    assert client.post(f"{address}/suspend").status_code == 422
    assert client.post(f"{address}/suspend", data={"reason": "口令外泄"}).status_code == 303
    page = client.get(address, headers=ENGLISH).text
    assert "口令外泄" in page
    assert "End the suspension" in page
    assert client.post(f"{address}/reinstate", data={"reason": "核实"}).status_code == 303
    change = waiting(work, people["head"])
    assert acting(people["head"]).post(f"/changes/{change}/confirm").status_code == 303
    with work():
        assert queries.user(people["officer"].id).usable


def test_a_second_factor_is_given_up_by_two_administrators(acting, work, people):
    with work():
        make_factor(queries.user(people["officer"].id))
    address = f"/users/{people['officer'].id}/second-factor/reset"
    assert acting(people["security"]).post(address, data={"reason": "手机遗失"}).status_code == 403
    assert acting(people["system"]).post(address, data={"reason": "手机遗失"}).status_code == 303
    change = waiting(work, people["head"])
    assert acting(people["head"]).post(f"/changes/{change}/confirm").status_code == 422
    assert acting(people["security"]).post(f"/changes/{change}/confirm").status_code == 303
    with work():
        assert queries.user(people["officer"].id).factor is None


def test_rights_and_policy_are_one_page_of_the_security_administrator(acting, work, people):
    with work():
        make_user(roles=[], username="waits")
    client = acting(people["security"])
    page = client.get("/rights", headers=ENGLISH).text
    assert "case:read" in page
    assert "Security auditor" in page
    assert 'href="/users?state=unauthorised"' in page
    assert "waits" in client.get("/users?state=unauthorised").text
    assert "never" in client.get("/users?state=unauthorised", headers=ENGLISH).text
    for name in ("system", "auditor", "head", "officer"):
        assert acting(people[name]).get("/rights").status_code == 403


MENUS = {
    "system": {"/users", "/offices"},
    "security": {"/rights", "/changes", "/users", "/offices"},
}


@pytest.mark.parametrize("name", MENUS)
def test_each_administrator_has_the_own_functions_in_the_menu(application, people, name):
    with application.test_request_context():
        shown = {entry.url for entry in menu.visible_to(people[name])}
    assert shown - {"/inbox"} == MENUS[name]


def test_the_maker_of_an_account_does_not_grant_its_first_role(acting, work, people):
    with work():
        user_id = make_user(roles=[], made_by=people["security"].id).id
    assert acting(people["security"]).post(f"/users/{user_id}/roles", data={"role": "inspector"}).status_code == 422
    assert acting(people["other"]).post(f"/users/{user_id}/roles", data={"role": "inspector"}).status_code == 303
    with work():
        assert actor_of(queries.user(user_id)).roles == {Role.INSPECTOR}
