"""The gap report: what is missing and what is unusual, each line with the events it counts."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from app.access.actor import job
from app.access.roles import Role
from app.audit.operations import record
from app.audit.reading import report, search
from app.audit.reading import scope as reading
from app.audit.states import Notable
from app.campaigns.states import CampaignState
from app.cases import operations as cases
from app.cases.models import CaseFile
from app.core import clock, db
from tests.factories.audit import CITY, FOREIGN
from tests.factories.cases import make_case
from tests.factories.inspections import make_campaign
from tests.factories.organisation import make_actor, make_office

FIRST = clock.date(2022, 9, 19)
LAST = clock.date(2022, 9, 23)
"""Monday to Friday."""


@pytest.fixture(autouse=True)
def the_week_before(frozen):
    """Everything is prepared before the days that are reported."""
    frozen.move_to(at(clock.date(2022, 9, 16)))


@pytest.fixture
def people(work):
    with work():
        return {
            "auditor": make_actor(Role.AUDITOR, path="cn/"),
            "observer": make_actor(Role.OBSERVER, path=CITY),
            "inspector": make_actor(Role.INSPECTOR, path=CITY),
            "supervisor": make_actor(Role.SUPERVISOR, path="cn/44/"),
            "foreigner": make_actor(Role.INSPECTOR, path=FOREIGN),
        }


@pytest.fixture
def own_case(work, people):
    with work():
        return make_case(make_office(CITY), team=(people["inspector"],)).id


def read(work, actor, case_id, times=1):
    """Read a case so many times, now."""
    with work(actor):
        for _ in range(times):
            record("case.read", f"case_file:{case_id}", actor=actor, case_file_id=case_id)


def reported(work, reader, since=FIRST, until=LAST):
    with work(reader):
        return report.report(since, until, reading.scope(reader))


def counted(work, reader, line):
    """How many events the list shows that the line leads to."""
    with work(reader):
        usernames = reading.plugged_directory().usernames({line.person} - {None})
        wanted = search.Wanted(
            since=line.first, until=line.last, who=usernames.get(line.person, ""), notable=line.notable
        )
        return search.events(wanted, reading.scope(reader), offset=0, limit=1)[1]


def at(day, hour=10):
    return clock.at(day, hour)


def test_a_day_of_far_more_reading_than_usual_is_told_with_what_is_usual(work, frozen, people, own_case):
    for number, times in enumerate((8, 10, 9, 40, 9)):
        frozen.move_to(at(FIRST + timedelta(days=number)))
        read(work, people["inspector"], own_case, times)
        read(work, people["foreigner"], own_case, 5)
    found = reported(work, people["auditor"])
    (line,) = found.reading
    assert (line.person, line.first, line.last) == (people["inspector"].id, clock.date(2022, 9, 22), line.first)
    assert (line.count, line.usual) == (40, 9)
    assert counted(work, people["auditor"], line) == 40


def test_reading_outside_own_cases_is_told_by_person(work, frozen, people, own_case):
    frozen.move_to(at(FIRST))
    read(work, people["inspector"], own_case, 3)
    read(work, people["supervisor"], own_case, 2)
    with work():
        cases.admit(db.session().get_one(CaseFile, own_case), people["foreigner"].id, actor=people["inspector"])
    read(work, people["foreigner"], own_case, 4)
    (line,) = reported(work, people["auditor"]).outside
    assert (line.person, line.count, line.cases) == (people["supervisor"].id, 2, 1)
    assert line.notable is Notable.OUTSIDE
    assert counted(work, people["auditor"], line) == 2


def test_unusual_hours_are_told_by_person(work, frozen, people, own_case):
    for moment in (at(FIRST, 9), at(FIRST, 23), at(LAST, 5)):
        frozen.move_to(moment)
        read(work, people["inspector"], own_case)
        with work(job("sweep")):
            record("case.read", "thing:1", actor=job("sweep"))
    (line,) = reported(work, people["auditor"]).hours
    assert (line.person, line.count, line.first, line.last) == (people["inspector"].id, 2, FIRST, LAST)
    assert counted(work, people["auditor"], line) == 2


def test_a_clock_run_backwards_is_told_by_day(work, frozen, people, own_case):
    frozen.move_to(at(FIRST, 12))
    read(work, people["inspector"], own_case)
    frozen.move_to(at(FIRST, 11))
    read(work, people["inspector"], own_case, 2)
    (line,) = reported(work, people["auditor"]).backwards
    assert (line.first, line.last, line.count) == (FIRST, FIRST, 2)
    assert counted(work, people["auditor"], line) == 2


def test_days_on_which_the_log_grew_and_nothing_was_signed(work, frozen, people, own_case):
    for day in (FIRST, FIRST + timedelta(days=1), LAST):
        frozen.move_to(at(day))
        read(work, people["inspector"], own_case)
        read(work, people["foreigner"], own_case)
        if day != FIRST and day != LAST:
            keep_checkpoint(work)
    first, last = reported(work, people["auditor"]).unchecked
    assert (first.first, first.last, first.count) == (FIRST, FIRST, 2)
    assert (last.first, last.last, last.count) == (LAST, LAST, 2)
    assert counted(work, people["auditor"], first) == 2


def keep_checkpoint(work):
    """A checkpoint over the log as it stands."""
    with work() as session:
        connection = session.connection()
        size = connection.exec_driver_sql("SELECT size FROM audit_head WHERE log = 1").scalar_one()
        connection.execute(
            report.CHECKPOINT.insert().values(
                log=1, size=size, root=b"r" * 32, note=b"note", signed_at=clock.wall(), why="periodic"
            )
        )


def test_no_number_may_be_missing(work, frozen, people, own_case):
    read(work, people["inspector"], own_case, 6)
    assert reported(work, people["auditor"]).gaps == []
    with work() as session:
        connection = session.connection()
        disarm(connection)
        size = connection.exec_driver_sql("SELECT size FROM audit_head WHERE log = 1").scalar_one()
        connection.exec_driver_sql(f"DELETE FROM audit_event WHERE seq IN (0, {size - 4}, {size - 3}, {size - 1})")
        found = report.report(FIRST, LAST, reading.scope(people["auditor"])).gaps
    assert found == [report.Gap(1, 0, 0), report.Gap(1, size - 4, size - 3), report.Gap(1, size - 1, size - 1)]


def disarm(connection):
    """Take the trigger away that keeps events from being deleted."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE audit_event DISABLE TRIGGER USER")
    else:
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_delete")


def test_an_observer_is_told_of_the_own_reach_alone(work, frozen, people, own_case):
    with work():
        foreign = make_case(make_office(FOREIGN)).id
    for number, times in enumerate((8, 10, 9, 40)):
        frozen.move_to(at(FIRST + timedelta(days=number), 22))
        read(work, people["supervisor"], own_case, times)
        read(work, people["foreigner"], foreign, times)
    for name, persons in {
        "observer": {people["supervisor"].id},
        "auditor": {people["supervisor"].id, people["foreigner"].id},
    }.items():
        found = reported(work, people[name])
        assert {line.person for line in found.reading} == persons, name
        assert {line.person for line in found.hours} == persons, name
        for line in (*found.reading, *found.hours, *found.outside):
            assert counted(work, people[name], line) == line.count


def test_the_report_is_about_the_campaign_unless_other_days_are_asked_for(work, frozen):
    with work():
        assert report.usual_span() == (clock.today() - timedelta(days=30), clock.today())
        make_campaign()
        assert report.usual_span() == (clock.date(2022, 4, 8), clock.today())
        make_campaign(announced_on=clock.date(2022, 5, 1), state=CampaignState.CLOSED, closed_on=clock.date(2022, 9, 1))
        assert report.usual_span() == (clock.date(2022, 5, 1), clock.date(2022, 9, 1))


def test_a_report_costs_the_same_statements_whatever_it_finds(work, frozen, people, own_case):
    counts = []
    for times in (1, 40):
        frozen.move_to(at(LAST, 22))
        read(work, people["inspector"], own_case, times)
        with work(people["auditor"]) as session:
            seen = []
            event.listen(session.connection(), "before_cursor_execute", lambda *args, seen=seen: seen.append(args[2]))
            report.report(FIRST, LAST, reading.scope(people["auditor"]))
            counts.append(len(seen))
    assert counts == [7, 7]


def test_the_page_names_people_and_leads_to_their_events(acting, work, frozen, people, own_case):
    frozen.move_to(at(FIRST, 23))
    read(work, people["inspector"], own_case, 2)
    page = (
        acting(people["auditor"])
        .get(f"/audit/report?since={FIRST}&until={LAST}", headers={"Accept-Language": "en"})
        .get_data(as_text=True)
    )
    inspector = people["inspector"]
    username = inspector.label.removeprefix("user:")
    assert f'<a href="/audit?since=2022-09-19&amp;until=2022-09-19&amp;notable=hours&amp;who={username}">' in page
    assert inspector.name in page


def test_days_the_wrong_way_round_are_told(acting, people):
    answer = acting(people["auditor"]).get("/audit/report?since=2022-09-23&until=2022-09-19")
    assert answer.status_code == 200
