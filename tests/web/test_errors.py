"""One error, three forms of answer: a page, a message beside the page, problem details."""

import pytest

CASES = [
    ("/broken-rule", 422, "rule_violated", "Two officers are needed."),
    ("/absent", 404, "not_found", "outside your reach"),
    ("/moved-on", 409, "illegal_transition", "The order is closed."),
    ("/stale", 409, "stale", "now 4"),
    ("/log", 403, "not_permitted", "Your role does not allow this."),
    ("/nowhere", 404, "not_found", "outside your reach"),
    ("/language", 405, "method_not_allowed", "buttons on the page"),
    ("/fault", 500, "internal_error", "Nothing was changed."),
]


@pytest.mark.parametrize(("path", "status", "code", "sentence"), CASES)
def test_a_person_gets_a_page_that_says_what_to_do(house, path, status, code, sentence):
    answer = house.get(path)

    page = answer.get_data(as_text=True)

    assert answer.status_code == status
    assert page.startswith("<!doctype html>")
    assert sentence in page
    assert code in page


@pytest.mark.parametrize(("path", "status", "code", "sentence"), CASES)
def test_a_program_gets_problem_details(house, path, status, code, sentence):
    answer = house.get(path, headers={"Accept": "application/json"})

    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == status
    assert answer.json["code"] == code
    assert sentence in answer.json["detail"]


@pytest.mark.parametrize(("path", "status", "code", "sentence"), CASES)
def test_htmx_gets_a_message_that_leaves_the_page_alone(house, path, status, code, sentence):
    answer = house.get(path, headers={"HX-Request": "true"})
    text = answer.get_data(as_text=True)

    assert answer.status_code == status
    assert text.startswith('<div id="toasts" hx-swap-oob="beforeend">')
    assert sentence in text
    assert "<html" not in text


def test_under_api_every_answer_is_problem_details(house):
    assert house.get("/api/v1/nothing").content_type == "application/problem+json"


def test_details_name_the_field_and_the_versions(house):
    json = {"Accept": "application/json"}

    assert house.get("/broken-rule", headers=json).json["field"] == "officers"
    assert house.get("/stale", headers=json).json["seen"] == 3
    assert house.get("/stale", headers=json).json["current"] == 4


def test_a_wrong_method_says_which_are_right(house):
    assert "POST" in house.get("/language").headers["Allow"]


def test_a_lack_of_rights_is_announced(house, inspector, refusals):
    house.get("/log")

    assert [(refusal.code, refusal.status, refusal.actor.id, refusal.endpoint) for refusal in refusals] == [
        ("not_permitted", 403, inspector.id, "house.log")
    ]


def test_what_merely_fails_is_not_announced(house, refusals):
    for path in ("/broken-rule", "/absent", "/moved-on", "/fault"):
        house.get(path)

    assert refusals == []


def test_too_large_is_refused_and_announced(house, refusals):
    form = "application/x-www-form-urlencoded"
    answer = house.post("/note", content_type=form, environ_overrides={"CONTENT_LENGTH": str(3 << 20)})

    assert answer.status_code == 413
    assert [refusal.status for refusal in refusals] == [413]


def test_what_was_undone_is_not_said_to_be_done(house):
    assert "It is done." not in house.get("/undone").get_data(as_text=True)
    assert "It is done." not in house.get("/note").get_data(as_text=True)


def test_the_page_leads_back_to_where_the_person_was(house):
    before = house.get("/broken-rule", headers={"Referer": "http://localhost/note"}).get_data(as_text=True)
    elsewhere = house.get("/broken-rule", headers={"Referer": "http://elsewhere.cn/"}).get_data(as_text=True)

    assert 'href="http://localhost/note"' in before
    assert "elsewhere.cn" not in elsewhere


def test_a_stranger_sees_no_menu(stranger):
    assert "lj-side" not in stranger.get("/absent").get_data(as_text=True)
