"""The door, the own account, the directory and the accounts, as a browser sees them."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from app.access.actor import operator
from app.access.roles import Role
from app.core import clock
from app.organisation import operations, queries
from app.organisation.models import UserSession
from app.organisation.rules import actor_of, token_hash
from app.web import guards
from tests.factories.organisation import PASSWORD, make_actor, make_office, make_user


@pytest.fixture
def english(app):
    """A browser that asks for English."""
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def person(work):
    """Makes an account and returns its username."""

    def make(*roles, path="cn/44/", username="li.ming", **changes):
        with work():
            return make_user(make_office(path), roles or [Role.INSPECTOR], username=username, **changes).username

    return make


def enter(client, username="li.ming", password=PASSWORD, **query):
    return client.post("/sign-in", query_string=query, data={"username": username, "password": password})


def token(client):
    with client.session_transaction() as cookie:
        return cookie.get("_user_id")


def opened(work, value):
    with work() as session:
        return session.scalar(select(UserSession).where(UserSession.token_hash == token_hash(value))).ended_at


def test_whoever_knows_the_password_comes_in_and_out(english, person, recorded, work):
    person()
    assert english.get("/account").location.startswith("/sign-in?next=")
    answer = enter(english)
    assert (answer.status_code, answer.location) == (303, "/work")
    kept = token(english)
    assert "li.ming" in english.get("/account").text
    assert english.post("/sign-out").location == "/sign-in"
    assert english.get("/account").status_code == 302
    assert opened(work, kept) is not None
    assert recorded() == ["session.opened", "session.closed"]


@pytest.mark.parametrize("way", ["/sign-out", "/account/sessions/end"])
def test_after_signing_out_the_browser_keeps_nothing(english, person, way):
    person()
    enter(english)

    assert english.post(way).headers["Clear-Site-Data"] == '"cache", "storage"'


def test_a_copied_cookie_is_worthless_after_signing_out(app, english, person):
    person()
    enter(english)
    copied = english.get_cookie("lianjian").value
    english.post("/sign-out")
    thief = app.test_client()
    thief.set_cookie("lianjian", copied)
    assert thief.get("/account").status_code == 302


def test_the_cookie_is_hidden_from_scripts_and_other_sites(english, person, application):
    person()
    cookie = enter(english).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert application.config["SESSION_COOKIE_SECURE"] == application.settings.is_https


def test_the_token_in_the_database_is_hashed(english, person, work):
    person()
    enter(english)
    with work() as session:
        assert session.scalars(select(UserSession.token_hash)).all() == [token_hash(token(english))]


def test_the_answer_is_the_same_for_unknown_name_wrong_password_and_ended_account(app, person, recorded):
    person()
    person(username="left", active=False)
    bodies = []
    for username, password in (("li.ming", "wrong"), ("nobody", "wrong"), ("left", PASSWORD)):
        answer = enter(app.test_client(), username, password)
        said = re.sub(r'"[\w.-]{80,}"', "token", answer.text).replace(f'value="{username}"', "")
        bodies.append((answer.status_code, said))
    assert len(set(bodies)) == 1
    assert bodies[0][0] == 422
    assert recorded() == ["session.refused"] * 3


def test_an_account_page_of_somebody_unknown_looks_like_one_out_of_reach(acting, work):
    with work():
        actor = actor_of(make_user(roles=[Role.SYSTEM_ADMIN]))
    assert acting(actor).get("/users/00000000-0000-7000-8000-000000000000").status_code == 404


def test_a_change_asked_for_without_a_session_is_not_asked_for_again_after_signing_in(english):
    answer = english.post("/account/language", data={"language": "en"})
    assert answer.location == "/sign-in"
    assert english.post("/sign-out").location == "/sign-in"


def test_a_new_sign_in_gives_a_new_token_and_ends_the_old_session(english, person, work):
    person()
    with english.session_transaction() as cookie:
        cookie["_user_id"] = "planted"
        cookie["csrf_token"] = "planted"
    enter(english)
    first = token(english)
    assert first != "planted"
    with english.session_transaction() as cookie:
        assert cookie.get("csrf_token") != "planted"
    enter(english)
    assert token(english) != first
    assert opened(work, first) is not None


def test_a_session_left_alone_for_fifteen_minutes_ends(english, person, frozen):
    person()
    enter(english)
    frozen.shift(timedelta(minutes=14, seconds=59))
    assert english.get("/account").status_code == 200
    frozen.shift(timedelta(minutes=15))
    assert english.get("/account").status_code == 302
    assert "Your session has ended" in english.get("/sign-in").text


def test_a_session_ends_after_eight_hours_however_busy(english, person, frozen):
    person()
    enter(english)
    for _quarter in range(47):
        frozen.shift(timedelta(minutes=10))
        assert english.get("/account").status_code == 200
    frozen.shift(timedelta(minutes=10))
    assert english.get("/account").status_code == 302


def test_polling_never_keeps_a_session_alive(english, person, frozen, monkeypatch, application):
    person()
    enter(english)
    monkeypatch.setitem(application.view_functions, "organisation.offices", guards.background(_polled(application)))
    for _poll in range(14):
        frozen.shift(timedelta(minutes=1))
        assert english.get("/offices").status_code == 200
    frozen.shift(timedelta(minutes=1))
    assert english.get("/account").status_code == 302


def _polled(application):
    view = application.view_functions["organisation.offices"]

    def polled():
        return view()

    polled.permission = view.permission
    return polled


def test_the_last_use_is_written_at_most_once_a_minute(english, person, frozen, work):
    person()
    enter(english)

    def last_seen():
        with work() as session:
            return session.scalar(select(UserSession.last_seen_at))

    start = last_seen()
    frozen.shift(timedelta(seconds=59))
    english.get("/account")
    assert last_seen() == start
    frozen.shift(timedelta(seconds=1))
    english.get("/account")
    assert last_seen() == clock.wall()


def test_finding_the_caller_takes_one_statement_and_one_more_when_the_use_is_noted(english, person, frozen, database):
    person()
    enter(english)

    def statements(path):
        seen = []
        listener = lambda conn, cursor, statement, *rest: seen.append(statement)  # noqa: E731
        event.listen(database.engine, "before_cursor_execute", listener)
        english.get(path)
        event.remove(database.engine, "before_cursor_execute", listener)
        return [text for text in seen if "user_session" in text]

    assert len(statements("/offices")) == 1
    frozen.shift(timedelta(minutes=2))
    assert len(statements("/offices")) == 2


def test_a_role_withdrawn_works_at_once(english, person, work):
    person()
    enter(english)
    assert english.get("/inbox").status_code == 200
    with work():
        user = queries.user_named("li.ming")
        operations.withdraw_role(user, Role.INSPECTOR, reason="moved", actor=operator("tests"))
    assert english.get("/inbox").status_code == 403


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        ("/offices", "/offices"),
        ("/users?q=li&page=2", "/users?q=li&page=2"),
        ("https://evil.example/", "/work"),
        ("//evil.example/", "/work"),
        ("/\\evil.example", "/work"),
        ("javascript:alert(1)", "/work"),
        ("", "/work"),
    ],
)
def test_signing_in_leads_to_pages_of_this_site_only(english, person, wanted, got):
    person()
    assert enter(english, next=wanted).location == got


def test_a_one_time_password_is_changed_before_anything_else(english, person, recorded):
    person(password_changed_at=None)
    enter(english)
    for path in ("/inbox", "/account", "/offices", "/"):
        assert english.get(path).location == "/account/password"
    assert "works once" in english.get("/account/password").text
    data = {"current": PASSWORD, "password": "plum-kite-lamp", "again": "plum-kite-lamb"}
    assert english.post("/account/password", data=data).status_code == 422
    assert english.post("/account/password", data=data | {"again": "plum-kite-lamp"}).status_code == 303
    assert english.get("/inbox").status_code == 200
    assert recorded() == ["session.opened", "password.changed"]


def test_a_wrong_current_password_is_said_beside_its_field(english, person):
    person()
    enter(english)
    data = {"current": "wrong", "password": "plum-kite-lamp", "again": "plum-kite-lamp"}
    answer = english.post("/account/password", data=data)
    assert answer.status_code == 422
    assert "This is not your current password." in answer.text
    assert "plum-kite-lamp" not in answer.text


def test_the_account_shows_its_sessions_and_keeps_its_language(english, person, recorded):
    person()
    enter(english)
    enter(english)
    page = english.get("/account").text
    assert "This browser" in page
    assert "Session ended" in page
    assert 'lang="en"' in page
    english.post("/account/language", data={"language": "zh"})
    assert 'lang="zh-CN"' in english.get("/account").text
    assert recorded()[-1] == "language.chosen"


def test_the_directory_shows_every_office_with_its_staff(acting, work):
    with work():
        make_user(make_office("cn/44/4403/"))
        actor = actor_of(make_user(make_office("cn/44/"), [Role.INSPECTOR]))
    page = acting(actor).get("/offices").text
    assert "广东省深圳市测试网信办" in page
    assert 'href="/users' not in page


@pytest.mark.parametrize("role", sorted(Role))
def test_accounts_are_listed_to_administrators_only(acting, work, role):
    with work():
        actor = actor_of(make_user(make_office("cn/"), [role]))
    administrator = role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
    assert acting(actor).get("/users").status_code == (200 if administrator else 403)


def test_an_account_is_made_authorised_and_used(app, acting, work, recorded):
    with work():
        office = make_office("cn/44/")
        office_id = str(office.id)
        system = make_actor(Role.SYSTEM_ADMIN, path="cn/")
        security = make_actor(Role.SECURITY_ADMIN, path="cn/")
    data = {"username": "wang.wu", "name": "王五", "office": office_id, "clearance": "internal"}
    client = acting(system)
    made = client.post("/users/new", data=data)
    assert made.status_code == 200
    assert made.headers["Cache-Control"] == "no-store"
    again = client.post("/users/new", data=data)
    assert again.status_code == 422
    with work():
        user = queries.user_named("wang.wu")
        user_id = user.id
        assert user.password_hash not in made.text
    assert client.post(f"/users/{user_id}/roles", data={"role": "inspector"}).status_code == 403
    client = acting(security)
    assert client.post("/users/new", data=data | {"username": "zhao.liu"}).status_code == 403
    assert client.post(f"/users/{user_id}/roles", data={"role": "inspector"}).status_code == 303
    assert client.post(f"/users/{user_id}/roles", data={"role": "auditor"}).status_code == 422
    assert client.post(f"/users/{user_id}/roles", data={"role": "emperor"}).status_code == 422
    assert client.post(f"/users/{user_id}/roles/inspector/withdraw").status_code == 422
    assert client.post(f"/users/{user_id}/roles/emperor/withdraw", data={"reason": "x"}).status_code == 404
    assert client.post(f"/users/{user_id}/roles/inspector/withdraw", data={"reason": "x"}).status_code == 303
    changes = [action for action in recorded() if action != "access.refused"]
    assert changes == ["user.created", "role.granted", "account.change_proposed"]


def test_an_account_gets_a_certificate_a_new_password_and_an_end(acting, work, recorded):
    with work():
        actor = actor_of(make_user(make_office("cn/"), [Role.SYSTEM_ADMIN]), proven=True)
        user_id = make_user(username="wang.wu").id
    client = acting(actor)
    certificate = {"number": "试1", "issuer": "机关", "valid_from": "20220101", "valid_until": "2021-12-31"}
    assert client.post(f"/users/{user_id}/certificates", data=certificate).status_code == 422
    certificate["valid_until"] = "2026年12月31日"
    assert client.post(f"/users/{user_id}/certificates", data=certificate).status_code == 303
    assert "试1" in client.get(f"/users/{user_id}").text
    assert client.post(f"/users/{user_id}/password").status_code == 200
    assert client.post(f"/users/{user_id}/end").status_code == 422
    assert client.post(f"/users/{user_id}/end", data={"reason": "retired"}).status_code == 303
    assert recorded() == ["certificate.registered", "password.reset", "user.ended"]


def test_the_list_is_filtered_by_the_address(acting, work):
    with work():
        actor = actor_of(make_user(make_office("cn/"), [Role.AUDITOR], username="auditor"))
        make_user(username="li.ming")
    client = acting(actor)
    assert "li.ming" in client.get("/users?office=cn/44/&role=inspector").text
    assert "li.ming" not in client.get("/users?q=zhao").text
    assert client.get("/users?role=emperor&office=cn/99/").status_code == 200


@pytest.mark.parametrize("rows", [3, 40])
def test_the_list_costs_the_same_statements_for_any_number_of_rows(acting, work, database, rows):
    with work():
        actor = actor_of(make_user(make_office("cn/"), [Role.AUDITOR]))
        for _row in range(rows):
            make_user()
    seen = []
    listener = lambda conn, cursor, statement, *rest: seen.append(statement)  # noqa: E731
    event.listen(database.engine, "before_cursor_execute", listener)
    assert acting(actor).get("/users?size=50").status_code == 200
    event.remove(database.engine, "before_cursor_execute", listener)
    assert len([text for text in seen if text.startswith("SELECT")]) <= 8


def test_what_no_database_can_keep_is_no_fault_of_ours(english, acting, work):
    with work():
        administrator = acting(make_actor(Role.SYSTEM_ADMIN))

    assert english.post("/sign-in", data={"username": "li\0ming", "password": "x"}).status_code == 422
    for query in ("q=li%00ming", "office=cn/%00", "role=%00", "page=99999999999999999999"):
        assert administrator.get(f"/users?{query}").status_code == 200
