"""An old backup is put back, and the product stands still: who notices, who is told, what still runs."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import worker
from app.access.actor import Actor
from app.audit.log.writing import HEAD
from app.audit.sealing import rounds as sealing
from app.audit.sealing import standstill
from app.audit.verifying.verification import verify
from app.audit.views.standing import watch
from app.core.db import Database
from app.core.errors import ReadOnly
from app.organisation.models import User
from app.organisation.rules import actor_of
from tests.hosts import OPERATOR, Host

pytestmark = pytest.mark.committed


def somebody(host: Host) -> Actor:
    """A person of the restored database."""
    with host.app.database.unit_of_work(OPERATOR, appends=False) as session:
        return actor_of(session.scalars(select(User)).one(), proven=True)


def test_a_restored_old_backup_stops_the_product(behind: Host, username: str) -> None:
    (head,) = behind.heads()
    assert (head.halted_at is not None, head.halted_for) == (True, "smaller")
    before, memory = behind.events(), behind.memory()

    for language, sentence in {"en": "do not match the signed log", "zh": "audit open-origin"}.items():
        answer = behind.signs_in(username, language)
        assert answer.status_code == 503
        assert sentence in answer.text

    assert (behind.events(), behind.memory()) == (before, memory)


def test_pages_without_events_answer_with_the_strip(behind: Host, acting: Any) -> None:
    door = behind.app.test_client().get("/sign-in", headers={"Accept-Language": "en"})
    assert door.status_code == 200
    assert 'role="alert"' in door.text
    assert "The system has stood still since" in door.text

    person = somebody(behind)
    page = acting(person).get("/account", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "The system has stood still since" in page.text


def test_a_refusal_that_can_not_be_kept_is_told_as_the_standstill(behind: Host, acting: Any) -> None:
    person = replace(somebody(behind), roles=frozenset())

    answer = acting(person).get("/orders", headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json["code"]) == (503, "read_only")


def test_whatever_does_not_append_still_runs(behind: Host) -> None:
    with pytest.raises(ReadOnly):
        behind.acts()
    with behind.app.database.unit_of_work(OPERATOR) as session:
        (finding,) = verify(session.connection())
    assert finding.fault is None
    with pytest.raises(Exception, match="append-only"), behind.app.database.engine.begin() as connection:
        connection.execute(HEAD.update().values(halted_at=None, halted_for=None))
    with pytest.raises(Exception, match="append-only"), behind.app.database.engine.begin() as connection:
        connection.execute(HEAD.update().values(size=HEAD.c.size + 1))


def test_the_worker_says_it_once_and_waits_until_a_new_log_is_open(
    behind: Host, capsys: pytest.CaptureFixture[str]
) -> None:
    watch = worker.Watch(behind.app)
    assert [watch.waits() for _round in range(3)] == [True] * 3
    assert capsys.readouterr().out.count("the log stands still") == 1

    behind.command("audit", "open-origin", "--reason", "Drill", "--yes")

    assert watch.waits() is False


def test_a_process_that_starts_finds_a_copy_put_back_by_other_means(host: Host, username: str, empty: Database) -> None:
    host.acts()
    host.seals()
    host.runs_on(empty)
    host.looks()
    (head,) = host.heads()
    assert head.halted_for == "smaller"


def test_other_events_than_were_signed_stop_the_product(host: Host, username: str, empty: Database) -> None:
    host.seals()
    size = host.heads()[0].size
    host.runs_on(empty)
    host.acts(size + 2)

    host.looks()

    assert host.heads()[0].halted_for == "unproven"


def test_the_job_that_signs_stops_the_product_too(host: Host, username: str, empty: Database) -> None:
    host.acts()
    host.seals()
    memory = host.memory()
    host.runs_on(empty)
    host.acts(1)

    worker.run_job(host.app, sealing.job(host.app.settings))
    worker.run_job(host.app, sealing.job(host.app.settings))

    assert host.heads()[0].halted_for == "smaller"
    assert host.memory() == memory


def test_the_first_request_of_a_process_looks_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []
    monkeypatch.setattr(standstill, "look", lambda database, settings: looks.append(database))
    app: Any = Flask("small")
    app.database, app.settings = "database", None
    watch(app)

    for _request in range(3):
        app.test_client().get("/")

    assert looks == ["database"]
