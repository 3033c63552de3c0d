"""The law as it stands on a day."""

from datetime import date

import pytest

from app.core.calendar import Direction, Roll, Unit
from app.core.errors import NotFound, RuleViolated
from app.legal import queries
from app.legal.states import Outcome, PaperDirection, Standing

CAMPAIGN = date(2022, 9, 28)

pytestmark = pytest.mark.usefixtures("law")


def test_the_provisions_are_in_force_from_1_march_2022(work):
    with work():
        assert queries.provision("24(1)", on=date(2022, 3, 1)).title_zh == "备案"
        with pytest.raises(NotFound, match=r"no article 24\(1\) in force on 2022-02-28"):
            queries.provision("24(1)", on=date(2022, 2, 28))
        assert queries.provisions(on=date(2022, 2, 28)) == []


def test_articles_come_in_the_order_of_the_law(work):
    with work():
        articles = [provision.article for provision in queries.provisions(on=CAMPAIGN)]
    assert articles[8:12] == ["9(1)", "9(2)", "10", "11"]
    assert len(articles) == 40


@pytest.mark.parametrize(
    ("day", "basis", "status"),
    [
        (date(2022, 1, 1), "民事诉讼法(2021) 95", Standing.CONFIRMED),
        (date(2023, 12, 31), "民事诉讼法(2021) 95", Standing.CONFIRMED),
        (date(2024, 1, 1), "民事诉讼法 (2023) 95", Standing.UNCONFIRMED),
    ],
)
def test_service_by_notice_has_a_wording_before_and_after_2024(work, day, basis, status):
    with work():
        rule = queries.deadline_rule("service_by_notice", on=day)
        assert (rule.amount, rule.unit, rule.legal_basis, rule.status) == (30, Unit.CALENDAR_DAYS, basis, status)


def test_a_day_no_wording_covers_is_named_with_what_is_covered(work):
    with work(), pytest.raises(RuleViolated) as refused:
        queries.deadline_rule("service_by_notice", on=date(2021, 12, 31))
    assert refused.value.code == "deadline_rule_gap"
    assert str(refused.value) == (
        "No version of the deadline rule “service_by_notice” covers 2021-12-31; "
        "the law on file covers 2022-01-01 – 2023-12-31; 2024-01-01 – …."
    )


def test_an_unknown_deadline_rule_is_said_to_be_unknown(work):
    with work(), pytest.raises(RuleViolated, match="There is no deadline rule “nonsense”"):
        queries.deadline_rule("nonsense", on=CAMPAIGN)


@pytest.mark.parametrize(
    ("key", "amount", "unit", "direction", "roll"),
    [
        ("filing_initial", 10, Unit.WORKING_DAYS, Direction.AFTER, Roll.WORKDAY),
        ("filing_cancellation", 20, Unit.WORKING_DAYS, Direction.AFTER, Roll.WORKDAY),
        ("hearing_notice", 7, Unit.WORKING_DAYS, Direction.BEFORE, Roll.WORKDAY),
        ("penalty_decision", 90, Unit.CALENDAR_DAYS, Direction.AFTER, Roll.WORKDAY),
        ("limitation_general", 2, Unit.YEARS, Direction.AFTER, Roll.NONE),
        ("network_log_retention", 6, Unit.MONTHS, Direction.AFTER, Roll.NONE),
    ],
)
def test_a_rule_says_how_it_is_counted(work, key, amount, unit, direction, roll):
    with work():
        rule = queries.deadline_rule(key, on=CAMPAIGN)
        assert (rule.amount, rule.unit, rule.direction, rule.roll) == (amount, unit, direction, roll)


def test_the_deadlines_and_neighbours_of_an_article(work):
    with work():
        assert [rule.key for rule in queries.deadlines_of("24(2)", on=CAMPAIGN)] == ["filing_change"]
        neighbours = queries.neighbours_of("28(2)", on=CAMPAIGN)
        assert {rule.key for rule in neighbours} == {"inspection_support", "log_retention"}
        assert queries.neighbours_of("28(2)", on=date(2026, 1, 1)) == []


def test_a_breach_can_be_of_an_article_with_a_penalty_and_of_no_other(work):
    with work():
        articles = [provision.article for provision in queries.breach_articles(on=CAMPAIGN)]
    assert len(articles) == 24
    assert {"7", "9(1)", "9(2)", "26", "28(2)", "33(1)"} <= set(articles)
    assert not {"4", "12", "25", "31", "33(2)"} & set(articles)


def test_a_penalty_article_knows_the_breaches_it_answers(work):
    with work():
        assert len(queries.punished_under("31", on=CAMPAIGN)) == 12
        assert len(queries.punished_under("32", on=CAMPAIGN)) == 11
        assert queries.penalty_ladder("31", on=CAMPAIGN).outcome is Outcome.LADDER
        with pytest.raises(RuleViolated, match="No penalty ladder of article 7 covers"):
            queries.penalty_ladder("7", on=CAMPAIGN)


def test_articles_are_found_by_words_of_both_languages_and_by_consequence(work):
    with work():
        found = queries.search_provisions("feature 9(1)", None, on=CAMPAIGN)
        assert [provision.article for provision, _consequence in found] == ["9(1)"]
        assert len(queries.search_provisions("备案", Outcome.LADDER, on=CAMPAIGN)) == 5
        assert len(queries.search_provisions("", Outcome.OFFICE_ACT, on=CAMPAIGN)) == 1


def test_the_procedure_of_the_campaign_is_order_2_and_order_14_afterwards(work):
    with work():
        assert "第2号" in queries.instrument("cac_enforcement_procedure", on=date(2023, 5, 31)).issued_as
        assert "第14号" in queries.instrument("cac_enforcement_procedure", on=date(2023, 6, 1)).issued_as
        with pytest.raises(RuleViolated, match="No law “cac_enforcement_procedure” is in force on 2017-05-31"):
            queries.instrument("cac_enforcement_procedure", on=date(2017, 5, 31))


def test_a_kind_of_document_by_its_code(work):
    with work():
        kind = queries.document_kind("D09", on=CAMPAIGN)
        assert (kind.number_kind, kind.direction) == ("改", PaperDirection.OUTWARD)
        assert len(queries.document_kinds(on=CAMPAIGN)) == 31
        with pytest.raises(RuleViolated, match="no document kind D99"):
            queries.document_kind("D99", on=CAMPAIGN)
