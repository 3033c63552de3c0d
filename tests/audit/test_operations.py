"""What an operation says it did reaches the log with what it did, or not at all."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update

from app.access.actor import Actor, job
from app.audit import catalogue
from app.audit.catalogue import Declared
from app.audit.operations import record, records
from app.core import clock, db
from app.core.events import Refused, publish
from app.core.text import _
from tests.audit.conftest import CAMPAIGN, CASE, OFFICE, ZHANG, Cache, Log, Thing


def add_thing(number: int = 1) -> Thing:
    thing = Thing(id=number, name="new", case_file_id=CASE, office_id=OFFICE, campaign_id=CAMPAIGN)
    db.session().add(thing)
    return thing


def things() -> int:
    return db.session().scalar(select(func.count()).select_from(Thing)) or 0


def test_an_event_holds_who_what_where_and_why(log: Log) -> None:
    with log.unit():
        record("thing.made", add_thing(), actor=ZHANG, before={"name": None}, after={"name": "新"}, reason="要求")
    (row,), (body,) = log.rows(), log.bodies()
    assert len(bytes.fromhex(body.pop("salt"))) == 16
    assert body == {
        "action": "thing.made",
        "actor": f"user:{ZHANG.id}",
        "actor_office": str(OFFICE),
        "object": "thing:1",
        "object_office": str(OFFICE),
        "case": str(CASE),
        "campaign": str(CAMPAIGN),
        "request_id": "req-1",
        "ip": "10.0.0.7",
        "before": {"name": None},
        "after": {"name": "新"},
        "reason": "要求",
    }
    digest = hashlib.sha256(row.body).hexdigest()
    assert row.leaf.decode() == f'{{"body_sha256":"{digest}","seq":0,"t":"2022-09-28T01:00:00.000000Z","v":1}}'
    assert (row.actor_id, row.case_file_id, row.campaign, row.at) == (ZHANG.id, CASE, CAMPAIGN, clock.now())


def test_every_salt_is_fresh(log: Log) -> None:
    log.write(3)
    assert len({body["salt"] for body in log.bodies()}) == 3


def test_a_job_is_named_by_its_label_and_text_stands_for_what_has_no_row(log: Log) -> None:
    with log.unit():
        record("test.done", "calendar:2027", actor=job("deadlines"), case_file_id=CASE)
    (body,) = log.bodies()
    assert (body["actor"], body["object"], body["case"]) == ("job:deadlines", "calendar:2027", str(CASE))


def test_attachments_bind_the_content_of_files(log: Log) -> None:
    file = SimpleNamespace(sha256="ab" * 32, size=7, media_type="application/pdf", name="letter.pdf")
    with log.unit():
        record("test.done", "thing:1", actor=ZHANG, attachments=[file])
    assert log.bodies()[0]["attachments"] == [{"sha256": "ab" * 32, "size": 7, "media_type": "application/pdf"}]


def test_a_value_without_canonical_form_is_refused_where_it_is_recorded(log: Log) -> None:
    with log.unit(), pytest.raises(ValueError, match=r"\$\.after\.share: float"):
        record("test.done", "thing:1", actor=ZHANG, after={"share": 0.5})
    assert log.rows() == []


def test_an_action_nobody_declared_is_refused(log: Log) -> None:
    with log.unit(), pytest.raises(ValueError, match=r"the action thing\.painted is declared in no room"):
        record("thing.painted", "thing:1", actor=ZHANG)
    assert log.rows() == []


@pytest.mark.parametrize("values", [{"before": {"colour": "red"}}, {"after": {"name": "新", "colour": "red"}}])
def test_a_key_that_the_kind_does_not_have_is_refused(log: Log, values: dict[str, Any]) -> None:
    with log.unit(), pytest.raises(ValueError, match=r"thing\.made has no keys \['colour'\]"):
        record("thing.made", "thing:1", actor=ZHANG, **values)
    assert log.rows() == []


def test_a_rollback_burns_no_number(log: Log) -> None:
    log.write()
    with pytest.raises(ZeroDivisionError), log.unit():
        record("thing.made", add_thing(), actor=ZHANG)
        db.session().flush()
        raise ZeroDivisionError
    log.write()
    assert [row.seq for row in log.rows()] == [0, 1]
    with log.unit():
        assert things() == 0


def test_an_undone_attempt_leaves_the_rest_of_its_unit_of_work(log: Log) -> None:
    with log.unit() as session:
        record("thing.made", add_thing(), actor=ZHANG)
        session.rollback()
        record("test.refused", "thing:1", actor=ZHANG)
    assert log.actions() == ["test.refused"]


def test_the_events_of_an_undone_savepoint_are_dropped(log: Log) -> None:
    with log.unit() as session:
        record("test.first", "thing:0", actor=ZHANG)
        with pytest.raises(ZeroDivisionError), session.begin_nested():
            with session.begin_nested():
                record("thing.made", add_thing(), actor=ZHANG)
            raise ZeroDivisionError
        with session.begin_nested():
            record("test.kept", "thing:2", actor=ZHANG)
        record("test.last", "thing:3", actor=ZHANG)
    assert log.actions() == ["test.first", "test.kept", "test.last"]


def test_a_change_in_an_undone_savepoint_needs_no_event(log: Log) -> None:
    with log.unit() as session, pytest.raises(ZeroDivisionError), session.begin_nested():
        add_thing()
        session.flush()
        raise ZeroDivisionError
    assert log.rows() == []


@pytest.mark.parametrize(
    "change",
    [
        lambda session, thing: session.add(Thing(id=2)),
        lambda session, thing: setattr(thing, "name", "changed"),
        lambda session, thing: session.delete(thing),
        lambda session, thing: session.execute(update(Thing).values(name="changed")),
        lambda session, thing: session.execute(delete(Thing)),
        lambda session, thing: session.execute(insert(Thing), [{"id": 3}]),
    ],
    ids=["insert", "update", "delete", "bulk update", "bulk delete", "bulk insert"],
)
def test_no_change_without_its_event(log: Log, change: Any) -> None:
    with log.unit():
        record("thing.made", add_thing(), actor=ZHANG)
    with pytest.raises(RuntimeError, match="changed without an audit event: Thing"), log.unit() as session:
        change(session, session.get_one(Thing, 1))
    with log.unit() as session:
        assert [(thing.id, thing.name) for thing in session.scalars(select(Thing))] == [(1, "new")]


def test_technical_rows_and_changes_of_nothing_need_no_event(log: Log) -> None:
    with log.unit():
        record("thing.made", add_thing(), actor=ZHANG)
    with log.unit() as session:
        session.add(Cache(id=1))
        session.get_one(Thing, 1).name = "new"
        session.execute(update(Thing).where(Thing.id == 99).values(name="nobody"))
    assert log.actions() == ["thing.made"]


def test_time_never_runs_backwards_and_the_clocks_reading_is_kept(log: Log, frozen: Any) -> None:
    log.write()
    frozen.shift(timedelta(hours=-1))
    log.write()
    first, second = log.rows()
    assert second.at == first.at
    assert json.loads(second.body)["clock"] == "2022-09-28T00:00:00.000000Z"
    assert "clock" not in json.loads(first.body)
    assert log.verified().fault is None


Start = Callable[..., str]


@pytest.fixture(autouse=True)
def register(monkeypatch: pytest.MonkeyPatch) -> dict[str, Declared]:
    """Operations that a test declares are forgotten with it."""
    registry: dict[str, Declared] = {}
    monkeypatch.setattr("app.audit.operations.REGISTRY", registry)
    monkeypatch.setattr(catalogue, "REGISTRY", registry)
    return registry


@pytest.fixture
def start(register: dict[str, Declared]) -> Start:
    """An operation that records the actions it is given."""

    @records("test.started", sometimes=("test.warned",))
    def start(*actions: str) -> str:
        for action in actions:
            record(action, "thing:1", actor=ZHANG)
        return "started"

    return start


@pytest.fixture
def open_with(start: Start) -> Callable[..., None]:
    """An operation that calls another."""

    @records("test.opened")
    def open_with(*inner: str) -> None:
        start(*inner)
        record("test.opened", "thing:1", actor=ZHANG)

    return open_with


@pytest.mark.parametrize("actions", [("test.started",), ("test.started", "test.warned", "test.started")])
def test_an_operation_appends_what_it_declares(log: Log, start: Start, actions: tuple[str, ...]) -> None:
    with log.unit():
        assert start(*actions) == "started"
    assert log.actions() == list(actions)


@pytest.mark.parametrize("actions", [(), ("test.warned",), ("test.started", "test.surprise")])
def test_a_missing_or_undeclared_event_fails_the_transaction(log: Log, start: Start, actions: tuple[str, ...]) -> None:
    with pytest.raises(RuntimeError, match="missed the events"), log.unit():
        start(*actions)
    assert log.rows() == []


def test_an_operation_called_by_another_accounts_for_its_own_events(log: Log, open_with: Callable[..., None]) -> None:
    with log.unit():
        open_with("test.started")
    assert log.actions() == ["test.started", "test.opened"]
    with pytest.raises(RuntimeError, match="start missed"), log.unit():
        open_with()


def test_an_action_needs_a_sentence(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "KINDS", {})
    assert catalogue.undeclared() == ["test.started", "test.warned"]
    kinds = {"test.started": catalogue.Kind(_("Started")), "test.warned": catalogue.Kind(_("Warned"))}
    for _again in range(2):
        catalogue.declare(kinds)
    assert catalogue.undeclared() == []
    assert catalogue.describe("test.started") == _("Started")
    with pytest.raises(ValueError, match="declared twice"):
        catalogue.declare({"test.started": catalogue.Kind(_("Begun"))})


def test_a_refusal_is_kept(log: Log) -> None:
    stranger = Actor(ZHANG.kind, label="anonymous", ip="10.0.0.9")
    with log.unit():
        publish(Refused("csrf_failed", 400, stranger, "/订单\0" + "x" * 300, "forged"))
    (row,), (body,) = log.rows(), log.bodies()
    assert (row.action, row.actor, row.actor_id, body["ip"]) == ("access.refused", "anonymous", None, "10.0.0.9")
    assert row.object.startswith("endpoint:/%E8%AE%A2%E5%8D%95%00xx")
    assert body["after"] == {"code": "csrf_failed", "status": 400, "detail": "forged"}


def test_a_change_made_after_the_event_is_flushed_before_the_log_is_locked(log: Log) -> None:
    with log.unit():
        thing = add_thing()
        record("thing.made", thing, actor=ZHANG)
        thing.name = "changed after the event"
    with log.unit() as session:
        assert session.get_one(Thing, 1).name == "changed after the event"
    assert log.actions() == ["thing.made"]


def test_nothing_is_changed_after_the_log_is_locked(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.audit.log.unit.append", lambda connection, bodies: add_thing())
    with pytest.raises(RuntimeError, match="after the audit events were written"), log.unit():
        record("test.done", "thing:1", actor=ZHANG)
