"""Reading the law: in Chinese and in English, at a glance and article by article."""

import pytest

from app.access.actor import Actor, ActorKind
from app.access.roles import Role
from app.core.ids import new_id

pytestmark = pytest.mark.usefixtures("law")


@pytest.fixture
def page(acting, inspector):
    """The text of a page as the inspector sees it, in one language."""

    def read(address, language="zh", status=200):
        client = acting(inspector)
        client.set_cookie("lang", language)
        response = client.get(address)
        assert response.status_code == status
        return response.get_data(as_text=True)

    return read


def test_the_list_shows_duty_and_consequence_in_english_with_the_chinese_title(page):
    text = page("/provisions?q=feature", "en")
    assert "Article 9(1) Feature library and labelling" in text
    assert "特征库与合成信息标识" in text
    assert "Keep and govern a feature library" in text
    assert "Penalty in tiers" in text
    assert "suspension and fine of 10,000 to 100,000 yuan" in text


def test_the_list_in_chinese_speaks_chinese_only(page):
    text = page("/provisions?q=特征库")
    assert "建立违法和不良信息特征库并规范入库" in text
    assert "Feature library" not in text


def test_the_list_narrows_by_consequence(page):
    text = page("/provisions?outcome=office_act", "en")
    assert "Cancellation by the authority" in text
    assert "Feature library" not in text


def test_an_article_in_english_leads_from_duty_to_fine_and_deadline(page):
    text = page("/provisions/24-1", "en")
    assert "Article 24(1) Filing" in text
    assert "备案" in text
    assert "Tier 2, if the party refuses to correct, or the circumstances are serious" in text
    assert "both ends included" in text
    assert 'href="/provisions/31"' in text
    assert "10 working days, from: service started" in text
    assert "has public-opinion attributes or social mobilisation capacity" in text


def test_an_article_in_chinese(page):
    text = page("/provisions/28-2")
    assert "日志留存与配合检查" in text
    assert "网络日志留存不少于六个月" in text
    assert "500,000元以下罚款" in text
    assert "Cybersecurity" not in text


def test_a_law_amended_since_is_cited_by_its_old_text_with_a_warning(page):
    assert "amended since" not in page("/provisions/28-2?on=2022-09-28", "en")
    text = page("/provisions/28-2?on=2026-01-01", "en")
    assert "Cybersecurity Law (2016)" in text
    assert "amended since: check the article numbers" in text


def test_a_penalty_article_lists_the_breaches_that_lead_to_it(page):
    text = page("/provisions/31", "en")
    assert 'href="/provisions/9-1"' in text
    assert 'href="/provisions/26"' in text
    assert 'href="/provisions/9-2"' not in text


def test_the_law_of_another_day_is_kept_from_page_to_page(page):
    assert 'href="/provisions/7?on=2023-01-15"' in page("/provisions?q=7&on=2023-01-15", "en")
    assert "since 1 Mar 2022" in page("/provisions/7?on=2023-01-15", "en")
    page("/provisions/7?on=2022-02-28", status=404)


@pytest.mark.parametrize("slug", ["99", "9", "9-3", "..%2F7", "7-", "x" * 300])
def test_an_unknown_article_is_not_found(page, slug):
    page(f"/provisions/{slug}", status=404)


def test_deadline_rules_as_of_a_day(page):
    before = page("/deadline-rules?q=notice+service&on=2023-12-31", "en")
    after = page("/deadline-rules?q=notice+service&on=2024-01-01", "en")
    assert "民事诉讼法(2021) 95" in before
    assert "Confirmed" in before
    assert "民事诉讼法 (2023) 95" in after
    assert "Unconfirmed" in after


def test_limits_that_are_counted_back_say_so(page):
    assert "7 working days, before: day of the hearing" in page("/deadline-rules?q=hearing", "en")


def test_the_kind_of_period_narrows_the_list(page):
    text = page("/deadline-rules?kind=retention", "en")
    assert "Keep network logs at least" in text
    assert "Pay the fine" not in text


@pytest.mark.parametrize(
    "address", ["/provisions?on=nonsense&outcome=nonsense", "/deadline-rules?kind=nonsense&page=9"]
)
def test_nonsense_in_the_address_is_passed_over(page, address):
    page(address, "en")


@pytest.mark.parametrize("address", ["/provisions", "/provisions/7", "/deadline-rules"])
def test_an_administrator_has_no_business_with_the_law(acting, address):
    actor = Actor(ActorKind.USER, "sysadmin", id=new_id(), roles=frozenset({Role.SYSTEM_ADMIN}))
    assert acting(actor).get(address).status_code == 403
