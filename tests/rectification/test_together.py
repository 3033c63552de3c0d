"""Two officers at once: one act counts, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app.core.errors import DomainError
from app.findings import queries as findings
from app.rectification import operations, queries
from app.rectification.states import OrderKind, OrderState
from tests.factories.inspections import make_cast
from tests.factories.rectification import FIFTEEN_DAYS, answer, make_confirmed, make_order, propose, service

pytestmark = pytest.mark.committed


def at_once(work, *acts) -> list[str]:
    """Take the acts in units of work of their own, at one moment; the code of each refusal, "done" for each success."""
    barrier = Barrier(len(acts))

    def take(act) -> str:
        barrier.wait(timeout=20)
        try:
            with work():
                act()
        except DomainError as refused:
            return refused.code
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(take, acts))


def test_an_order_is_served_once(work):
    with work():
        cast = make_cast()
        order_id = make_order(cast, OrderState.ISSUED).id

    def serve() -> None:
        operations.serve(queries.order(order_id), service(), actor=cast.leader)

    assert at_once(work, serve, serve) in (["done", "illegal_transition"], ["done", "stale"])


def test_a_result_is_confirmed_or_disputed(work):
    with work():
        cast = make_cast()
        demand = make_order(cast, OrderState.SERVED).demands[0]
        answer(demand, cast)
        propose(demand, cast)
        demand_id = demand.id

    outcome = at_once(
        work,
        lambda: operations.confirm(queries.demand(demand_id), actor=cast.second),
        lambda: operations.disagree(queries.demand(demand_id), reason="不同意", actor=cast.second),
    )
    assert outcome == ["done", "illegal_transition"]


def test_a_finding_is_taken_up_by_one_of_two_orders(work):
    with work():
        cast = make_cast()
        finding = make_confirmed(cast)
        finding_id, case_id = finding.id, finding.case_file_id

    def draft() -> None:
        found = findings.finding(finding_id)
        kind = OrderKind.ORDER_TO_CORRECT
        operations.draft_for(found.case_file, kind, [found], FIFTEEN_DAYS, report_back="书面", actor=cast.leader)

    assert at_once(work, draft, draft) == ["done", "rule_violated"]
    with work():
        assert [len(order.demands) for order in queries.orders_of(case_id)] == [1]
