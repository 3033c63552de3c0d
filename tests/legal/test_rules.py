"""What a breach leads to: every line of the table of the Provisions, and the ladder of article 31."""

from types import SimpleNamespace

import pytest

from app.core.text import Text
from app.legal import rules
from app.legal.models import PenaltyLadder, Provision
from app.legal.rules import consequence_of, fine_bracket, requires_refusal_for_fine, tiers_of
from app.legal.sources import rows_of
from app.legal.states import Authority, Condition, Outcome, Sanction

TEN_THOUSAND, A_HUNDRED_THOUSAND = 1_000_000, 10_000_000
"""Yuan, in fen."""


def read(model, name):
    return [SimpleNamespace(**row) for row in rows_of(name, model)]


PROVISIONS = {row.article: row for row in read(Provision, "provisions.json")}
LADDERS = {row.article: row for row in read(PenaltyLadder, "penalty_ladders.json")}

BY_ARTICLE_31 = ["7", "8", "9(1)", "10", "14", "16", "17", "22", "24(1)", "24(2)", "24(3)", "26"]
BY_OTHER_LAW = ["6", "9(2)", "11", "13", "15", "18", "19", "20", "21", "27", "28(2)"]
SUSPENSION_AND_FINE = (
    "order to suspend information updates, together with a fine of 10,000 to 100,000 yuan, both ends included"
)
WITHOUT = ["1", "2", "3", "4", "5", "12", "23", "25", "28(1)", "29", "30", "31", "32", "34", "35"]


def consequence(article):
    provision = PROVISIONS[article]
    return consequence_of(provision, LADDERS.get(provision.penalty_basis))


def sentences(article):
    return [f"{step.when}: {step.what}" if step.when else str(step.what) for step in consequence(article).steps]


def test_the_table_names_every_article_once():
    assert sorted([*BY_ARTICLE_31, *BY_OTHER_LAW, *WITHOUT, "33(1)", "33(2)"]) == sorted(PROVISIONS)


@pytest.mark.parametrize("article", BY_ARTICLE_31)
def test_listed_duties_lead_up_the_ladder_of_article_31(article):
    found = consequence(article)
    assert (found.outcome, found.basis) == (Outcome.LADDER, "31")
    assert sentences(article)[:3] == [
        "A law or administrative regulation already punishes the act: That law or regulation applies instead.",
        "Tier 1: warning, circulated criticism, order to correct within a time limit",
        "Tier 2, if the party refuses to correct, or the circumstances are serious: " + SUSPENSION_AND_FINE,
    ]
    assert str(found.competent) == ("CAC offices, telecom regulators, police, market regulators, each within its remit")


@pytest.mark.parametrize("article", BY_OTHER_LAW)
def test_article_32_asks_for_the_other_law_and_its_bracket(article):
    found = consequence(article)
    assert (found.outcome, found.basis) == (Outcome.OTHER_LAW, "32")
    assert "has to name that other legal basis and its bracket" in sentences(article)[1]


def test_a_filing_obtained_by_deceit_is_revoked_by_national_and_provincial_offices_only():
    found = consequence("33(1)")
    assert found.outcome is Outcome.LADDER
    assert sentences("33(1)")[:2] == [
        "Tier 1: revocation of the filing, warning, circulated criticism",
        "Tier 2, if the circumstances are serious: " + SUSPENSION_AND_FINE,
    ]
    assert str(found.competent) == "CAC offices, national and provincial only"


def test_a_cancellation_by_the_office_is_no_penalty():
    found = consequence("33(2)")
    assert found.outcome is Outcome.OFFICE_ACT
    [sentence] = sentences("33(2)")
    assert sentence == (
        "If the service ended without cancellation of the filing, or the site was closed, or the licence or business "
        "licence revoked, as a penalty: cancellation of the filing"
    )
    assert "not a penalty" in str(found.summary)


@pytest.mark.parametrize("article", WITHOUT)
def test_principles_definitions_and_duties_of_authorities_lead_nowhere(article):
    found = consequence(article)
    assert (found.outcome, found.basis, found.steps) == (Outcome.NONE, None, ())


@pytest.mark.parametrize(
    ("article", "bracket", "refusal"),
    [
        ("31", (TEN_THOUSAND, A_HUNDRED_THOUSAND), True),
        ("32", None, False),
        ("33(1)", (TEN_THOUSAND, A_HUNDRED_THOUSAND), False),
        ("33(2)", None, False),
    ],
)
def test_brackets_in_fen_and_whether_a_fine_needs_refusal(article, bracket, refusal):
    assert fine_bracket(LADDERS[article]) == bracket
    assert requires_refusal_for_fine(LADDERS[article]) is refusal


def test_a_fine_of_article_31_goes_with_the_suspension_and_needs_refusal_or_serious_circumstances():
    first, second = tiers_of(LADDERS["31"])
    assert first.sanctions == (Sanction.WARNING, Sanction.CIRCULATED_CRITICISM, Sanction.ORDER_TO_CORRECT)
    assert (first.conditions, first.fine_most) == ((), None)
    assert second.sanctions == (Sanction.SUSPEND_INFORMATION_UPDATE, Sanction.FINE)
    assert second.conditions == (Condition.REFUSAL_TO_CORRECT, Condition.SERIOUS_CIRCUMSTANCES)


@pytest.mark.parametrize("article", ["33(1)", "33(2)"])
def test_filing_matters_are_reserved(article):
    assert LADDERS[article].authorities == [Authority.CAC]
    assert LADDERS[article].levels == ["national", "province"]


def test_a_ladder_is_refused_for_a_provision_that_names_another():
    with pytest.raises(ValueError, match="punished under 31"):
        consequence_of(PROVISIONS["7"], LADDERS["32"])


def test_a_consequence_can_be_kept_in_a_paper_and_read_again():
    summary = consequence("7").summary
    assert Text.restored(summary.stored()) == summary


@pytest.mark.parametrize(("article", "slug"), [("7", "7"), ("9(1)", "9-1"), ("28(2)", "28-2")])
def test_articles_stand_in_addresses_without_brackets(article, slug):
    assert rules.article_slug(article) == slug
    assert rules.article_of(slug) == article


def test_articles_are_sorted_as_in_the_law():
    assert sorted(["10", "9(2)", "9(1)", "2"], key=rules.article_order) == ["2", "9(1)", "9(2)", "10"]


def test_the_choices_of_a_breach_are_labelled_in_the_readers_language():
    assert rules.breach_choices([PROVISIONS["9(1)"]], chinese=False) == [
        ("9(1)", "Article 9(1) Feature library and labelling")
    ]
    assert rules.breach_choices([PROVISIONS["9(1)"]], chinese=True)[0][1].endswith("特征库与合成信息标识")
