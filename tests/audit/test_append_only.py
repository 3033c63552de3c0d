"""The triggers that stand at head: nothing is changed, removed or replaced, save a body that is erased."""

from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from app.core.errors import ReadOnly
from tests.audit.conftest import TABLES, Log

COPY = (
    "INSERT OR REPLACE INTO audit_event SELECT log, seq, leaf, body, leaf_hash, at, 'other', actor, actor_id, "
    "actor_office, object, object_office, case_file_id, campaign, request_id FROM audit_event WHERE seq = 0"
)


def refused(log: Log, statement: str) -> None:
    with pytest.raises(DBAPIError, match="is append-only"), log.unit() as session:
        session.connection().exec_driver_sql(statement)


@pytest.fixture
def filled(log: Log) -> Log:
    log.write(4)
    return log


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET action = 'other' WHERE seq = 1",
        "UPDATE audit_event SET body = leaf WHERE seq = 1",
        "UPDATE audit_event SET body = NULL, object = 'other' WHERE seq = 1",
        "UPDATE audit_event SET body = NULL, seq = 9 WHERE seq = 1",
        "UPDATE audit_event SET actor = NULL WHERE seq = 1",
        "UPDATE audit_event SET body = NULL, actor = 'other' WHERE seq = 1",
        "DELETE FROM audit_event WHERE seq = 3",
        "UPDATE audit_node SET hash = hash",
        "DELETE FROM audit_node",
        "UPDATE audit_head SET size = 3",
        "UPDATE audit_head SET peaks = peaks",
        "UPDATE audit_head SET log = 2, size = 9",
        "UPDATE audit_head SET halted_at = CURRENT_TIMESTAMP",
        "UPDATE audit_head SET halted_at = CURRENT_TIMESTAMP, halted_for = 'smaller', size = 9",
        "UPDATE audit_head SET halted_for = 'smaller'",
        "DELETE FROM audit_head",
    ],
)
def test_the_log_is_append_only(filled: Log, statement: str) -> None:
    refused(filled, statement)
    assert filled.verified().fault is None


def test_a_table_is_not_emptied_at_once(filled: Log, database: Any) -> None:
    for table in TABLES:
        emptying = "TRUNCATE {} CASCADE" if database.engine.dialect.name == "postgresql" else "DELETE FROM {}"
        refused(filled, emptying.format(table))


def test_sqlite_replaces_no_row(filled: Log, database: Any) -> None:
    if database.engine.dialect.name != "sqlite":
        pytest.skip("INSERT OR REPLACE exists in SQLite alone; PostgreSQL has no such statement to refuse")
    with filled.unit() as session:
        session.connection().exec_driver_sql("PRAGMA recursive_triggers=OFF")
    refused(filled, COPY)
    refused(filled, "INSERT OR REPLACE INTO audit_head (log, size, peaks) VALUES (1, 9, x'')")
    refused(filled, "INSERT OR REPLACE INTO audit_node SELECT log, level, \"index\", x'' FROM audit_node")
    with filled.unit() as session:
        session.connection().exec_driver_sql("PRAGMA recursive_triggers=ON")


@pytest.mark.parametrize("erased", ["body = NULL", "body = NULL, actor = NULL, actor_id = NULL"])
def test_a_body_may_be_erased_once(filled: Log, erased: str) -> None:
    with filled.unit() as session:
        session.connection().exec_driver_sql(f"UPDATE audit_event SET {erased} WHERE seq = 2")
    finding = filled.verified()
    assert (finding.redacted, finding.size) == (1, 4)
    refused(filled, "UPDATE audit_event SET body = leaf WHERE seq = 2")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_head SET size = 9",
        "UPDATE audit_head SET halted_at = NULL, halted_for = NULL",
        "UPDATE audit_head SET size = 9, halted_at = NULL, halted_for = NULL",
        "UPDATE audit_head SET halted_for = 'other'",
    ],
)
def test_a_halted_log_stays_as_it_is(filled: Log, statement: str) -> None:
    with filled.unit() as session:
        session.connection().exec_driver_sql(
            "UPDATE audit_head SET halted_at = CURRENT_TIMESTAMP, halted_for = 'smaller'"
        )
    refused(filled, statement)
    with pytest.raises(ReadOnly):
        filled.write()


def test_the_triggers_stand_at_head(log: Log, database: Any) -> None:
    postgresql = database.engine.dialect.name == "postgresql"
    names = (
        "tgname FROM pg_trigger WHERE NOT tgisinternal"
        if postgresql
        else "name FROM sqlite_master WHERE type = 'trigger'"
    )
    with log.unit() as session:
        standing = set(session.connection().exec_driver_sql(f"SELECT {names}").scalars())
    refused = ("update", "delete", "truncate" if postgresql else "replace")
    assert standing >= {f"{table}_no_{what}" for table in TABLES for what in refused}
