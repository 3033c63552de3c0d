from datetime import date

import pytest
from sqlalchemy import event

from app.core import calendar, clock
from app.core.calendar import Unit
from app.core.errors import NotFound
from app.deadlines import operations, queries
from app.deadlines.queries import Wanted
from app.deadlines.states import Bucket
from app.web.paging import Paging

STARTS = date(2022, 9, 1)


@pytest.fixture
def many(work, docket):
    """Deadlines due on six days around 2022-09-28, one of them met."""
    dues = [date(2022, 9, 20), date(2022, 9, 28), date(2022, 9, 30), date(2022, 10, 10), date(2022, 10, 20)]
    with work(docket.officer):
        for number, due in enumerate([*dues, date(2022, 12, 1)]):
            days = (due - STARTS).days
            docket.start(f"demand:{number}", starts_on=STARTS, amount=days, unit=Unit.CALENDAR_DAYS)
        met = docket.start("demand:met", starts_on=STARTS, amount=5)
        operations.meet(met, date(2022, 9, 5), actor=docket.officer)


def test_the_board_groups_by_nearness_in_three_statements(work, docket, many, database):
    calendar.forget()
    statements = []
    with work(docket.officer) as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *args: statements.append(args[2]))
        board = queries.board()
        assert {bucket: board.count(bucket) for bucket in Bucket} == {
            Bucket.OVERDUE: 1,
            Bucket.WITHIN_3: 2,
            Bucket.WITHIN_7: 1,
            Bucket.WITHIN_15: 1,
            Bucket.LATER: 1,
        }
        assert board.names == {docket.officer.id: docket.officer.name}
    assert len([said for said in statements if said.startswith("SELECT")]) <= 3


@pytest.mark.parametrize("bucket", Bucket)
def test_the_list_of_a_bucket_shows_what_the_board_counts(work, docket, many, bucket):
    with work(docket.officer):
        page = queries.deadlines(Wanted(bucket=bucket), Paging())
        assert page.total == queries.board().count(bucket)


def test_the_list_is_filtered_by_office_and_officer(work, docket, many):
    with work(docket.officer):
        assert queries.deadlines(Wanted(office_path="cn/44/"), Paging()).total == 6
        assert queries.deadlines(Wanted(office_path="cn/44/4403/"), Paging()).total == 0
        assert queries.deadlines(Wanted(responsible_id=docket.officer.id), Paging()).total == 6
        assert queries.deadlines(Wanted(responsible_id=docket.foreign.id), Paging()).total == 0
        assert queries.officers() == {docket.officer.id: docket.officer.name}


def test_a_due_date_is_shown_with_its_distance_and_explanation(work, docket, frozen):
    with work(docket.officer):
        deadline = docket.start()
        view = queries.due_view(deadline)
        assert view is not None
        assert (view.date, view.working_days_left, view.state) == (date(2022, 10, 17), 10, "running")
        assert view.steps
        operations.cancel(deadline, reason="撤回", actor=docket.officer)
        assert queries.due_view(deadline) is None
        assert queries.due_view(None) is None


def test_a_met_deadline_says_so(work, docket):
    with work(docket.officer):
        deadline = docket.start()
        operations.meet(deadline, clock.today(), actor=docket.officer)
        view = queries.due_view(deadline)
        assert view is not None
        assert view.state == "met"


def test_nobody_elsewhere_sees_a_deadline(work, docket, many):
    with work(docket.foreign):
        assert queries.running(until=date(2030, 1, 1)) == []
        assert sum(queries.board().count(bucket) for bucket in Bucket) == 0
        assert queries.deadlines(Wanted(), Paging()).total == 0
        assert queries.officers() == {}


def test_a_foreign_deadline_is_not_found(work, docket):
    with work(docket.officer):
        deadline_id = docket.start().id
    with work(docket.foreign), pytest.raises(NotFound):
        queries.deadline(deadline_id)
