"""Every answer carries the headers; a change needs proof of origin; a violation of the policy is logged."""

import io
from types import SimpleNamespace

import pytest
from structlog.testing import capture_logs

from app.web.dispatch import Application
from app.web.security import HEADERS, drop_cookie, init_app, keep_cookie

REPORT = "application/csp-report"


@pytest.mark.parametrize("path", ["/note", "/absent", "/nowhere", "/fault", "/static/lianjian.css", "/language"])
def test_every_answer_carries_the_headers(house, path):
    with house.get(path) as answer:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere(house):
    policy = house.get("/note").headers["Content-Security-Policy"]

    assert {"default-src 'none'", "object-src 'none'", "base-uri 'none'"} <= set(policy.split("; "))
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/note", "text/html; charset=utf-8"),
        ("/nowhere", "text/html; charset=utf-8"),
        ("/static/lianjian.css", "text/css; charset=utf-8"),
        ("/static/lianjian.js", "text/javascript; charset=utf-8"),
    ],
)
def test_an_answer_says_what_it_is_and_in_which_characters(house, path, kind):
    with house.get(path) as answer:
        assert answer.headers["Content-Type"] == kind


@pytest.mark.parametrize("path", ["/note", "/nowhere", "/static/lianjian.css"])
def test_nothing_answers_trace(house, path):
    assert house.open(path, method="TRACE", headers={"X-Told": "secret"}).status_code in (404, 405)


def test_pages_are_not_kept_and_vendored_files_are(house):
    def kept(path):
        with house.get(path) as answer:
            return answer.headers["Cache-Control"]

    assert kept("/note") == "no-store"
    assert kept("/static/lianjian.css") == "no-cache"
    assert "immutable" in kept("/static/vendor/htmx-4.0.1/htmx.min.js")


def test_https_is_demanded_once_it_is_used(house):
    assert "Strict-Transport-Security" not in house.get("/note").headers
    assert "max-age" in house.get("/note", base_url="https://localhost").headers["Strict-Transport-Security"]


def test_over_tls_a_cookie_belongs_to_this_host_alone(house_app, monkeypatch):
    monkeypatch.setitem(house_app.config, "SESSION_COOKIE_SECURE", True)
    with house_app.test_request_context(base_url="https://localhost"):
        answer = house_app.response_class()
        keep_cookie(answer, "lang", "en", seconds=60)
        drop_cookie(answer, "lang")

    kept, dropped = answer.headers.getlist("Set-Cookie")
    for sent in (kept, dropped):
        assert sent.startswith("__Host-lang=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(sent.split("; "))
        assert "Domain" not in sent
    assert "Max-Age=60" in kept
    assert "Max-Age=0" in dropped


@pytest.mark.parametrize(("https", "name"), [(True, "__Host-lianjian"), (False, "lianjian")])
def test_the_cookie_of_a_session_belongs_to_this_host_alone(https, name):
    app = Application("app", static_folder=None, template_folder=None)
    app.settings = SimpleNamespace(secret_key="a secret of the tests", is_https=https, upload_limit=1, proxies=0)
    init_app(app)

    assert (app.config["SESSION_COOKIE_NAME"], app.config["SESSION_COOKIE_SECURE"]) == (name, https)


def test_a_change_without_token_is_refused_and_announced(house, refusals):
    answer = house.post("/note", data={"note": "hello"})

    assert answer.status_code == 400
    assert [(refusal.code, refusal.status) for refusal in refusals] == [("csrf_failed", 400)]


def test_a_change_with_token_goes_through(posting):
    assert posting("/note", note="hello").headers["Location"] == "/done"


@pytest.mark.parametrize("sent", [{"json": {"note": "hello"}}, {"data": "note=hello", "content_type": "text/plain"}])
def test_an_address_of_a_form_reads_nothing_but_a_form(house, sent):
    answer = house.post("/note", headers={"Accept-Language": "en"}, **sent)

    assert answer.status_code == 415
    assert "Fill in the form on the page" in answer.text


def test_a_violation_report_is_logged_with_the_known_fields_only(stranger):
    report = {"csp-report": {"document-uri": "/work", "blocked-uri": "inline", "script-sample": "secret"}}
    with capture_logs() as logs:
        answer = stranger.post("/csp-report", json=report)

    assert answer.status_code == 204
    assert logs[0]["blocked-uri"] == "inline"
    assert "secret" not in str(logs)


@pytest.mark.parametrize("sent", [b"", b"nonsense", b"[]", b'{"csp-report": 1}', b"[" * 9_000, b"x" * 20_000])
def test_a_report_that_makes_no_sense_is_ignored(stranger, sent):
    with capture_logs() as logs:
        assert stranger.post("/csp-report", data=sent, content_type=REPORT).status_code == 204

    assert logs == []


def test_no_more_of_a_report_is_read_than_one_may_have(stranger):
    sent = io.BytesIO(b'{"csp-report": {}}' + b" " * (1 << 20))
    streamed = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}

    assert (
        stranger.post("/csp-report", input_stream=sent, content_type=REPORT, environ_overrides=streamed).status_code
        == 204
    )
    assert sent.tell() < 1 << 17


def test_htmx_is_told_of_a_redirect(house):
    answer = house.get("/", headers={"HX-Request": "true"})

    assert answer.status_code in (204, 403)
    assert "Location" not in answer.headers
