"""The deadline board: counted right, filtered by address, and nothing of another province in any number."""

import re

import pytest

from app.access.actor import job
from app.access.roles import Role
from app.cases import operations as cases
from app.cases import queries as case_files
from app.core import clock
from app.core.calendar import Unit
from app.core.clock import date
from app.deadlines import jobs
from app.deadlines.states import Bucket
from app.rectification.rules import Term
from app.reports.queries import board
from tests.factories.organisation import make_actor
from tests.factories.rectification import answer, make_demand

AT_LAST = clock.at(date(2022, 10, 14), 9)
"""The day after the fifteen days of a demand served on 28 September have run out."""


@pytest.fixture
def shown(acting):
    """The board's HTML."""

    def page(actor, query="", language="en") -> str:
        answered = acting(actor).get(f"/board{query}", headers={"Accept-Language": language})
        assert answered.status_code == 200
        return answered.text

    return page


def tiles(page: str) -> list[int]:
    return [int(value) for value in re.findall(r'lj-tile-value">(\d+)<', page)]


def heat(page: str) -> list[list[str]]:
    """The lines of the heat table: name and figures."""
    if "lj-heat" not in page:
        return []
    table = page[page.index("lj-heat") :]
    rows = re.findall(r"<tr>(.*?)</tr>", table[table.index("<tbody>") : table.index("</tbody>")], re.DOTALL)
    return [re.sub(r"<[^>]+>", " ", row).replace("·", "").split() for row in rows]


def test_the_tiles_count_what_is_near(stage, shown, frozen):
    with stage() as cast:
        make_demand(cast)
        make_demand(cast, term=Term(amount=2, unit=Unit.WORKING_DAYS))
        make_demand(cast, term=Term(amount=6, unit=Unit.WORKING_DAYS))
        make_demand(cast, term=Term(amount=60, unit=Unit.WORKING_DAYS))
    assert tiles(shown(stage.supervisor)) == [0, 1, 1, 1, 0]
    frozen.move_to(AT_LAST)
    page = shown(stage.supervisor)
    assert tiles(page) == [3, 0, 0, 0, 0]
    assert "1 day late" in page
    assert "4 in all" in page


@pytest.mark.parametrize(
    ("bucket", "total"), [("overdue", 1), ("within_3", 0), ("later", 1), ("nonsense", 2), ("unacknowledged", 0)]
)
def test_the_list_is_filtered_by_nearness(stage, shown, frozen, bucket, total):
    with stage() as cast:
        make_demand(cast)
        make_demand(cast, term=Term(amount=60, unit=Unit.WORKING_DAYS))
    frozen.move_to(AT_LAST)
    page = shown(stage.supervisor, f"?bucket={bucket}")
    assert (f"{total} in all" if total else "No running deadlines") in page


def test_an_answered_demand_runs_no_more(stage, shown):
    with stage() as cast:
        answer(make_demand(cast), cast)
    page = shown(stage.supervisor)
    assert tiles(page) == [0, 0, 0, 0, 0]
    assert "A deadline starts when a paper with a term is served." in page
    assert not heat(page)


def test_a_row_tells_all_of_its_deadline(stage, shown):
    with stage() as cast:
        number = make_demand(cast).order.paper.number
    page = shown(stage.supervisor)
    assert f"{number}, demand 1" in page
    assert stage.enterprise_name in page
    assert stage.leader.name in page
    assert "Test office cn/44/" in page
    assert "How this date came about" in page


def test_reminders_and_their_acknowledgement_are_shown_and_counted(stage, shown, work, frozen, database, acting):
    with stage() as cast:
        make_demand(cast)
    frozen.move_to(AT_LAST)
    with database.unit_of_work(job("remind")):
        jobs.remind()
    page = shown(stage.supervisor)
    assert tiles(page)[-1] == 1
    assert "1 working day after" in page
    assert "not acknowledged" in page
    assert "1 in all" in shown(stage.supervisor, "?bucket=unacknowledged")
    for person in (stage.leader, stage.supervisor):
        browser = acting(person)
        inbox = browser.get("/inbox").text
        for address in re.findall(r'action="(/inbox/[^"]+/acknowledge)"', inbox):
            browser.post(address)
    page = shown(stage.supervisor)
    assert tiles(page)[-1] == 0
    assert "not acknowledged" not in page[page.index("<tbody>") :]


def test_no_number_counts_another_province(stage, elsewhere, shown, work, frozen, database):
    for place in (stage, elsewhere):
        with place() as cast:
            make_demand(cast)
    frozen.move_to(AT_LAST)
    with database.unit_of_work(job("remind")):
        jobs.remind()
    for place, other, path in ((stage, elsewhere, "cn/11/"), (elsewhere, stage, "cn/44/")):
        page = shown(place.supervisor)
        assert tiles(page) == [1, 0, 0, 0, 1]
        assert "1 in all" in page
        assert other.enterprise_name not in page
        assert other.leader.name not in page
        assert path not in page
    for query in ("?office=cn/11/", f"?officer={elsewhere.leader.id}", "?office=cn/"):
        page = shown(stage.supervisor, query)
        assert elsewhere.enterprise_name not in page
    with work():
        national = make_actor(Role.COORDINATOR, path="cn/")
    assert tiles(shown(national)) == [2, 0, 0, 0, 2]
    assert [row[-5] for row in heat(shown(national))] == ["2", "1", "1"]


def test_a_person_admitted_elsewhere_sees_that_case_alone(stage, elsewhere, shown):
    with stage() as cast:
        make_demand(cast)
    with elsewhere() as cast:
        admitted, _other = make_demand(cast), make_demand(cast)
        cases.admit(case_files.case_file(admitted.case_file_id), stage.supervisor.id, actor=cast.supervisor)
    page = shown(stage.supervisor)
    assert "2 in all" in page
    assert sum(tiles(page)) == 2
    assert [row[2] for row in heat(page)] == ["cn/44/", "cn/11/"]


def test_the_heat_table_is_by_officer_where_no_office_lies_below(stage, shown, frozen):
    with stage() as cast:
        make_demand(cast)
    frozen.move_to(AT_LAST)
    page = shown(stage.supervisor)
    assert "By officer" in page
    assert heat(page) == [[stage.leader.name, "1", "0", "0", "0", "0"]]
    assert f"/board?office=cn/44/&amp;officer={stage.leader.id}&amp;bucket=overdue#list" in page


def tally(path: str, bucket: Bucket, running: int = 1) -> board.Tally:
    return board.Tally(None, path, None, "", bucket, running, 0)  # type: ignore[arg-type]


def test_the_heat_table_goes_one_level_down_and_counts_all_below():
    tallied = [
        tally("cn/44/", Bucket.OVERDUE),
        tally("cn/44/4403/", Bucket.OVERDUE, 2),
        tally("cn/44/4403/x/", Bucket.LATER),
        tally("cn/11/", Bucket.WITHIN_3),
    ]
    rows = {row.office_path: row for row in board.heat(tallied, "cn/44/")}
    assert list(rows) == ["cn/44/", "cn/11/", "cn/44/4403/"]
    assert rows["cn/44/"].counts[Bucket.OVERDUE] == 3
    assert rows["cn/44/4403/"].total == 3
    assert rows["cn/11/"].total == 1


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.REGISTRAR, Role.LEGAL_REVIEWER, Role.SECURITY_ADMIN])
def test_the_board_is_not_for_everybody(work, acting, app, role):
    with work():
        actor = make_actor(role)
    assert acting(actor).get("/board").status_code == 403


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.OBSERVER, Role.COORDINATOR])
def test_it_is_the_first_page_of_those_who_watch(work, acting, app, role):
    with work():
        actor = make_actor(role, path="cn/")
    assert acting(actor).get("/").headers["Location"].endswith("/board")


def test_the_board_speaks_chinese(stage, shown):
    with stage() as cast:
        make_demand(cast)
    page = shown(stage.supervisor, language="zh-CN")
    assert "3个工作日内" in page
    assert "剩8个工作日" in page


def test_the_board_costs_the_same_for_any_number_of_deadlines(stage, acting, selects):
    costs = []
    for more in (5, 45):
        with stage() as cast:
            for _time in range(more):
                make_demand(cast)
        with selects() as sent:
            assert acting(stage.supervisor).get("/board?size=50").status_code == 200
        costs.append(len(sent))
    assert costs[0] == costs[1]
    assert costs[0] <= 8, "five, and three of the frame around the page"
