"""What the database itself refuses of orders, demands, answers and verifications, whoever writes to it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.rectification.states import OrderState, Result
from tests.factories.inspections import make_cast
from tests.factories.rectification import answer, make_confirmed, make_demand, make_order, propose, verify


def refused(session, statement: str) -> None:
    session.flush()
    with pytest.raises(IntegrityError), session.begin_nested():
        session.connection().execute(text(statement))


@pytest.mark.parametrize(
    ("state", "change"),
    [
        ("draft", "state = 'in_review'"),
        ("draft", "state = 'withdrawn'"),
        ("draft", "withdrawn_reason = '因故'"),
        ("draft", "reviewed_by = drafted_by"),
        ("draft", "kind = 'warning'"),
        ("in_review", "state = 'approved'"),
        ("in_review", "approved_by = drafted_by"),
        ("approved", "approved_by = reviewed_by"),
        ("approved", "reviewed_by = NULL"),
        ("issued", "document_id = NULL"),
        ("served", "approved_by = NULL"),
        ("withdrawn", "withdrawn_reason = NULL"),
    ],
)
def test_an_order_says_nothing_its_state_does_not_mean(work, state, change):
    with work() as session:
        make_order(make_cast(), OrderState(state))
        refused(session, f"UPDATE rectification_order SET {change}")


@pytest.mark.parametrize(
    "change",
    [
        "ordinal = 0",
        "amount = NULL",
        "unit = NULL",
        "amount = 0",
        "fixed_date = '2022-10-31'",
        "deadline_id = NULL",
        "state = 'under_verification'",
        "state = 'lost'",
    ],
)
def test_a_demand_in_force_has_one_term_and_its_clock(work, change):
    with work() as session:
        make_demand(make_cast())
        refused(session, f"UPDATE demand SET {change}")


def test_two_orders_do_not_take_up_one_finding(work):
    with work() as session:
        cast = make_cast()
        first = make_confirmed(cast)
        second = make_confirmed(cast, first.inspection, article="16")
        make_order(cast, OrderState.WITHDRAWN, findings=[first])
        make_order(cast, findings=[first])
        make_order(cast, findings=[second])
        refused(session, f"UPDATE demand SET finding_id = '{stored(session, first.id)}' WHERE state = 'pending'")


def stored(session, key) -> str:
    return key.hex if session.get_bind().dialect.name == "sqlite" else str(key)


def test_remarks_say_by_whom(work):
    with work() as session:
        cast = make_cast()
        answer(make_demand(cast), cast)
        refused(session, "UPDATE answer SET remarks = '补充材料'")


@pytest.mark.parametrize(
    ("confirmed", "change"),
    [
        (True, "second_officer = first_officer"),
        (True, "document_id = NULL"),
        (True, "second_officer = NULL"),
        (True, "new_term_amount = NULL"),
        (True, "new_term_amount = NULL, new_term_unit = NULL"),
        (True, "new_term_amount = 0"),
        (True, "result = 'done'"),
        (False, "disputed_by = first_officer, disputed_reason = '不同意'"),
        (False, "disputed_reason = '不同意'"),
    ],
)
def test_an_opinion_is_given_by_two_officers_and_partly_sets_a_new_term(work, confirmed, change):
    with work() as session:
        cast = make_cast()
        demand = make_demand(cast)
        answer(demand, cast)
        (verify if confirmed else propose)(demand, cast, Result.PARTLY)
        refused(session, f"UPDATE verification SET {change}")
