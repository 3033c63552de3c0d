"""The acts of an order or feedback letter, and of its demands."""

from collections.abc import Callable
from datetime import date
from typing import Any

from app.access.actor import Actor
from app.demo.companies import BY_KEY
from app.demo.days import workday
from app.demo.scenes import Ask, Paper
from app.demo.staging.acts import Stage
from app.demo.turns import Turn
from app.documents.states import ServiceManner
from app.findings import queries as findings
from app.findings.states import Family
from app.rectification import operations, queries
from app.rectification.states import OrderKind

REPORT_BACK = "请在期限届满前以书面形式报送整改报告，逐项写明整改措施、完成日期和责任人，并附证明材料，加盖公章。"
DETOUR = 2
"""Working days lost by a paper that was sent back."""


def stage_paper(stage: Stage, number: int, paper: Paper) -> None:
    """Plan the acts of one paper, one step each working day from its draft."""
    crew, start = stage.case.crew, paper.drafted
    stage.at(start, 14, 0, crew.leader, lambda actor: _draft(stage, number, paper, actor))
    _step(stage, number, workday(start, 1), 10, crew.leader, operations.submit)
    if paper.sent_back:
        _step(stage, number, workday(start, 2), 10, crew.reviewer, operations.send_back, reason=paper.sent_back)
        start = workday(start, DETOUR)
        _step(stage, number, workday(start, 1), 10, crew.leader, operations.submit)
    _step(stage, number, workday(start, 2), 15, crew.reviewer, operations.review)
    if paper.withdrawn:
        _step(stage, number, workday(start, 3), 10, crew.head, operations.withdraw, reason=paper.withdrawn)
        return
    _step(stage, number, workday(start, 3), 10, crew.head, operations.approve)
    _step(stage, number, workday(start, 4), 10, crew.leader, operations.issue)
    served = workday(start, 5)
    _step(stage, number, served, 10, crew.leader, operations.serve, service=_service(stage, served))
    for ordinal, ask in enumerate(paper.asks, 1):
        _stage_turns(stage, number, ordinal, ask)
    if paper.closed:
        _step(stage, number, paper.closed, 17, crew.leader, operations.close)


def _draft(stage: Stage, number: int, paper: Paper, actor: Actor) -> None:
    breach = stage.case.found[paper.asks[0].finding - 1].family is Family.BREACH
    kind = OrderKind.ORDER_TO_CORRECT if breach else OrderKind.FEEDBACK_LETTER
    order = operations.draft(stage.inspection().case_file, kind, report_back=REPORT_BACK, actor=actor)
    stage.orders[number] = order.id
    for ask in paper.asks:
        finding = findings.finding(stage.findings[ask.finding])
        operations.add_demand(order, finding, ask.wording, ask.term, actor=actor)


def _service(stage: Stage, day: date) -> dict[str, Any]:
    company = BY_KEY[stage.case.company]
    return {
        "manner": ServiceManner.DIRECT,
        "served_on": day,
        "place": company.address,
        "receiver": company.contact,
    }


def _step(
    stage: Stage, number: int, day: date, hour: int, username: str, verb: Callable[..., Any], **details: Any
) -> None:
    """Plan a verb on the order."""

    def do(actor: Actor) -> None:
        verb(queries.order(stage.orders[number]), **details, actor=actor)

    stage.at(day, hour, 5 * number, username, do)


def _stage_turns(stage: Stage, number: int, ordinal: int, ask: Ask) -> None:
    for turn in ask.turns:
        stage.add(turn.moment, turn.taken_by(stage.case.crew), _taking(stage, number, ordinal, turn))


def _taking(stage: Stage, number: int, ordinal: int, turn: Turn) -> Callable[[Actor], None]:
    def do(actor: Actor) -> None:
        order = queries.order(stage.orders[number])
        turn.take(order.demands[ordinal - 1], actor)

    return do
