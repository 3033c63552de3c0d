"""Weighty acts ask who is at the keyboard: nothing is done without proof, nothing is lost, nothing is done twice."""

import html
import re
from datetime import timedelta

import pytest

from app.access.roles import Role
from app.core.errors import StepUp
from app.organisation import operations, queries
from app.organisation.operations.accounts import end_sessions
from app.organisation.rules import actor_of, still_proven
from tests.factories.organisation import PASSWORD, make_actor, make_office, make_user
from tests.factories.second_factor import PAPER, code, make_factor

SECURITY, NEWCOMER = "luo.security", "li.ming"


@pytest.fixture
def newcomer(work):
    """The id of an account without a role."""
    with work():
        make_factor(make_user(make_office("cn/"), [Role.SECURITY_ADMIN], username=SECURITY))
        return make_user(make_office("cn/44/"), [], username=NEWCOMER).id


@pytest.fixture
def signed_in(app):
    """Makes a browser, in English, in which the security administrator has signed in so many steps ago."""

    def make(steps=0):
        client = app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        client.post("/sign-in", data={"username": SECURITY, "password": PASSWORD})
        assert client.post("/sign-in/code", data={"proof_code": code(steps)}).status_code == 303
        return client

    return make


@pytest.fixture
def security(newcomer, signed_in, frozen):
    """A browser of the security administrator, whose proof has run out."""
    client = signed_in()
    frozen.shift(timedelta(minutes=10))
    return client


@pytest.fixture
def roles(work, newcomer):
    """Reads the roles of the newcomer."""

    def read():
        with work():
            return queries.user(newcomer).roles

    return read


def grant(client, newcomer, **headers):
    return client.post(f"/users/{newcomer}/roles", data={"role": "inspector"}, headers=headers)


def action(page):
    return html.unescape(re.search(r'<form method="post"[^>]* action="(/confirm[^"]*)"', page.text).group(1))


def carried(page):
    form = page.text.split('action="/confirm', 1)[1].split("</form>", 1)[0]
    hidden = re.findall(r'<input[^>]*name="(\w+)" type="hidden" value="[^"]*"|name="(\w+)" value="([^"]*)"', form)
    return {name: value for _token, name, value in hidden if name}


def prove(client, page, **proof):
    """Send the proof with what the page holds, and go on as a browser does."""
    sent = carried(page) | proof
    onward = client.post(action(page), data=sent)
    assert onward.status_code == 307
    return client.post(onward.location, data=sent, follow_redirects=True)


@pytest.mark.parametrize(("minutes", "good"), [(0, True), (9.99, True), (10, False), (-1, False)])
def test_a_proof_is_good_for_its_span_only(frozen, minutes, good):
    from app.core import clock

    at = clock.wall()
    assert still_proven(at, now=at + timedelta(minutes=minutes), span=timedelta(minutes=10)) == good
    assert not still_proven(None, now=at, span=timedelta(minutes=10))


def test_signing_in_with_the_second_factor_counts_as_proof(newcomer, signed_in, roles):
    assert grant(signed_in(), newcomer).status_code == 303
    assert roles() == {Role.INSPECTOR}


def test_proof_ends_after_ten_minutes(newcomer, signed_in, frozen, roles):
    client = signed_in()
    frozen.shift(timedelta(minutes=9, seconds=59))
    assert client.get("/account").status_code == 200
    frozen.shift(timedelta(seconds=1))
    assert grant(client, newcomer).status_code == 403
    assert roles() == frozenset()


def test_without_proof_nothing_is_done_and_the_page_says_so(security, newcomer, roles, recorded):
    before = recorded()
    page = grant(security, newcomer)
    assert page.status_code == 403
    assert "Nothing has been done yet" in page.text
    assert 'autocomplete="one-time-code"' in page.text
    assert roles() == frozenset()
    assert recorded() == before


def test_after_proof_the_act_is_done_once_with_all_that_was_sent(security, newcomer, roles, recorded):
    page = grant(security, newcomer)
    assert carried(page) == {"role": "inspector"}
    sent = carried(page) | {"proof_code": code()}
    onward = security.post(action(page), data=sent)
    assert (onward.status_code, onward.location) == (307, f"/users/{newcomer}/roles")
    assert roles() == frozenset()
    assert security.post(onward.location, data=sent).location == f"/users/{newcomer}"
    assert roles() == {Role.INSPECTOR}
    assert recorded()[-2:] == ["session.proven", "role.granted"]
    assert security.post(action(page), data=sent).status_code == 422
    assert recorded().count("role.granted") == 1


def test_one_arrives_where_the_act_leads(security, newcomer, roles):
    page = grant(security, newcomer)
    done = prove(security, page, proof_code=code())
    assert done.request.path == f"/users/{newcomer}"
    assert "The role is granted." in done.text
    assert roles() == {Role.INSPECTOR}


@pytest.mark.parametrize(
    "typed", [{"proof_code": "000000"}, {"proof_recovery": "AAAA"}, {"proof_password": PASSWORD}, {}]
)
def test_a_wrong_proof_keeps_what_was_sent_and_does_nothing(security, newcomer, roles, recorded, typed):
    page = grant(security, newcomer)
    again = security.post(action(page), data=carried(page) | typed)
    assert again.status_code == 422
    assert carried(again) == {"role": "inspector"}
    assert action(again) == action(page)
    assert roles() == frozenset()
    assert recorded()[-1] == "second_factor.refused"
    assert prove(security, again, proof_recovery=PAPER[0]).status_code == 200
    assert roles() == {Role.INSPECTOR}


def test_the_code_that_signed_in_proves_nothing_more(newcomer, signed_in):
    answer = signed_in().post("/confirm", data={"proof_code": code()})
    assert answer.status_code == 422
    assert "used already" in answer.text


def test_a_proof_in_one_session_does_not_count_in_another(newcomer, signed_in, frozen, roles):
    first, second = signed_in(-1), signed_in()
    frozen.shift(timedelta(minutes=10))
    page = grant(first, newcomer)
    security_page = first.post(action(page), data={"proof_code": code()})
    assert security_page.status_code == 307
    assert grant(second, newcomer).status_code == 403
    assert roles() == frozenset()


def test_a_proven_session_goes_on_under_a_new_token(app, security, newcomer):
    copied = security.get_cookie("lianjian").value
    page = grant(security, newcomer)
    security.post(action(page), data={"proof_code": code()})
    assert security.get("/account").status_code == 200
    thief = app.test_client()
    thief.set_cookie("lianjian", copied)
    assert thief.get("/account").status_code == 302


def test_a_page_that_needs_proof_is_shown_after_it(security):
    asked = security.get("/account/second-factor")
    assert asked.location == "/confirm?next=/account/second-factor&back=/"
    shown = security.post(asked.location, data={"proof_code": code()})
    assert (shown.status_code, shown.location) == (303, "/account/second-factor")
    assert security.get(shown.location).status_code == 200


def test_a_link_can_not_make_somebody_take_a_step(security, newcomer, roles):
    crafted = f"/confirm?next=/users/{newcomer}/roles&act=1"
    page = security.get(crafted)
    assert "act=1" not in action(page)
    assert security.post(action(page), data={"proof_code": code()}).status_code == 303
    assert roles() == frozenset()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"])
def test_nobody_is_led_elsewhere(security, elsewhere):
    answer = security.post("/confirm", query_string={"next": elsewhere}, data={"proof_code": code()})
    assert answer.location == "/"


def test_the_way_back_leads_nowhere_else(security):
    page = security.get("/confirm", query_string={"next": "/", "back": "/\t\\evil.example"})
    assert not re.findall(r'href="[^"]*evil', page.text)


def test_secrets_and_tokens_are_never_carried(security, newcomer):
    sent = {"role": "inspector", "password": "x", "current": "y", "again": "z", "csrf_token": "t", "proof_code": "1"}
    page = security.post(f"/users/{newcomer}/roles", data=sent)
    assert carried(page) == {"role": "inspector"}


def test_what_was_sent_is_carried_as_it_was(security, newcomer):
    sent = {"role": "inspector", "note": 'a "quoted" <b>\nline & more'}
    page = security.post(f"/users/{newcomer}/roles", data=sent)
    kept = html.unescape(re.search(r'name="note" value="([^"]*)"', page.text).group(1))
    assert kept == sent["note"]


def test_a_file_is_not_carried_its_sender_comes_back_to_the_page(security, newcomer, roles):
    sent = {"role": "inspector", "file": (open(__file__, "rb"), "proof.txt")}  # noqa: SIM115, PTH123
    answer = security.post(
        f"/users/{newcomer}/roles", data=sent, headers={"Referer": f"http://localhost/users/{newcomer}"}
    )
    assert answer.location == f"/confirm?next=/users/{newcomer}&back=/users/{newcomer}"
    assert "take the step again" in security.get(answer.location).text
    assert roles() == frozenset()


def test_a_part_of_a_page_goes_to_the_page_that_asks(security, newcomer):
    answer = grant(security, newcomer, **{"HX-Request": "true", "Referer": f"http://localhost/users/{newcomer}"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (
        204,
        f"/confirm?next=/users/{newcomer}&back=/users/{newcomer}",
    )


def test_a_program_gets_problem_details(security, newcomer, roles):
    answer = grant(security, newcomer, Accept="application/json")
    assert answer.status_code == 403
    assert answer.content_type == "application/problem+json"
    assert answer.json["code"] == "step_up"
    assert roles() == frozenset()


def test_who_has_no_second_factor_proves_it_with_the_password(app, work, frozen, recorded):
    with work():
        make_user(make_office("cn/44/"), [Role.INSPECTOR], username="wang")
    client = app.test_client()
    client.post("/sign-in", data={"username": "wang", "password": PASSWORD})
    frozen.shift(timedelta(minutes=10))
    asked = client.get("/account/second-factor").location
    assert 'name="proof_password"' in client.get(asked).text
    wrong = client.post(asked, data={"proof_password": "wrong"})
    assert wrong.status_code == 422
    assert "wrong" not in re.findall(r'value="([^"]*)"', wrong.text)
    assert client.post(asked, data={"proof_password": PASSWORD}).status_code == 303
    assert client.get("/account/second-factor").status_code == 200
    assert recorded() == ["session.opened", "session.unproven", "session.proven"]


def test_guessing_the_password_inside_is_slowed(app, work, frozen):
    with work():
        make_user(make_office("cn/44/"), [Role.INSPECTOR], username="wang")
    client = app.test_client()
    client.post("/sign-in", data={"username": "wang", "password": PASSWORD})
    statuses = [client.post("/confirm", data={"proof_password": "wrong"}).status_code for _guess in range(6)]
    assert statuses == [422] * 5 + [429]
    assert client.post("/confirm", data={"proof_password": PASSWORD}).status_code == 429


def test_the_operation_asks_whatever_the_page_does(work, newcomer):
    with work():
        unproven = make_actor(Role.SECURITY_ADMIN, path="cn/", proven=False)
        with pytest.raises(StepUp):
            operations.grant_role(queries.user(newcomer), Role.INSPECTOR, actor=unproven)
        unproven = make_actor(Role.SYSTEM_ADMIN, path="cn/", proven=False)
        with pytest.raises(StepUp):
            operations.reset_password(queries.user(newcomer), actor=unproven)
        with pytest.raises(StepUp):
            operations.end_account(queries.user(newcomer), reason="left", actor=unproven)
        assert queries.user(newcomer).active
        assert not actor_of(queries.user_named(SECURITY)).proven


def test_the_button_that_ends_an_account_says_that_it_asks(acting, work, newcomer):
    with work():
        system = make_actor(Role.SYSTEM_ADMIN, path="cn/")
    page = acting(system).get(f"/users/{newcomer}", headers={"Accept-Language": "en"}).text
    assert re.search(r'popovertarget="end-account" title="Asks for your code', page)


def test_a_session_ended_in_the_meantime_proves_nothing(security, newcomer, monkeypatch, roles, recorded):
    real = operations.prove

    def too_late(session_id, typed, *, actor):
        end_sessions(queries.user(actor.id))
        return real(session_id, typed, actor=actor)

    page = grant(security, newcomer)
    before = recorded()
    monkeypatch.setattr(operations, "prove", too_late)
    answer = security.post(action(page), data=carried(page) | {"proof_code": code()})
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/")
    assert "Your session has ended" in security.get(answer.location).text
    assert roles() == frozenset()
    assert recorded() == before
