"""The pages of rectification: what they show, what they take, what they refuse, and who sees nothing."""

import io
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event

from app.access.roles import Role
from app.audit.queries import timeline
from app.core import clock
from app.rectification import queries
from app.rectification.queries import OrderFilter
from app.rectification.states import DemandState, OrderKind, OrderState, Result
from tests.factories.findings import photo
from tests.factories.inspections import Cast, make_cast
from tests.factories.organisation import make_actor
from tests.factories.rectification import (
    SHORTCOMING,
    answer,
    make_confirmed,
    make_order,
    propose,
    verify,
)

SERVICE = {"manner": "direct", "served_on": "2022-09-28", "place": "虚构路1号", "receiver": "李前台"}
ANSWER = {"measure": "已建立制度", "responsible_person": "王法务", "received_on": "2022-09-28"}
ENGLISH = {"Accept-Language": "en"}
RESULT = {"result": "done", "method": "on_paper", "verified_on": "2022-09-28", "observations": "已查阅。"}


@dataclass
class Scene:
    """An order with one demand, kept by ids, and the people around it."""

    cast: Cast
    order_id: UUID
    demand_id: UUID
    case_id: UUID
    finding_id: UUID
    enterprise_id: UUID


@pytest.fixture
def scene(work, app):
    def at(state: OrderState = OrderState.SERVED, *steps, **changes) -> Scene:
        with work():
            cast = make_cast()
            order = make_order(cast, state, **changes)
            demand = order.demands[0]
            for step in steps:
                step(demand, cast)
            return Scene(cast, order.id, demand.id, order.case_file_id, demand.finding_id, order.enterprise_id)

    return at


def order_state(work, at: Scene) -> OrderState:
    with work():
        return queries.order(at.order_id).state


def demand_state(work, at: Scene) -> DemandState:
    with work():
        return queries.demand(at.demand_id).state


def versions(work, at: Scene) -> tuple[int, int]:
    with work():
        return queries.order(at.order_id).version, queries.demand(at.demand_id).version


@pytest.mark.parametrize("state", list(OrderState))
def test_every_page_opens_in_every_state(acting, scene, state):
    at = scene(state)
    cast = at.cast
    for reader in (cast.leader, cast.second, cast.spare, cast.head, cast.supervisor):
        for path in (
            "/orders",
            f"/orders/{at.order_id}",
            f"/cases/{at.case_id}/orders",
            f"/findings/{at.finding_id}",
            f"/enterprises/{at.enterprise_id}",
        ):
            page = acting(reader).get(path)
            assert page.status_code == 200, (path, page.text)
    for path in (
        f"/orders/{at.order_id}/service",
        f"/orders/{at.order_id}/edit",
        f"/orders/{at.order_id}/demands/new",
        f"/demands/{at.demand_id}/edit",
        f"/demands/{at.demand_id}/answer",
        f"/demands/{at.demand_id}/verification",
        f"/demands/{at.demand_id}/opinion-service",
        f"/cases/{at.case_id}/orders/new?kind=order_to_correct",
    ):
        page = acting(cast.leader).get(path)
        assert page.status_code == 200, (path, page.text)


def test_the_whole_way_through_the_pages(work, acting, scene):
    with work():
        cast = make_cast()
        finding = make_confirmed(cast)
        finding_id, case_id = finding.id, finding.case_file_id
    leader, second = acting(cast.leader), cast.second
    sent = leader.post(
        f"/cases/{case_id}/orders/new?kind=order_to_correct",
        data={"findings": [str(finding_id)], "report_back": "书面", "amount": "15", "unit": "calendar_days"},
    )
    assert sent.status_code == 303, sent.text
    order_id = sent.location.rsplit("/", 1)[-1]
    at = Scene(cast, UUID(order_id), finding_id, case_id, finding_id, finding_id)
    with work():
        at.demand_id = queries.order(at.order_id).demands[0].id

    def take(actor, path: str, **data) -> None:
        page = acting(actor).post(path, data=data)
        assert page.status_code == 303, (path, page.text)

    steps = f"/orders/{order_id}/steps"
    take(cast.leader, f"/demands/{at.demand_id}/edit", wording="建立制度", amount="10", unit="working_days")
    take(cast.leader, f"{steps}/submit")
    take(cast.spare, f"{steps}/review")
    take(cast.head, f"{steps}/approve")
    take(cast.leader, f"{steps}/issue")
    take(cast.leader, f"/orders/{order_id}/service", **SERVICE)
    take(cast.leader, f"/demands/{at.demand_id}/answer", **ANSWER)
    take(second, f"/demands/{at.demand_id}/steps/send_remarks", reason="补充材料")
    take(cast.leader, f"/demands/{at.demand_id}/answer", **ANSWER)
    take(
        cast.leader,
        f"/demands/{at.demand_id}/verification",
        **{**RESULT, "result": "partly", "new_term_amount": "7", "new_term_unit": "working_days"},
    )
    take(second, f"/demands/{at.demand_id}/steps/confirm_partly")
    take(second, f"/demands/{at.demand_id}/opinion-service", **SERVICE)
    take(cast.leader, f"/demands/{at.demand_id}/answer", **ANSWER)
    take(cast.leader, f"/demands/{at.demand_id}/verification", **RESULT)
    take(second, f"/demands/{at.demand_id}/steps/confirm_done")
    take(cast.leader, f"{steps}/close")

    assert (order_state(work, at), demand_state(work, at)) == (OrderState.CLOSED, DemandState.DONE)
    page = acting(cast.head).get(f"/orders/{order_id}")
    assert "补充材料" in page.text
    assert "复〔2022〕第2号" in page.text


def test_proof_is_kept_with_the_answer_it_came_with(work, acting, scene):
    at = scene(OrderState.SERVED, answer)
    with work():
        answer_id = queries.demand(at.demand_id).answers[0].id
    form = {"kind": "document", "title": "制度文本", "occurred_at": "2022-09-28T08:00", "source": "王法务"}
    file = (photo(), "制度.png")
    sent = acting(at.cast.leader).post(f"/answers/{answer_id}/proof", data={**form, "file": file})
    assert sent.status_code == 303, sent.text
    assert "制度文本" in acting(at.cast.head).get(f"/orders/{at.order_id}").text
    wrong = (io.BytesIO(b"no picture"), "a.jpg")
    refused = acting(at.cast.leader).post(f"/answers/{answer_id}/proof", data={**form, "file": wrong})
    assert refused.status_code == 422


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
        (OrderState.ISSUED, "head", "withdraw", 409),
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


def test_the_tab_of_the_case_says_what_waits_and_offers_the_draft_to_the_team(work, acting, scene):
    at = scene(OrderState.DRAFT)
    with work():
        visit = queries.order(at.order_id).inspection
        make_confirmed(at.cast, visit, **SHORTCOMING)
    mine, theirs = (
        acting(who).get(f"/cases/{at.case_id}/orders", headers=ENGLISH).text for who in (at.cast.leader, at.cast.spare)
    )
    assert "kind=feedback_letter" in mine
    assert "kind=order_to_correct" not in mine, "the only breach is on an order already"
    assert "kind=feedback_letter" not in theirs
    assert "Confirmed shortcomings that no letter takes up yet: 1" in theirs


def test_a_page_has_one_primary_action(work, acting, scene):
    with work():
        cast = make_cast()
        first = make_confirmed(cast)
        second = make_confirmed(cast, first.inspection, article="16", title="未公示规则")
        order = make_order(cast, OrderState.SERVED, findings=[first, second])
        order_id = order.id
    page = (
        acting(cast.leader)
        .get(f"/orders/{order_id}", headers=ENGLISH)
        .text.partition("<main")[2]
        .partition("</main")[0]
    )
    assert page.count("btn btn-primary") == 1
    assert "still to be finished: 2" in page, "closing is shown with the reason why not yet"


def test_the_page_shows_the_confirmation_of_the_result_found_and_no_other(acting, scene):
    at = scene(OrderState.SERVED, answer, propose)
    page = acting(at.cast.second).get(f"/orders/{at.order_id}").text
    assert "steps/confirm_done" in page
    assert "steps/confirm_failed" not in page
    assert "steps/disagree" in page
    assert "steps/disagree_unanswered" not in page


def test_filters_find_by_number_enterprise_kind_state_and_office(work, app):
    with work():
        cast = make_cast()
        order = make_order(cast, OrderState.ISSUED)
        make_order(cast, findings=[make_confirmed(cast, **SHORTCOMING)], kind=OrderKind.FEEDBACK_LETTER)
        number, name = order.paper.number, cast.enterprise.name

        def count(**wanted) -> int:
            return queries.orders(OrderFilter(**wanted), sort="due", descending=False, offset=0, limit=20)[1]

        assert count() == count(text=name) == count(office_path="cn/44/") == 2
        assert count(text=number) == count(kind=OrderKind.FEEDBACK_LETTER) == count(state=OrderState.ISSUED) == 1
        assert count(office_path="cn/31/") == count(text="100%") == 0


def test_reading_an_order_is_on_record(work, acting, scene):
    at = scene(OrderState.DRAFT)
    acting(at.cast.head).get(f"/orders/{at.order_id}")
    with work():
        newest = timeline(at.case_id, limit=1)[0]
    assert (newest.action, newest.who) == ("case.read", at.cast.head.name)


@pytest.fixture
def statements(database):
    """Everything the application reads while the list is taken, the log and the session apart."""
    seen: list[str] = []

    def see(_connection, _cursor, statement, *_rest) -> None:
        if statement.lstrip().startswith("SELECT") and "audit" not in statement:
            seen.append(statement)

    event.listen(database.connection, "before_cursor_execute", see)
    yield seen
    event.remove(database.connection, "before_cursor_execute", see)


def test_the_list_costs_at_most_eight_statements_whatever_its_length(work, acting, scene, statements):
    at = scene(OrderState.SERVED)
    counts = []
    for _round in range(2):
        acting(at.cast.leader).get("/orders")
        statements.clear()
        assert acting(at.cast.leader).get("/orders").status_code == 200
        counts.append(len(statements))
        with work():
            cast = make_cast()
            for _more in range(3):
                make_order(cast, OrderState.SERVED)
    assert counts[0] == counts[1]
    assert counts[0] <= 8


def test_the_page_of_an_order_costs_the_same_with_one_demand_and_with_three(work, acting, app, statements):
    counts = []
    with work():
        cast = make_cast()
        one = make_confirmed(cast)
        more = [make_confirmed(cast, one.inspection, article=article) for article in ("8", "16", "22")]
        orders = [make_order(cast, OrderState.SERVED, findings=found) for found in ([one], more)]
        for order in orders:
            for demand in order.demands:
                answer(demand, cast)
                verify(demand, cast, Result.PARTLY)
        ids = [order.id for order in orders]
    for order_id in [ids[0], *ids]:
        statements.clear()
        assert acting(cast.leader).get(f"/orders/{order_id}").status_code == 200
        counts.append(len(statements))
    assert counts[1] == counts[2]
    assert counts[2] <= 20


def test_an_answer_that_came_too_late_still_counts_its_day(work, acting, scene, frozen):
    at = scene(OrderState.SERVED)
    frozen.move_to(clock.at(date(2022, 10, 17), 9))
    sent = acting(at.cast.leader).post(f"/demands/{at.demand_id}/answer", data={**ANSWER, "received_on": "2022-10-14"})
    assert sent.status_code == 303
    with work():
        assert queries.demand(at.demand_id).running.met_on == date(2022, 10, 14)
