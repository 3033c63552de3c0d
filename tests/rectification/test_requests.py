"""What hand-made, stale and foreign requests get; and who sees nothing."""

from uuid import uuid4

import pytest

from app.access.roles import Role
from app.rectification import queries
from app.rectification.queries import OrderFilter
from app.rectification.states import DemandState, OrderState
from tests.factories.inspections import make_cast
from tests.factories.organisation import make_actor
from tests.factories.rectification import answer, make_confirmed, propose

SERVICE = {"manner": "direct", "served_on": "2022-09-28", "place": "虚构路1号", "receiver": "李前台"}
ANSWER = {"measure": "已建立制度", "responsible_person": "王法务", "received_on": "2022-09-28"}
ENGLISH = {"Accept-Language": "en"}
RESULT = {"result": "done", "method": "on_paper", "verified_on": "2022-09-28", "observations": "已查阅。"}


def order_state(work, at) -> OrderState:
    with work():
        return queries.order(at.order_id).state


def demand_state(work, at) -> DemandState:
    with work():
        return queries.demand(at.demand_id).state


def versions(work, at) -> tuple[int, int]:
    with work():
        return queries.order(at.order_id).version, queries.demand(at.demand_id).version


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_saved(work, acting, scene):
    at = scene(OrderState.SERVED)
    late = acting(at.cast.leader).post(
        f"/demands/{at.demand_id}/answer", data={**ANSWER, "received_on": "2022-10-01"}, headers=ENGLISH
    )
    assert late.status_code == 422
    assert "lies in the future" in late.text
    assert "已建立制度" in late.text, "what was typed is kept"
    early = acting(at.cast.leader).post(f"/demands/{at.demand_id}/verification", data={**RESULT, "result": "not_done"})
    assert early.status_code == 422
    assert demand_state(work, at) is DemandState.OPEN


def test_a_form_without_result_or_service_day_is_refused(work, acting, scene):
    at = scene(OrderState.ISSUED)
    assert acting(at.cast.leader).post(f"/orders/{at.order_id}/service", data={}).status_code == 422
    nonsense = {**SERVICE, "served_on": "2022-02-30", "manner": "pigeon"}
    assert acting(at.cast.leader).post(f"/orders/{at.order_id}/service", data=nonsense).status_code == 422
    before = {**SERVICE, "served_on": "2022-09-27"}
    assert acting(at.cast.leader).post(f"/orders/{at.order_id}/service", data=before).status_code == 422
    assert order_state(work, at) is OrderState.ISSUED


def test_a_stale_screen_gets_409_and_changes_nothing(work, acting, scene):
    at = scene(OrderState.SERVED)
    order_version, demand_version = versions(work, at)
    stale = acting(at.cast.leader).post(
        f"/demands/{at.demand_id}/answer", data={**ANSWER, "version": str(demand_version - 1)}
    )
    assert stale.status_code == 409
    closing = acting(at.cast.leader).post(
        f"/orders/{at.order_id}/steps/close", data={"version": str(order_version - 1)}
    )
    assert closing.status_code == 409
    assert demand_state(work, at) is DemandState.OPEN


@pytest.mark.parametrize(
    ("state", "who", "step", "status"),
    [
        (OrderState.DRAFT, "head", "approve", 409),
        (OrderState.DRAFT, "head", "submit", 403),
        (OrderState.IN_REVIEW, "leader", "review", 422),
        (OrderState.IN_REVIEW, "head", "approve", 422),
        (OrderState.IN_REVIEW, "leader", "approve", 403),
        (OrderState.IN_REVIEW, "leader", "issue", 409),
        (OrderState.APPROVED, "spare", "issue", 422),
        (OrderState.SERVED, "head", "withdraw", 409),
        (OrderState.SERVED, "leader", "close", 422),
        (OrderState.SERVED, "leader", "serve", 404),
        (OrderState.SERVED, "leader", "vanish", 404),
        (OrderState.CLOSED, "leader", "close", 409),
    ],
)
def test_a_hand_made_step_of_an_order_is_refused(work, acting, scene, state, who, step, status):
    at = scene(state)
    answered = acting(getattr(at.cast, who)).post(f"/orders/{at.order_id}/steps/{step}", data={"reason": "理由"})
    assert answered.status_code == status, answered.text
    assert order_state(work, at) is state


@pytest.mark.parametrize(
    ("who", "step", "status"),
    [
        ("leader", "confirm_done", 422),
        ("second", "confirm_failed", 422),
        ("second", "confirm_partly", 422),
        ("spare", "confirm_done", 422),
        ("head", "confirm_done", 403),
        ("second", "send_remarks", 409),
        ("second", "start", 404),
        ("second", "withdraw", 404),
        ("second", "propose", 404),
    ],
)
def test_a_hand_made_step_of_a_demand_is_refused(work, acting, scene, who, step, status):
    at = scene(OrderState.SERVED, answer, propose)
    answered = acting(getattr(at.cast, who)).post(f"/demands/{at.demand_id}/steps/{step}", data={"reason": "理由"})
    assert answered.status_code == status, answered.text
    assert demand_state(work, at) is DemandState.UNDER_VERIFICATION


def test_a_reason_is_demanded_in_writing(work, acting, scene):
    at = scene(OrderState.IN_REVIEW)
    assert acting(at.cast.spare).post(f"/orders/{at.order_id}/steps/send_back", data={}).status_code == 422
    assert acting(at.cast.head).post(f"/orders/{at.order_id}/steps/withdraw", data={"reason": " "}).status_code == 422
    assert order_state(work, at) is OrderState.IN_REVIEW


def test_who_is_out_of_reach_sees_no_order_anywhere(work, acting, scene):
    at = scene(OrderState.SERVED, answer)
    with work():
        stranger = make_actor(Role.INSPECTOR, Role.HEAD, path="cn/31/")
        answer_id = queries.demand(at.demand_id).answers[0].id
        number = queries.order(at.order_id).paper.number
    client = acting(stranger)
    assert number not in client.get("/orders").text
    for path in (
        f"/orders/{at.order_id}",
        f"/orders/{at.order_id}/service",
        f"/orders/{at.order_id}/edit",
        f"/orders/{at.order_id}/demands/new",
        f"/cases/{at.case_id}/orders",
        f"/cases/{at.case_id}/orders/new?kind=order_to_correct",
        f"/demands/{at.demand_id}/answer",
        f"/demands/{at.demand_id}/verification",
        f"/demands/{at.demand_id}/opinion-service",
        f"/demands/{at.demand_id}/edit",
        f"/answers/{answer_id}/proof",
    ):
        assert client.get(path).status_code == 404, path
    for path in (
        f"/orders/{at.order_id}/steps/close",
        f"/demands/{at.demand_id}/steps/confirm_done",
        f"/demands/{at.demand_id}/remove",
        f"/demands/{at.demand_id}/answer",
        f"/orders/{at.order_id}/service",
    ):
        assert client.post(path, data={**ANSWER, **SERVICE}).status_code == 404, path
    with work(stranger):
        assert queries.orders(OrderFilter(text=number), sort="due", descending=False, offset=0, limit=20) == ([], 0)
        assert queries.orders_of(at.case_id) == []
        assert queries.orders_to(at.enterprise_id) == []


def test_a_foreign_finding_in_the_form_is_refused(work, acting, scene):
    at = scene(OrderState.DRAFT)
    with work():
        foreign = str(make_confirmed(make_cast("cn/31/")).id)
        own_case_elsewhere = str(make_confirmed(make_cast()).id)
    values = {"report_back": "书面", "amount": "15", "unit": "calendar_days"}
    for finding in (foreign, own_case_elsewhere, str(uuid4()), str(at.finding_id)):
        new = acting(at.cast.leader).post(
            f"/cases/{at.case_id}/orders/new?kind=order_to_correct", data={**values, "findings": [finding]}
        )
        assert new.status_code == 422
        more = acting(at.cast.leader).post(f"/orders/{at.order_id}/demands/new", data={**values, "findings": finding})
        assert more.status_code == 422
    with work():
        assert len(queries.orders_of(at.case_id)) == 1


def test_another_kind_of_paper_does_not_exist(acting, scene):
    at = scene(OrderState.DRAFT)
    assert acting(at.cast.leader).get(f"/cases/{at.case_id}/orders/new?kind=warning").status_code == 404
