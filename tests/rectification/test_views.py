"""The pages of rectification: what they show, what they take, what they refuse."""

import pytest

from app.rectification.states import OrderState
from tests.factories.inspections import make_cast
from tests.factories.rectification import make_order


@pytest.mark.parametrize("state", list(OrderState))
def test_every_page_opens_in_every_state(work, acting, state):
    with work():
        cast = make_cast()
        order = make_order(cast, state)
        order_id, case_id, demand = order.id, order.case_file_id, order.demands[0]
        demand_id, finding_id, enterprise_id = demand.id, demand.finding_id, order.enterprise_id
    for reader in (cast.leader, cast.second, cast.head, cast.supervisor):
        for path in (
            "/orders",
            f"/orders/{order_id}",
            f"/cases/{case_id}/orders",
            f"/findings/{finding_id}",
            f"/enterprises/{enterprise_id}",
        ):
            answer = acting(reader).get(path)
            assert answer.status_code == 200, (path, answer.text)
    for path in (
        f"/orders/{order_id}/service",
        f"/orders/{order_id}/edit",
        f"/orders/{order_id}/demands/new",
        f"/demands/{demand_id}/edit",
        f"/demands/{demand_id}/answer",
        f"/demands/{demand_id}/verification",
        f"/demands/{demand_id}/opinion-service",
        f"/cases/{case_id}/orders/new?kind=order_to_correct",
    ):
        answer = acting(cast.leader).get(path)
        assert answer.status_code == 200, (path, answer.text)
