"""The pages of rectification: what they show, and the whole way through them."""

import io
from datetime import date
from uuid import UUID

import pytest

from app.audit.queries import timeline
from app.core import clock
from app.rectification import operations, queries
from app.rectification.queries import OrderFilter
from app.rectification.states import DemandState, OrderKind, OrderState, Result
from tests.factories.findings import photo
from tests.factories.inspections import make_cast
from tests.factories.rectification import SHORTCOMING, answer, make_confirmed, make_order, propose, verify

SERVICE = {"manner": "direct", "served_on": "2022-09-28", "place": "虚构路1号", "receiver": "李前台"}
ANSWER = {"measure": "已建立制度", "responsible_person": "王法务", "received_on": "2022-09-28"}
ENGLISH = {"Accept-Language": "en"}
RESULT = {"result": "done", "method": "on_paper", "verified_on": "2022-09-28", "observations": "已查阅。"}


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
    with work():
        demand_id = queries.order(UUID(order_id)).demands[0].id

    def take(actor, path: str, **data) -> None:
        page = acting(actor).post(path, data=data)
        assert page.status_code == 303, (path, page.text)

    steps = f"/orders/{order_id}/steps"
    take(cast.leader, f"/demands/{demand_id}/edit", wording="建立制度", amount="10", unit="working_days")
    take(cast.leader, f"{steps}/submit")
    take(cast.spare, f"{steps}/review")
    take(cast.head, f"{steps}/approve")
    take(cast.leader, f"{steps}/issue")
    take(cast.leader, f"/orders/{order_id}/service", **SERVICE)
    take(cast.leader, f"/demands/{demand_id}/answer", **ANSWER)
    take(second, f"/demands/{demand_id}/steps/send_remarks", reason="补充材料")
    take(cast.leader, f"/demands/{demand_id}/answer", **ANSWER)
    take(
        cast.leader,
        f"/demands/{demand_id}/verification",
        **{**RESULT, "result": "partly", "new_term_amount": "7", "new_term_unit": "working_days"},
    )
    take(second, f"/demands/{demand_id}/steps/confirm_partly")
    take(second, f"/demands/{demand_id}/opinion-service", **SERVICE)
    take(cast.leader, f"/demands/{demand_id}/answer", **ANSWER)
    take(cast.leader, f"/demands/{demand_id}/verification", **RESULT)
    take(second, f"/demands/{demand_id}/steps/confirm_done")
    take(cast.leader, f"{steps}/close")

    with work():
        order = queries.order(UUID(order_id))
        assert (order.state, order.demands[0].state) == (OrderState.CLOSED, DemandState.DONE)
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


def test_a_returned_answer_and_one_of_a_finished_demand_take_no_more_proof(work, acting, scene):
    at = scene(OrderState.SERVED, answer)
    form = {"kind": "document", "title": "制度文本", "occurred_at": "2022-09-28T08:00", "source": "王法务"}

    def send(answer_id) -> int:
        return acting(at.cast.leader).post(f"/answers/{answer_id}/proof", data={**form, "file": (photo(), "a.png")})

    with work():
        demand = queries.demand(at.demand_id)
        first = demand.answers[0].id
        operations.send_remarks(demand, remarks="请补充", actor=at.cast.leader)
    assert "退回" in send(first).text
    with work():
        demand = queries.demand(at.demand_id)
        answer(demand, at.cast)
        verify(demand, at.cast)
        last = demand.answers[-1].id
    refused = send(last)
    assert (refused.status_code, "不再" in refused.text) == (422, True)


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


@pytest.mark.parametrize(
    "page",
    [
        "/orders/{order_id}",
        "/orders/{order_id}/edit",
        "/orders/{order_id}/demands/new",
        "/orders/{order_id}/service",
        "/demands/{demand_id}/edit",
        "/demands/{demand_id}/answer",
        "/demands/{demand_id}/verification",
        "/cases/{case_id}/orders/new?kind=order_to_correct",
    ],
)
def test_reading_an_order_is_on_record_on_its_page_and_its_forms(work, acting, scene, page):
    at = scene(OrderState.DRAFT)
    assert acting(at.cast.leader).get(page.format(**vars(at))).status_code == 200
    with work():
        newest = timeline(at.case_id, limit=1)[0]
    assert (newest.action, newest.who) == ("case.read", at.cast.leader.name)


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
