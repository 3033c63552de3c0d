"""Signing in as a browser sees it when it is slowed; sessions seen and ended; what may be done before what."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.access.actor import operator
from app.access.roles import Role
from app.core import clock
from app.core.throttle import Pace
from app.organisation import operations, policy, queries
from app.organisation.browsers import browser_name
from app.organisation.models import UserSession
from app.organisation.rules import actor_of
from tests.factories.organisation import PASSWORD, make_user

ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
FREE = 5


@pytest.fixture
def person(work):
    """An inspector `li.ming`."""
    with work():
        return make_user(username="li.ming").id


@pytest.fixture
def browser(app):
    """Opens a browser that asks for English."""

    def open_one():
        client = app.test_client()
        client.environ_base |= {"HTTP_ACCEPT_LANGUAGE": "en", "HTTP_USER_AGENT": FIREFOX}
        return client

    return open_one


@pytest.fixture
def inside(browser, person):
    """Opens a browser in which li.ming is signed in."""

    def open_one():
        client = browser()
        assert enter(client).status_code == 303
        return client

    return open_one


def enter(client, username="li.ming", password=PASSWORD):
    return client.post("/sign-in", data={"username": username, "password": password})


def ids(work):
    with work() as session:
        return list(session.scalars(select(UserSession.id).order_by(UserSession.signed_in_at)))


def test_whoever_has_to_wait_is_told_how_long(browser, person, frozen):
    client = browser()
    for _time in range(FREE):
        assert enter(client, password="wrong").status_code == 422
    answer = enter(client)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert "Try again in 1 s." in answer.text
    frozen.shift(timedelta(seconds=1))
    assert enter(client).status_code == 303


def test_a_long_wait_is_told_in_minutes(browser, person, monkeypatch):
    pace = Pace(free=0, longest=timedelta(minutes=15))
    monkeypatch.setattr(policy, "_policy", policy.Policy(account=pace, source=Pace(99, pace.longest)))
    monkeypatch.setattr(Pace, "wait", lambda self, failures: timedelta(minutes=14, seconds=1) * bool(failures))
    client = browser()
    enter(client, password="wrong")
    answer = enter(client)
    assert answer.headers["Retry-After"] == "841"
    assert "Try again in 15 min." in answer.text


def test_an_unknown_name_gets_the_same_page_while_waiting(browser, person):
    pages = []
    for username in ("li.ming", "zhang.san"):
        client = browser()
        client.environ_base["REMOTE_ADDR"] = f"10.0.0.{len(username)}"
        for _time in range(FREE):
            enter(client, username, "wrong")
        answer = enter(client, username)
        told = answer.text[answer.text.index("<main") : answer.text.index("</main")]
        pages.append((answer.status_code, told.replace(username, "").partition('name="csrf_token"')[0]))
    assert pages[0] == pages[1]


def test_the_browser_is_known_again_by_a_cookie_hidden_from_scripts(inside, application):
    client = inside()
    cookie = client.get_cookie("lianjian_device")
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert cookie.secure == application.settings.is_https
    assert cookie.max_age == 180 * 24 * 3600
    assert len(cookie.value) == 43


def test_signing_out_leaves_the_browser_known_and_its_owner_comes_in_under_attack(inside, browser):
    client = inside()
    client.post("/sign-out")
    attacker = browser()
    attacker.environ_base["REMOTE_ADDR"] = "10.6.6.6"
    answers = [enter(attacker, password="wrong").status_code for _time in range(FREE + 3)]
    assert answers == [422] * FREE + [429] * 3
    assert enter(client).status_code == 303


def test_own_sessions_are_listed_and_one_is_ended(inside, work, recorded, frozen):
    here = inside()
    frozen.shift(timedelta(minutes=1))
    there = inside()
    page = here.get("/account").text
    first, second = ids(work)
    assert page.count("Firefox · Windows") == 2
    assert f"/account/sessions/{second}/end" in page
    assert f"/account/sessions/{first}/end" not in page
    assert here.post(f"/account/sessions/{second}/end").status_code == 303
    assert there.get("/account").status_code == 302
    assert here.get("/account").status_code == 200
    assert here.post(f"/account/sessions/{second}/end").status_code == 404
    assert recorded()[-1] == "session.ended"


def test_nobody_ends_a_session_of_somebody_else_by_its_id(inside, acting, work):
    inside()
    (session_id,) = ids(work)
    with work():
        other = actor_of(make_user())
    assert acting(other).post(f"/account/sessions/{session_id}/end").status_code == 404
    assert acting(other).post("/account/sessions/00000000-0000-7000-8000-000000000000/end").status_code == 404
    with work() as session:
        assert session.scalar(select(UserSession.ended_at)) is None


def test_signing_out_everywhere_ends_every_session_from_the_next_request_on(inside, log):
    here, there = inside(), inside()
    assert here.post("/account/sessions/end").location == "/sign-in"
    assert [client.get("/account").status_code for client in (here, there)] == [302, 302]
    assert "signed out everywhere" in here.get("/sign-in").text
    ended = [event for event in log() if event.action == "session.ended"]
    assert len(ended) == 1
    assert b'"sessions":2' in ended[0].body


def test_an_open_page_learns_of_the_end_at_its_next_part(inside, person, work):
    """htmx gets the way to the door, not a page inside a page."""
    client = inside()
    with work():
        operations.end_all_sessions(queries.user(person), actor=operator("tests"))
    answer = client.get("/inbox", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].startswith("/sign-in")
    assert answer.text == ""


@pytest.mark.parametrize("part", [{}, {"HX-Request": "true", "HX-Request-Type": "partial"}])
def test_rights_withdrawn_are_gone_at_the_next_request(inside, person, work, part):
    client = inside()
    assert client.get("/inbox", headers=part).status_code == 200
    with work():
        operations.withdraw_role(queries.user(person), Role.INSPECTOR, reason="moved", actor=operator("tests"))
    assert client.get("/inbox", headers=part).status_code == 403


@pytest.mark.parametrize("role", sorted(Role))
def test_only_the_system_administrator_signs_others_out(acting, person, inside, work, role):
    inside()
    with work():
        actor = actor_of(make_user(roles=[role]))
    answer = acting(actor).post(f"/users/{person}/sessions/end")
    assert answer.status_code == (303 if role is Role.SYSTEM_ADMIN else 403)
    with work() as session:
        assert (session.scalar(select(UserSession.ended_at)) is None) is (role is not Role.SYSTEM_ADMIN)


@pytest.mark.parametrize("role", ADMINISTRATORS)
def test_no_administrator_signs_another_out_but_the_console_does(acting, work, app, role, recorded):
    with work():
        system, other = make_user(roles=[Role.SYSTEM_ADMIN]), make_user(roles=[role], username="other")
        actor, other_id = actor_of(system), other.id
    assert acting(actor).post(f"/users/{other_id}/sessions/end").status_code == 422
    assert recorded() == []
    assert app.test_cli_runner().invoke(args=["users", "end-sessions", "other"]).exit_code == 0
    assert app.test_cli_runner().invoke(args=["users", "end-sessions", "nobody"]).exit_code == 1
    assert recorded() == ["session.ended"]


def endpoints(application):
    """Every endpoint with a method it answers to and an address that it matches."""
    for rule in application.url_map.iter_rules():
        values = {
            name: "00000000-0000-7000-8000-000000000000" if "UUID" in type(converter).__name__ else "1"
            for name, converter in rule._converters.items()
        }
        _domain, path = rule.build(values, append_unknown=False) or ("", "")
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, path


@pytest.mark.parametrize("due", ["one-time", "outlived"])
def test_before_a_password_is_changed_no_other_endpoint_answers(browser, person, work, application, monkeypatch, due):
    client = browser()
    with work():
        if due == "one-time":
            password = operations.reset_password(queries.user(person), actor=operator("tests"))
        else:
            held = policy.current()
            monkeypatch.setattr(policy, "_policy", policy.Policy(held.account, held.source, good_for=timedelta(days=1)))
            queries.user(person).password_changed_at = clock.wall() - timedelta(days=1)
            operations.choose_language("", actor=actor_of(queries.user(person)))
            password = PASSWORD
    assert enter(client, password=password).status_code == 303
    own = {"organisation.password", "organisation.confirm", "organisation.sign_out", "web.language", "web.csp_report"}
    reached = set()
    for endpoint, method, path in endpoints(application):
        answer = client.open(path, method=method)
        if answer.headers.get("Location") != "/account/password":
            reached.add(endpoint)
        if endpoint == "organisation.sign_out":
            assert enter(client, password=password).status_code == 303
    assert len(set(application.view_functions)) > 60
    assert reached <= own | {"static"}, "a page that can be reached before the password is changed"
    assert "organisation.password" in reached


def test_an_outlived_password_says_so(inside, person, work, monkeypatch, frozen):
    held = policy.current()
    monkeypatch.setattr(policy, "_policy", policy.Policy(held.account, held.source, good_for=timedelta(days=90)))
    frozen.shift(timedelta(days=90))
    client = inside()
    assert client.get("/inbox").location == "/account/password"
    assert "older than 90 days" in client.get("/account/password").text
    data = {"current": PASSWORD, "password": "plum-kite-lamp", "again": "plum-kite-lamp"}
    assert client.post("/account/password", data=data).status_code == 303
    assert client.get("/inbox").status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox · Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.5 Safari/605.1.15", "Safari · macOS"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) MicroMessenger/8.0 Safari", "微信 · iPhone"),
        ("curl/8.0", "curl/8.0"),
        ("", ""),
        ("x" * 300, "x" * 60),
    ],
)  # fmt: skip
def test_a_browser_is_called_by_its_name_and_system(user_agent, name):
    assert browser_name(user_agent) == name


def test_a_refused_change_of_the_password_tells_the_wait(inside, person):
    client = inside()
    data = {"current": "wrong", "password": "plum-kite-lamp", "again": "plum-kite-lamp"}
    for _time in range(FREE):
        assert client.post("/account/password", data=data).status_code == 422
    answer = client.post("/account/password", data=data | {"current": PASSWORD})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert "12 to 128 characters" in answer.text
