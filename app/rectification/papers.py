"""What the papers of rectification say, taken from the data: order or letter (D09), opinion (D11). Official papers
are Chinese."""

from datetime import date
from typing import Any
from uuid import UUID

from app.findings import queries as findings
from app.legal import queries as legal
from app.legal.rules import article_order, fine_bracket, requires_refusal_for_fine
from app.organisation import queries as organisation
from app.rectification.models import Demand, Order, Verification
from app.rectification.rules import Term
from app.rectification.states import Method, OrderKind, Result

KINDS = {OrderKind.ORDER_TO_CORRECT: "D09", OrderKind.FEEDBACK_LETTER: "D09F"}
"""The document kind of each kind of order. The feedback letter has a series of its own."""
TITLES = {OrderKind.ORDER_TO_CORRECT: "责令限期改正通知书", OrderKind.FEEDBACK_LETTER: "问题反馈函"}
OPINION = "D11"
OPINION_TITLE = "整改复查意见书"

RESULTS = {Result.DONE: "已完成整改", Result.PARTLY: "部分完成整改", Result.NOT_DONE: "未完成整改"}
METHODS = {Method.ON_PAPER: "书面复查", Method.ON_SITE: "现场复查"}
UNITS = {"working_days": "个工作日", "calendar_days": "日"}
REMEDIES = "对本通知不服的，可以自收到之日起六十日内依法申请行政复议，或者自收到之日起六个月内依法提起行政诉讼。"
"""行政复议法 (2017) art. 9, 行政诉讼法 arts. 45, 46."""
OTHER_LAW = "拒不改正的，依照有关法律、行政法规和部门规章的规定处理。"
OTHER_LAW_FIRST = "；法律、行政法规另有规定的，依照其规定"
"""The opening of art. 31: what a law or regulation already punishes is dealt with under that one."""
DIGITS = "〇一二三四五六七八九"


def day_in_chinese(day: date) -> str:
    """A day as papers write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def term_in_chinese(term: Term) -> str:
    """The term as the paper prints it: a fixed date, or N days from service."""
    if term.fixed_date is not None:
        return f"{day_in_chinese(term.fixed_date)}前（含当日）"
    assert term.unit is not None
    return f"自送达之日起{term.amount}{UNITS[term.unit]}内"


def order_content(order: Order) -> dict[str, Any]:
    """Everything D09 must contain: party, facts, articles, demands with terms, how to report back, consequence."""
    content: dict[str, Any] = {
        "party": _party(order),
        "case": order.case_file.number,
        "facts": [{"title": demand.finding.title, "fact": demand.finding.facts} for demand in order.demands],
        "demands": [{"demand": demand.wording, "term": term_in_chinese(demand.term)} for demand in order.demands],
        "report_back": order.report_back,
    }
    if order.kind is OrderKind.ORDER_TO_CORRECT:
        content["articles"] = _articles(order)
        content["consequence"] = _consequence(order)
        content["remedies"] = REMEDIES
    return content


def _party(order: Order) -> str:
    enterprise = order.enterprise
    return f"{enterprise.name}（统一社会信用代码：{enterprise.uscc}）" if enterprise.uscc else enterprise.name


def _breached(order: Order) -> list[str]:
    return sorted({demand.finding.article for demand in order.demands if demand.finding.article}, key=article_order)


def _law(order: Order) -> str:
    key, day = findings.instrument(order.inspection), findings.visit_day(order.inspection)
    return f"《{legal.instrument(key, on=day).name_zh}》"


def _articles(order: Order) -> list[str]:
    return [f"{_law(order)}{article_in_chinese(article)}" for article in _breached(order)]


def article_in_chinese(article: str) -> str:
    """An article as a paper cites it: 第九条第一款 for 9(1)."""
    number, paragraph = article_order(article)
    return f"第{_number(number)}条" + (f"第{_number(paragraph)}款" if paragraph else "")


def _number(number: int) -> str:
    """A number below 100 in Chinese."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return (DIGITS[tens] if tens > 1 else "") + "十" + (DIGITS[ones] if ones else "")


def _consequence(order: Order) -> str:
    """The tier that a refusal opens is printed only where every article is on that ladder, as on art. 31's list; else
    that other law applies (Provisions arts. 31, 32)."""
    key, day = findings.instrument(order.inspection), findings.visit_day(order.inspection)
    bases = {legal.provision(article, on=day, instrument=key).penalty_basis for article in _breached(order)}
    basis = bases.pop() if len(bases) == 1 else None
    ladder = legal.penalty_ladder(basis, on=day, instrument=key) if basis else None
    bracket = fine_bracket(ladder) if ladder and requires_refusal_for_fine(ladder) else None
    if basis is None or ladder is None or bracket is None:
        return OTHER_LAW
    least, most = (f"{fen // 1_000_000}万元" for fen in bracket)
    return (
        f"拒不改正或者情节严重的，依照{_law(order)}{article_in_chinese(basis)}，"
        f"责令暂停信息更新，并处{least}以上{most}以下罚款{OTHER_LAW_FIRST if ladder.other_law_first else ''}。"
    )


def opinion_content(demand: Demand, found: Verification, *, second_officer: UUID) -> dict[str, Any]:
    """Everything D11 must contain: order number, item checked, result, conclusion, next step, two officers."""
    return {
        "party": _party(demand.order),
        "case": demand.order.case_file.number,
        "order_number": demand.order.paper.number,
        "items": [{"demand": demand.wording, "result": RESULTS[found.result]}],
        "conclusion": f"{METHODS[found.method]}：{found.observations}",
        "next_step": _next_step(found),
        "officers": _officers(demand.order, [found.first_officer, second_officer]),
        "verified_on": day_in_chinese(found.verified_on),
    }


def _officers(order: Order, officers: list[UUID]) -> list[dict[str, str]]:
    certificates = {member.user_id: member.certificate_number for member in order.inspection.team}
    names = organisation.user_names(officers)
    return [{"name": names[officer], "certificate": certificates[officer]} for officer in officers]


def _next_step(found: Verification) -> str:
    if found.result is Result.DONE:
        return "本项整改予以销号。"
    if found.result is Result.PARTLY:
        return f"未完成部分应当{term_in_chinese(found.new_term)}完成整改并书面报告。"
    return "逾期未完成整改，将依法处理。"
