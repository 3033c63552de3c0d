"""What the papers of rectification say, taken from the data: order or letter (D09), opinion (D11)."""

from typing import Any

from app.core import clock, db
from app.enterprises.models import Enterprise
from app.legal import queries as legal
from app.organisation import queries as organisation
from app.rectification.models import Demand, Order, Verification
from app.rectification.rules import Term
from app.rectification.states import OrderKind, Result

KINDS = {OrderKind.ORDER_TO_CORRECT: "D09", OrderKind.FEEDBACK_LETTER: "D09F"}
"""The document kind of each kind of order. The feedback letter has a series of its own."""
OPINION = "D11"

TITLES = {OrderKind.ORDER_TO_CORRECT: "责令限期改正通知书", OrderKind.FEEDBACK_LETTER: "问题反馈函"}
RESULTS = {Result.DONE: "已完成整改", Result.PARTLY: "部分完成整改", Result.NOT_DONE: "未完成整改"}
UNITS = {"working_days": "个工作日", "calendar_days": "日", "months": "个月", "years": "年"}
REMEDIES = "对本通知不服的，可自收到之日起六十日内依法申请行政复议，或者自收到之日起六个月内依法提起行政诉讼。"


def term_in_chinese(term: Term) -> str:
    """The term as the paper prints it: a fixed date, or N days from service."""
    if term.fixed_date is not None:
        day = term.fixed_date
        return f"{day.year}年{day.month}月{day.day}日前"
    assert term.unit is not None
    return f"自送达之日起{term.amount}{UNITS[term.unit]}内"


def order_title(order: Order) -> str:
    """The title of the order's paper."""
    return TITLES[order.kind]


def order_content(order: Order) -> dict[str, Any]:
    """Everything D09 must contain: party, facts, articles, demands with terms, how to report back, consequence."""
    enterprise = db.session().get_one(Enterprise, order.enterprise_id)
    case = order.case_file
    articles = sorted({demand.finding.article for demand in order.demands if demand.finding.article})
    content: dict[str, Any] = {
        "party": enterprise.name,
        "facts": [demand.finding.facts for demand in order.demands],
        "demands": [
            {"text": demand.text, "term": term_in_chinese(Term(demand.fixed_date, demand.amount, demand.unit))}
            for demand in order.demands
        ],
        "report_back": order.report_back,
        "case": case.number,
    }
    if order.kind is OrderKind.ORDER_TO_CORRECT:
        content["articles"] = articles
        content["consequence"] = _consequence(articles)
        content["remedies"] = REMEDIES
    return content


def _consequence(articles: list[str]) -> str:
    """Art. 31 tier 2 is printed only where every article is on art. 31's list; else the other law's consequence."""
    ladder = {legal.provision(article, clock.today()).penalty_basis for article in articles}
    if ladder == {"art31"}:
        return (
            "拒不改正或者情节严重的，依照《互联网信息服务算法推荐管理规定》第三十一条，"
            "责令暂停信息更新，并处一万元以上十万元以下罚款。"
        )
    return "拒不改正的，依照有关法律、行政法规和部门规章的规定处理。"


def opinion_title(demand: Demand) -> str:
    """The title of the re-inspection opinion."""
    return "整改复查意见书"


def opinion_content(demand: Demand, verification: Verification) -> dict[str, Any]:
    """Everything D11 must contain: order number, item checked, result, conclusion, next step, two officers."""
    officers = [verification.first_officer, verification.second_officer]
    names = organisation.user_names([officer for officer in officers if officer])
    content: dict[str, Any] = {
        "order_number": demand.order.document.number if demand.order.document else None,
        "items": [{"demand": demand.text, "result": RESULTS[verification.result]}],
        "conclusion": verification.observations,
        "next_step": _next_step(verification),
        "officers": [names[officer] for officer in officers if officer],
        "verified_on": verification.verified_on.isoformat(),
    }
    return content


def _next_step(verification: Verification) -> str:
    if verification.result is Result.DONE:
        return "本项整改予以销号。"
    if verification.result is Result.PARTLY:
        term = Term(amount=verification.new_term_amount, unit=verification.new_term_unit)
        return f"未完成部分应当{term_in_chinese(term)}完成整改并书面报告。"
    return "逾期未完成整改，将依法处理。"
