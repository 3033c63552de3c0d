"""The second step of signing in, as somebody at the door meets it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.access.actor import Actor, ActorKind, operator
from app.access.roles import ADMINISTRATORS, SECOND_FACTOR_ROLES, Role
from app.organisation import operations, policy, queries
from app.organisation.models import PendingSignIn, UserSession
from tests.factories.organisation import PASSWORD, make_office, make_user
from tests.factories.second_factor import HEAD, PAPER, code, give_password, show, shown

STRANGER = Actor(ActorKind.USER, label="anonymous", ip="192.0.2.7", request_id="r1")


def test_the_password_alone_opens_nothing(english, head, recorded, work):
    answer = give_password(english, next="/orders")
    assert (answer.status_code, answer.location) == (303, "/sign-in/code?next=/orders")
    for address in ("/work", "/account", "/account/second-factor", "/users", "/confirm"):
        assert english.get(address).location.startswith("/sign-in")
    with work() as session:
        assert session.scalar(select(func.count()).select_from(UserSession)) == 0
    assert recorded() == ["session.begun"]


def test_the_code_opens_the_session_and_leads_to_the_page_asked_for(english, head, recorded, work):
    give_password(english)
    page = english.get("/sign-in/code").text
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    waiting = english.get_cookie("lianjian").value
    answer = show(english, code(), next="/offices")
    assert (answer.status_code, answer.location) == (303, "/offices")
    assert english.get_cookie("lianjian").value != waiting
    assert english.get("/account").status_code == 200
    assert recorded() == ["session.begun", "session.opened"]
    with work() as session:
        assert session.scalar(select(func.count()).select_from(PendingSignIn)) == 0


def test_what_waited_for_the_code_is_worthless_afterwards(app, english, head):
    give_password(english)
    copied = english.get_cookie("lianjian").value
    show(english, code())
    thief = app.test_client()
    thief.set_cookie("lianjian", copied)
    assert show(thief, code(1)).location == "/sign-in"
    assert thief.get("/account").status_code == 302


@pytest.mark.parametrize(("typed", "words"), [("000000", "not right"), ("", "not right"), ("12345", "not right")])
def test_a_wrong_code_is_said_beside_its_field(english, head, typed, words):
    give_password(english)
    answer = show(english, typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'id="proof_code-error"' in answer.text
    assert english.get("/account").status_code == 302


def test_a_replayed_code_is_named_as_such(app, english, head, log):
    give_password(english)
    show(english, code())
    second = app.test_client()
    second.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    give_password(second)
    answer = show(second, code())
    assert answer.status_code == 422
    assert "This code was used already. Wait for the next one" in answer.text
    assert shown(log)[-1] == ("second_factor.refused", {"cause": "replayed"})


def test_a_recovery_code_stands_in_once(app, english, head):
    give_password(english)
    assert show(english, PAPER[3], "proof_recovery").status_code == 303
    second = app.test_client()
    give_password(second)
    assert show(second, PAPER[3], "proof_recovery").status_code == 422


def test_signing_in_waits_five_minutes_for_the_code(english, head, frozen):
    give_password(english)
    frozen.shift(timedelta(minutes=5))
    assert english.get("/sign-in/code").location == "/sign-in"
    assert show(english, code()).location == "/sign-in"
    assert "took too long" in english.get("/sign-in").text


@pytest.mark.parametrize("change", ["password", "ended", "factor"])
def test_a_change_of_the_account_ends_the_waiting(english, head, work, change):
    give_password(english)
    with work():
        user = queries.user_named(head)
        if change == "password":
            operations.reset_password(user, actor=operator("tests"))
        elif change == "ended":
            operations.end_account(user, reason="left", actor=operator("tests"))
        else:
            operations.take_away(user, reason="lost", actor=operator("tests"))
    assert show(english, code()).status_code in (303, 422)
    assert english.get("/account").status_code == 302


def test_old_waiting_sign_ins_are_cleared_away(app, english, head, work, frozen):
    give_password(english)
    frozen.shift(timedelta(minutes=6))
    give_password(app.test_client())
    with work() as session:
        assert session.scalar(select(func.count()).select_from(PendingSignIn)) == 1


def test_without_a_second_factor_the_password_is_enough_for_whom_it_may(english, work):
    with work():
        make_user(make_office("cn/44/"), [Role.INSPECTOR], username="li.ming")
    assert give_password(english, "li.ming").location == "/work"
    assert english.get("/work").status_code == 200


@pytest.mark.parametrize("role", sorted(Role))
def test_who_has_to_have_one_and_has_none_reaches_nothing_but_setting_it_up(english, work, role):
    with work():
        make_user(make_office("cn/"), [role], username="li.ming")
    give_password(english, "li.ming")
    held = english.get("/offices").location == "/account/second-factor"
    assert held == (role in SECOND_FACTOR_ROLES)
    assert {Role.HEAD, Role.COORDINATOR, *ADMINISTRATORS} == SECOND_FACTOR_ROLES
    if held:
        for address in ("/", "/users", "/account", "/account/recovery-codes", "/account/password", "/inbox"):
            assert english.get(address).location == "/account/second-factor"
        assert english.post("/account/language", data={"language": "en"}).location == "/account/second-factor"


def test_an_office_may_demand_it_of_all(english, work, application, monkeypatch):
    monkeypatch.setattr(policy, "_policy", replace(policy.current(), all_factored=True))
    with work():
        make_user(make_office("cn/44/"), [Role.INSPECTOR], username="li.ming")
    give_password(english, "li.ming")
    assert english.get("/work").location == "/account/second-factor"


def test_a_one_time_password_is_changed_before_the_second_factor_is_set_up(english, work):
    with work():
        make_user(make_office("cn/44/"), [Role.HEAD], username=HEAD, password_changed_at=None)
    give_password(english)
    assert english.get("/work").location == "/account/password"
    assert english.get("/account/second-factor").location == "/account/password"
    new = "Wholly-Invented-2023"
    english.post("/account/password", data={"current": PASSWORD, "password": new, "again": new})
    assert english.get("/work").location == "/account/second-factor"


def test_a_password_given_anew_does_not_open_an_account_with_a_second_factor(english, head, work):
    with work():
        once = operations.reset_password(queries.user_named(head), actor=operator("tests"))
    assert give_password(english, password=once).location.startswith("/sign-in/code")
    assert english.get("/account/password").status_code == 302
