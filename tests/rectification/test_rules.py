"""The gates and the terms as pure functions."""

from datetime import date
from types import SimpleNamespace

import pytest

from app.core.calendar import Unit
from app.rectification import rules
from app.rectification.papers import article_in_chinese, term_in_chinese
from app.rectification.rules import Term

TODAY = date(2022, 9, 28)
DAYS = {"unit": Unit.CALENDAR_DAYS}


@pytest.mark.parametrize(
    ("term", "field"),
    [
        (Term(), "amount"),
        (Term(date(2022, 10, 31), 15, Unit.CALENDAR_DAYS), "amount"),
        (Term(TODAY), "fixed_date"),
        (Term(date(2022, 9, 1)), "fixed_date"),
        (Term(amount=0, **DAYS), "amount"),
        (Term(amount=366, **DAYS), "amount"),
        (Term(amount=15), "unit"),
    ],
)
def test_a_term_is_a_later_date_or_a_number_of_days_and_never_both(term, field):
    refused = rules.term_refused(term, today=TODAY)
    assert refused is not None
    assert refused.field == field


@pytest.mark.parametrize("term", [Term(date(2022, 9, 29)), Term(amount=1, **DAYS), Term(amount=365, **DAYS)])
def test_a_term_within_its_limits_is_taken(term):
    assert rules.term_refused(term, today=TODAY) is None


@pytest.mark.parametrize(
    ("term", "printed", "shown"),
    [
        (Term(date(2022, 10, 31)), "2022年10月31日前（含当日）", "by 2022-10-31"),
        (Term(amount=15, **DAYS), "自送达之日起15日内", "15 calendar days from service"),
        (Term(amount=7, unit=Unit.WORKING_DAYS), "自送达之日起7个工作日内", "7 working days from service"),
    ],
)
def test_the_paper_prints_the_date_or_the_days(term, printed, shown):
    assert term_in_chinese(term) == printed
    assert str(term.words) == shown


@pytest.mark.parametrize(
    ("article", "cited"),
    [
        ("7", "第七条"),
        ("9(1)", "第九条第一款"),
        ("10", "第十条"),
        ("16", "第十六条"),
        ("20", "第二十条"),
        ("31", "第三十一条"),
        ("35", "第三十五条"),
    ],
)
def test_articles_are_cited_in_chinese(article, cited):
    assert article_in_chinese(article) == cited


def demand(state="answered", met=True, due_on=date(2022, 9, 30), **changes):
    deadline = SimpleNamespace(state="met" if met else "running", due_on=due_on, starts_on=date(2022, 9, 20))
    answers = [SimpleNamespace(received_on=date(2022, 9, 26))] if met else []
    paper = SimpleNamespace(issued_on=date(2022, 9, 19))
    values = {"state": state, "deadline": deadline, "answers": answers, "paper_in_force": paper}
    return SimpleNamespace(**(values | changes))


@pytest.mark.parametrize(
    ("asked", "result", "verified_on", "field"),
    [
        (demand(), "done", date(2022, 9, 29), "verified_on"),
        (demand(), "done", date(2022, 9, 25), "verified_on"),
        (demand(), "not_done", TODAY, "result"),
        (demand(due_on=date(2022, 9, 27)), "not_done", date(2022, 9, 27), "verified_on"),
        (demand(met=False, due_on=date(2022, 9, 27)), "done", date(2022, 9, 27), "verified_on"),
        (demand(), "partly", TODAY, "new_term_amount"),
    ],
)
def test_a_verification_has_its_day_and_partly_its_new_term(asked, result, verified_on, field):
    refused = rules.verification_refused(asked, result, verified_on=verified_on, new_term=None, today=TODAY)
    assert refused is not None
    assert refused.field == field


def test_a_new_term_says_in_which_days_it_is_counted():
    refused = rules.verification_refused(demand(), "partly", verified_on=TODAY, new_term=Term(amount=7), today=TODAY)
    assert refused is not None
    assert refused.field == "new_term_unit"


@pytest.mark.parametrize(
    ("received_on", "done_on", "field"),
    [
        (date(2022, 9, 29), None, "received_on"),
        (date(2022, 9, 18), None, "received_on"),
        (date(2022, 9, 25), None, "received_on"),
        (TODAY, date(2022, 9, 29), "done_on"),
    ],
)
def test_an_answer_lies_between_the_issue_and_today(received_on, done_on, field):
    refused = rules.answer_refused(demand(), received_on=received_on, done_on=done_on, today=TODAY)
    assert refused is not None
    assert refused.field == field


def test_an_answer_is_entered_once_the_paper_has_taken_effect():
    asked = demand(met=False)
    refused = rules.answer_refused(asked, received_on=date(2022, 9, 19), done_on=None, today=date(2022, 9, 19))
    assert refused is not None
    assert "takes effect on 2022-09-20" in str(refused)
    assert rules.answer_refused(asked, received_on=date(2022, 9, 19), done_on=None, today=TODAY) is None
