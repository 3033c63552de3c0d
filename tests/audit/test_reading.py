"""Who may read which events of the log, and what of them: role by relation by field."""

import json

import pytest
from sqlalchemy import event

from app.access.actor import job
from app.access.roles import Role
from app.audit.catalogue import KINDS
from app.audit.operations import record
from app.audit.reading import opening, search
from app.audit.reading import scope as reading
from app.audit.states import Notable
from app.core import clock
from app.core.errors import NotFound, NotPermitted
from tests.factories.audit import CHANGED, CITY, FOREIGN, MATTER, REASON, TITLE_AFTER
from tests.factories.organisation import make_actor

ALL = {"own", "secret", "office", "elsewhere"}

MAY_READ = {
    "auditor": ALL,
    "national observer": {"own", "office", "elsewhere"},
    "observer": {"own", "office"},
    "department observer": set(),
    "foreign observer": {"elsewhere"},
    "coordinator": {"own", "office", "elsewhere"},
    "province head": {"own"},
    "head": {"own", "secret"},
    "foreign head": set(),
    "member": {"own", "secret"},
    "colleague": set(),
    "foreign member": set(),
    "grant holder": {"own"},
    "former grant holder": set(),
}
"""Of an open case, one under embargo, an act of the city office without a case, and one of another province."""


def listed(reader, **wanted):
    rows, total = search.events(
        search.Wanted(**({"action": CHANGED} | wanted)), reading.scope(reader), offset=0, limit=50
    )
    assert total == len(rows)
    return rows


@pytest.mark.parametrize("name", MAY_READ)
def test_the_list_holds_what_a_reader_may_know(scene, work, name):
    reader = scene.readers[name]
    with work(reader):
        assert {row.seq for row in listed(reader)} == {scene.events[about] for about in MAY_READ[name]}


@pytest.mark.parametrize("name", MAY_READ)
def test_what_is_not_listed_can_not_be_opened_and_looks_as_if_it_did_not_exist(scene, work, name):
    reader = scene.readers[name]
    with work(reader):
        for about, seq in (scene.events | {"nothing": 10**9}).items():
            if about in MAY_READ[name]:
                assert opening.event(1, seq, actor=reader).seq == seq
            else:
                with pytest.raises(NotFound) as refused:
                    opening.event(1, seq, actor=reader)
                assert str(refused.value.message) == str(NotFound().message)


@pytest.mark.parametrize("name", ["system admin", "security admin"])
def test_the_other_administrators_read_no_log(scene, work, name):
    with work(scene.readers[name]), pytest.raises(NotPermitted):
        reading.scope(scene.readers[name])


FIELDS = ("reason", "before", "after", "attachments")


@pytest.mark.parametrize("name", [name for name, events in MAY_READ.items() if events])
def test_only_the_auditor_is_shown_no_content(scene, work, name):
    reader, about = scene.readers[name], sorted(MAY_READ[name])[0]
    with work(reader):
        opened = opening.event(1, scene.events[about], actor=reader)
        row = listed(reader)[0]
    shown = {field for field in FIELDS if getattr(opened, field)} | {f"list {row.reason}", row.after and "list after"}
    if name == "auditor":
        assert shown == {"list None", None}
        assert not opened.content
    else:
        assert shown == {"reason", "before", "after", f"list {REASON}", "list after"}
        assert opened.after["title"] == TITLE_AFTER


def test_the_auditor_sees_who_did_what_on_which_id_from_where(scene, work):
    auditor, member = scene.readers["auditor"], scene.readers["member"]
    with work(auditor):
        opened = opening.event(1, scene.events["own"], actor=auditor)
    assert (opened.who, opened.office) == (member.name, member.office_id)
    assert (opened.action, opened.object) == (CHANGED, f"case_file:{scene.case_id}")
    assert opened.case_file_id == scene.case_id


def test_an_admission_opens_the_events_and_a_role_alone_does_not(scene, work):
    for name, opens in {"member": True, "grant holder": True, "colleague": False, "observer": True}.items():
        with work(scene.readers[name]):
            assert reading.may_open_case(scene.readers[name], scene.case_id) is opens, name


def test_the_console_and_the_jobs_read_everything(scene, work):
    with work(job("sweep")):
        assert len(listed(job("sweep"))) == 4


FILTERS = {
    "member by username": ({"who": "{member}"}, {"own", "secret", "office"}),
    "member by part of the name": ({"who": "张测试"}, ALL),
    "nobody": ({"who": "没有此人"}, set()),
    "office": ({"office": CITY}, {"own", "secret", "office"}),
    "foreign office": ({"office": FOREIGN}, {"elsewhere"}),
    "object": ({"object": "case_file:{case}"}, {"own"}),
    "object by its id alone": ({"object": "{case}"}, {"own"}),
    "case by id": ({"case": "{case}"}, {"own"}),
    "today": ({"since": clock.date(2022, 9, 28), "until": clock.date(2022, 9, 28)}, ALL),
    "from tomorrow": ({"since": clock.date(2022, 9, 29)}, set()),
    "until yesterday": ({"until": clock.date(2022, 9, 27)}, set()),
    "another action": ({"action": "case.read"}, set()),
    "erased": ({"notable": Notable.ERASED}, set()),
    "usual hours": ({"notable": Notable.HOURS}, set()),
    "clock": ({"notable": Notable.CLOCK}, set()),
}


@pytest.mark.parametrize("name", FILTERS)
def test_filters(scene, work, name):
    wanted, expected = FILTERS[name]
    auditor = scene.readers["auditor"]
    told = {"{member}": scene.readers["member"].label.removeprefix("user:"), "{case}": str(scene.case_id)}
    for mark, value in told.items():
        wanted = {
            key: text.replace(mark, value) if isinstance(text, str) and not isinstance(text, Notable) else text
            for key, text in wanted.items()
        }
    with work(auditor):
        assert {row.seq for row in listed(auditor, **wanted)} == {scene.events[about] for about in expected}


def test_a_case_is_found_by_its_number_only_by_those_who_see_the_case(scene, work):
    for name, found in {"observer": 1, "member": 1, "auditor": 0, "foreign observer": 0}.items():
        with work(scene.readers[name]):
            assert len(listed(scene.readers[name], case=scene.case_number)) == found, name


def test_unusual_hours_are_those_of_people(work, frozen, monkeypatch):
    monkeypatch.setitem(KINDS, CHANGED, MATTER)
    with work():
        officer, auditor = make_actor(Role.INSPECTOR), make_actor(Role.AUDITOR, path="cn/")
    moments = {
        "night": clock.at(clock.date(2022, 9, 28), 23),
        "early": clock.at(clock.date(2022, 9, 29), 6, 59),
        "morning": clock.at(clock.date(2022, 9, 29), 7),
        "evening": clock.at(clock.date(2022, 9, 29), 20, 59),
        "holiday": clock.at(clock.date(2022, 10, 4), 10),
        "make-up Saturday": clock.at(clock.date(2022, 10, 8), 10),
        "Sunday": clock.at(clock.date(2022, 10, 16), 10),
    }
    for name, moment in moments.items():
        frozen.move_to(moment)
        for actor in (officer, job("sweep")):
            with work(actor):
                record(CHANGED, f"thing:{name}", actor=actor)
    with work(auditor):
        found = {row.object.partition(":")[2] for row in listed(auditor, notable=Notable.HOURS)}
    assert found == {"night", "early", "holiday", "Sunday"}


def test_an_event_written_under_a_clock_run_backwards_is_found(work, frozen, monkeypatch):
    monkeypatch.setitem(KINDS, CHANGED, MATTER)
    with work():
        auditor = make_actor(Role.AUDITOR, path="cn/")
        record(CHANGED, "thing:1", actor=auditor, after={"title": '","clock":"typed'})
    frozen.shift(-60)
    with work(auditor):
        record(CHANGED, "thing:2", actor=auditor)
    frozen.shift(120)
    with work(auditor):
        record(CHANGED, "thing:3", actor=auditor)
    with work(auditor):
        (found,) = listed(auditor, notable=Notable.CLOCK)
        assert found.object == "thing:2"
        assert opening.event(1, found.seq, actor=auditor).clock == "2022-09-28T00:59:00.000000Z"


def test_the_words_of_a_search_are_kept_back_while_a_plan_of_that_office_is_secret(scene, work):
    searcher = scene.readers["member"]
    with work(searcher):
        record("list.searched", "list:enterprises.enterprises", actor=searcher, after={"words": "拟检对象"})
    with work() as session:
        seq = session.connection().exec_driver_sql("SELECT max(seq) FROM audit_event").scalar_one()
    observer = scene.readers["observer"]
    with work(observer):
        assert opening.event(1, seq, actor=observer).words_hidden
        assert "拟检对象" not in json.dumps(dict(opening.event(1, seq, actor=observer).after))
    with work() as session:
        session.connection().exec_driver_sql(
            f"UPDATE case_file SET embargoed_until = NULL, number = '京检1号' WHERE id = '{_as_stored(session, scene)}'"
        )
    with work(observer):
        assert opening.event(1, seq, actor=observer).after == {"words": "拟检对象"}


def _as_stored(session, scene):
    return str(scene.secret_id) if session.get_bind().dialect.name == "postgresql" else scene.secret_id.hex


def test_a_page_of_the_log_costs_the_same_statements_whatever_its_length(scene, work):
    counts = []
    for limit in (1, 50):
        with work(scene.readers["observer"]) as session:
            statements = []
            event.listen(session.connection(), "before_cursor_execute", _into(statements))
            search.events(search.Wanted(), reading.scope(scene.readers["observer"]), offset=0, limit=limit)
            counts.append(len(statements))
    assert counts == [3, 3]


def _into(statements):
    """A listener that keeps each statement."""
    return lambda *args: statements.append(args[2])
