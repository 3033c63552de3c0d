"""The log as people read it."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from app.access.actor import Actor, ActorKind, job, operator
from app.audit.operations import record
from app.audit.queries import events_of, timeline
from app.core import db
from app.core.events import Socket
from app.core.text import Text
from tests.audit.conftest import CASE, ZHANG, Log


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """One room that knows people."""
    labels: Socket[Any] = Socket()
    labels.plug(lambda ids: {ZHANG.id: "张三"} if ZHANG.id in ids else {})
    monkeypatch.setattr("app.audit.queries.actor_labels", labels)


def test_a_timeline_tells_who_did_what_when_and_why_newest_first(log: Log) -> None:
    with log.unit():
        record("thing.made", "thing:1", actor=ZHANG, case_file_id=CASE, after={"name": "a"}, reason="因")
        record("thing.lost", "thing:1", actor=job("sweep"), case_file_id=CASE)
        record("thing.made", "thing:2", actor=ZHANG, case_file_id=UUID(int=9))
    with log.unit():
        lost, made = timeline(CASE)
    assert (made.seq, made.who, made.what, made.object, made.reason) == (0, "张三", Text("made"), "thing:1", "因")
    assert (made.before, made.after, made.redacted) == (None, {"name": "a"}, False)
    assert (str(lost.who), str(lost.what)) == ("Scheduled job sweep", "lost")


def test_a_timeline_of_any_length_costs_one_statement_besides_the_names(log: Log) -> None:
    log.write(30)
    statements: list[str] = []
    with log.unit() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *args: statements.append(args[2]))
        assert len(timeline(CASE, limit=20)) == 20
    assert len([statement for statement in statements if statement.startswith("SELECT")]) == 1


def test_the_events_of_one_object(log: Log) -> None:
    log.write(3)
    with log.unit():
        assert [entry.seq for entry in events_of("thing:1")] == [1]


@pytest.mark.parametrize(
    ("actor", "shown"),
    [
        (operator("root"), "Operator root at the console"),
        (Actor(ActorKind.USER, label="anonymous"), "Not signed in"),
        (Actor(ActorKind.LINK, label="link", id=UUID(int=7)), f"link:{UUID(int=7)}"),
    ],
)
def test_actors_without_a_name_are_shown_by_what_they_are(log: Log, actor: Actor, shown: str) -> None:
    with log.unit():
        record("thing.made", "thing:1", actor=actor)
        db.session().flush()
    with log.unit():
        assert str(events_of("thing:1")[0].who) == shown


def test_an_erased_body_leaves_the_act(log: Log) -> None:
    log.write()
    with log.unit() as session:
        erase = "UPDATE audit_event SET body = NULL, actor = NULL, actor_id = NULL"
        session.connection().exec_driver_sql(erase)
    with log.unit():
        (entry,) = timeline(CASE)
    assert (entry.redacted, entry.after, str(entry.who), entry.action) == (True, None, "Erased", "test.done")
