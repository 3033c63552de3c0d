"""The page's choice wins over the account's, that over the browser's, and Chinese is what remains."""

from datetime import UTC, date, datetime

import pytest

from app.web import language
from app.web.views import inside


@pytest.fixture
def reading(house_app):
    """Call something as a reader of this language."""

    def call(lang, function, *args, **kwargs):
        with house_app.test_request_context("/", headers={"Accept-Language": lang}):
            return function(*args, **kwargs)

    return call


@pytest.mark.parametrize(
    ("accepted", "shown"), [("", "zh-CN"), ("fr", "zh-CN"), ("zh-TW,zh;q=0.9", "zh-CN"), ("en-US,en;q=0.9", "en")]
)
def test_the_browser_s_language_wins_over_the_default(stranger, accepted, shown):
    page = stranger.get("/absent", headers={"Accept-Language": accepted}).get_data(as_text=True)

    assert f'<html lang="{shown}">' in page


def test_the_account_s_language_wins_over_the_browser_s(house):
    page = house.get("/note", headers={"Accept-Language": "zh"}).get_data(as_text=True)

    assert '<html lang="en">' in page


def test_the_choice_on_the_page_wins_and_leads_back(posting, house):
    answer = posting("/language", lang="zh", next="/note?x=1")

    assert answer.headers["Location"] == "/note?x=1"
    assert '<html lang="zh-CN">' in house.get("/note").get_data(as_text=True)


def test_a_language_that_is_none_changes_nothing(posting):
    assert not any("lang=" in cookie for cookie in posting("/language", lang="xx").headers.getlist("Set-Cookie"))


@pytest.mark.parametrize(
    "address",
    [
        "//elsewhere.cn",
        "https://elsewhere.cn/",
        "/\\elsewhere.cn",
        "/\t\\elsewhere.cn",
        "/\t/elsewhere.cn",
        "//[",
        "x",
        "",
    ],
)
def test_nobody_is_led_elsewhere(address):
    assert inside(address) == "/"


@pytest.mark.parametrize(
    ("lang", "short", "shown"),
    [("zh", False, "2022年10月11日"), ("zh", True, "10月11日"), ("en", False, "11 Oct 2022"), ("en", True, "11 Oct")],
)
def test_a_day_is_written_as_the_reader_writes_it(reading, lang, short, shown):
    assert reading(lang, language.day, date(2022, 10, 11), short=short) == shown


def test_a_moment_is_shown_on_a_clock_in_shanghai(reading):
    late = datetime(2022, 10, 10, 17, 12, tzinfo=UTC)

    assert language.moment(late) == "2022-10-11 01:12"
    assert reading("zh", language.day, late) == "2022年10月11日"


def test_what_is_absent_is_a_dash():
    assert (language.day(None), language.moment(None)) == ("—", "—")
