"""Writers of an SQLite file: each gets its turn, however many threads and processes there are."""

import multiprocessing
import os
import signal
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from app.access.actor import operator
from app.audit import unit
from app.audit.operations import record
from app.audit.writing import HEAD
from app.core.db import Database
from tests.factories.organisation import PREPARED

WRITERS = 3
ACTS = 15
TESTS = operator("tests")


@pytest.fixture
def sqlite(database: Database) -> Database:
    """The test's database where it is a file; how long SQLite itself waits is cut short."""
    if database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL queues by itself")
    event.listen(database.engine, "connect", lambda connection, _record: connection.execute("PRAGMA busy_timeout=50"))
    return database


def write(database: Database, number: int) -> None:
    with database.unit_of_work(TESTS):
        record(PREPARED, f"thing:{number}", actor=TESTS)


def size(database: Database) -> int:
    with database.unit_of_work(TESTS, appends=False) as session:
        return int(session.connection().execute(select(HEAD.c.size)).scalar_one())


def write_from_afar(url: str) -> None:
    unit.install()
    database = Database(url)
    for number in range(ACTS):
        write(database, number)
    database.engine.dispose()


def die_with_the_turn(url: str) -> None:
    with Database(url).unit_of_work(TESTS) as session:
        session.connection()
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.committed
@pytest.mark.real_time
def test_no_writer_starves_among_threads_and_processes(database: Database) -> None:
    """On both databases."""
    url = database.engine.url.render_as_string(hide_password=False)
    before = size(database)
    others = [
        multiprocessing.get_context("spawn").Process(target=write_from_afar, args=(url,)) for _other in range(WRITERS)
    ]
    for other in others:
        other.start()
    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(lambda number: write(database, number), range(WRITERS * ACTS)))
    for other in others:
        other.join()

    assert [other.exitcode for other in others] == [0] * WRITERS
    assert size(database) == before + 2 * WRITERS * ACTS


@pytest.mark.committed
@pytest.mark.real_time
def test_a_writer_waits_for_its_turn_longer_than_sqlite_would(sqlite: Database) -> None:
    with ThreadPoolExecutor(1) as threads:
        with sqlite.unit_of_work(TESTS):
            record(PREPARED, "thing:first", actor=TESTS)
            waiting = threads.submit(write, sqlite, 2)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.3)
        waiting.result()


@pytest.mark.committed
def test_a_unit_within_another_is_refused_and_does_not_wait_for_ever(sqlite: Database) -> None:
    with sqlite.unit_of_work(TESTS):
        record(PREPARED, "thing:outer", actor=TESTS)
        with pytest.raises(OperationalError, match="locked"):
            write(sqlite, 2)
        assert size(sqlite) == 0
    write(sqlite, 3)
    assert size(sqlite) == 2


@pytest.mark.committed
@pytest.mark.real_time
def test_a_turn_without_a_transaction_is_given_back(sqlite: Database) -> None:
    """A program that knows no turns has the lock: who was refused must not keep the others waiting."""
    with closing(sqlite3.connect(sqlite.engine.url.database or "", isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            write(sqlite, 1)
        stranger.execute("ROLLBACK")
    with ThreadPoolExecutor(1) as threads:
        threads.submit(write, sqlite, 2).result(timeout=5)


@pytest.mark.committed
@pytest.mark.real_time
def test_an_undone_unit_gives_its_turn_back(sqlite: Database) -> None:
    with pytest.raises(ValueError, match="undone"), sqlite.unit_of_work(TESTS) as session:
        session.connection()
        raise ValueError("undone")
    with ThreadPoolExecutor(1) as threads:
        threads.submit(write, sqlite, 2).result(timeout=5)


@pytest.mark.committed
@pytest.mark.real_time
def test_a_killed_process_gives_its_turn_back(sqlite: Database) -> None:
    url = str(sqlite.engine.url)
    killed = multiprocessing.get_context("spawn").Process(target=die_with_the_turn, args=(url,))
    killed.start()
    killed.join()

    assert killed.exitcode == -signal.SIGKILL
    write(sqlite, 1)
    assert size(sqlite) == 1


def test_a_database_in_memory_has_no_turns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Database("sqlite://").unit_of_work(TESTS) as session:
        assert session.connection().exec_driver_sql("SELECT 1").scalar() == 1
    assert not list(tmp_path.iterdir())
