"""Whoever changes the log past its triggers is found, with the first bad index and the kind of fault."""

import hashlib
import json
import time
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app.audit.log.writing import EVENT, event_row
from app.audit.tlog.tree import leaf_hash
from app.audit.verifying.chain import Fault, Finding
from app.core.db import Database
from app.web.dispatch import Application
from tests.audit.conftest import Log


@pytest.fixture
def filled(log: Log) -> Log:
    log.write(7)
    return log


def test_an_untouched_log_holds(filled: Log) -> None:
    finding = filled.verified()
    assert (finding.log, finding.size, finding.fault, finding.first_bad) == (1, 7, None, None)


def test_an_empty_log_holds(log: Log) -> None:
    finding = log.verified()
    assert (finding.size, finding.fault) == (0, None)
    assert finding.root == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    ("statement", "fault", "first_bad"),
    [
        ("UPDATE audit_event SET body = leaf WHERE seq = 4", Fault.BODY_HASH, 4),
        ("UPDATE audit_event SET action = 'other' WHERE seq = 4", Fault.COLUMNS, 4),
        ("UPDATE audit_event SET case_file_id = NULL WHERE seq = 4", Fault.COLUMNS, 4),
        ("UPDATE audit_event SET request_id = 'x' WHERE seq = 0", Fault.COLUMNS, 0),
        ("UPDATE audit_event SET at = '2021-01-01 00:00:00.000000' WHERE seq = 4", Fault.COLUMNS, 4),
        ("UPDATE audit_event SET leaf = body WHERE seq = 4", Fault.LEAF_FORM, 4),
        ("UPDATE audit_event SET leaf_hash = body WHERE seq = 4", Fault.LEAF_HASH, 4),
        ("DELETE FROM audit_event WHERE seq = 4", Fault.GAP, 4),
        ("DELETE FROM audit_event WHERE seq = 0", Fault.GAP, 0),
        ("DELETE FROM audit_event WHERE seq = 6", Fault.GAP, 6),
        ("DELETE FROM audit_event WHERE seq >= 5", Fault.GAP, 5),
        ("UPDATE audit_event SET seq = 7 WHERE seq = 4", Fault.GAP, 4),
        ("UPDATE audit_head SET size = 8", Fault.GAP, 7),
        ("UPDATE audit_head SET size = 6", Fault.PEAKS, 6),
        ("UPDATE audit_head SET size = 4, peaks = (SELECT hash FROM audit_node WHERE level = 2)", Fault.SURPLUS, 4),
        ("UPDATE audit_head SET peaks = (SELECT hash FROM audit_node WHERE level = 2)", Fault.PEAKS, 7),
        ("DELETE FROM audit_node WHERE level = 2", Fault.NODES, 3),
        ('DELETE FROM audit_node WHERE level = 1 AND "index" = 2', Fault.NODES, 5),
        ("UPDATE audit_node SET hash = (SELECT leaf_hash FROM audit_event WHERE seq = 0)", Fault.NODES, 1),
        ('INSERT INTO audit_node SELECT log, 1, 3, hash FROM audit_node WHERE "index" = 2', Fault.SURPLUS, 7),
        ('INSERT INTO audit_node SELECT log, 0, 6, hash FROM audit_node WHERE "index" = 2', Fault.NODES, 7),
    ],
)
def test_tampering_is_found(filled: Log, statement: str, fault: Fault, first_bad: int) -> None:
    filled.tamper(statement)
    finding = filled.verified()
    assert (finding.fault, finding.first_bad) == (fault, first_bad)


def forged(row: Any, *, earlier: timedelta = timedelta(), **changes: Any) -> dict[str, Any]:
    """The row of an event rewritten with all its own hashes right."""
    return event_row(json.loads(row.body) | changes, seq=row.seq, at=row.at - earlier)


def put(log: Log, forgery: dict[str, Any]) -> None:
    """Overwrite the event's row, the triggers off."""
    log.tamper()
    with log.unit() as session:
        session.connection().execute(update(EVENT).filter_by(seq=forgery["seq"]).values(forgery))


def test_an_event_rewritten_with_its_own_hashes_is_found_by_the_tree(filled: Log) -> None:
    put(filled, forged(filled.rows()[4], action="thing.forged"))
    finding = filled.verified()
    assert (finding.fault, finding.first_bad) == (Fault.NODES, 5)


def test_the_last_event_rewritten_is_found_by_the_peaks(filled: Log) -> None:
    put(filled, forged(filled.rows()[6], action="thing.forged"))
    finding = filled.verified()
    assert (finding.fault, finding.first_bad) == (Fault.PEAKS, 7)


def test_an_event_before_its_predecessor_is_found(filled: Log) -> None:
    put(filled, forged(filled.rows()[4], earlier=timedelta(days=1)))
    finding = filled.verified()
    assert (finding.fault, finding.first_bad) == (Fault.TIME_ORDER, 4)


@pytest.mark.parametrize("body", [b'{"action": "x"}', b"{}", b"[]", b'{"a":1.5}', b"\xff"])
def test_a_body_in_another_form_is_found_though_its_hash_is_right(filled: Log, body: bytes) -> None:
    row = filled.rows()[4]
    digest = hashlib.sha256(body).hexdigest().encode()
    leaf = row.leaf[:16] + digest + row.leaf[80:]
    put(filled, {"seq": 4, "leaf": leaf, "body": body, "leaf_hash": leaf_hash(leaf)})
    finding = filled.verified()
    assert (finding.fault, finding.first_bad) == (Fault.BODY_FORM, 4)


@pytest.mark.parametrize(
    ("column", "fault"),
    [
        ("leaf", Fault.UNREADABLE),
        ("body", Fault.UNREADABLE),
        ("at", Fault.COLUMNS),
        ("actor_id", Fault.COLUMNS),
    ],
)
def test_what_no_column_can_hold_is_found_on_sqlite(filled: Log, database: Database, column: str, fault: Fault) -> None:
    if database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL refuses a value of another type itself, so the fault cannot be made there")
    filled.tamper(f"UPDATE audit_event SET {column} = 'text' WHERE seq = 4")
    finding = filled.verified()
    assert (finding.fault, finding.first_bad) == (fault, 4)


def test_a_lost_head_is_found(filled: Log) -> None:
    filled.tamper("DELETE FROM audit_head")
    assert filled.verified().fault is Fault.NO_HEAD


def test_the_command_prints_size_and_root_and_what_it_can_not_know(filled: Log, app: Application) -> None:
    root = filled.verified().root
    told = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert told.exit_code == 0
    assert told.output == f"log 1: size 7, root {root}, 0 redacted: internally consistent only\n"
    as_json = app.test_cli_runner().invoke(args=["audit", "verify", "--json"])
    assert json.loads(as_json.stdout) == {
        "verdict": "internally consistent only",
        "fault": None,
        "first_bad": None,
        "logs": [asdict(Finding(1, None, 7, root))],
    }


def test_the_command_names_the_first_bad_index_and_the_kind(filled: Log, app: Application) -> None:
    filled.tamper("UPDATE audit_event SET action = 'other' WHERE seq = 4")
    told = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert told.exit_code == 1
    assert "first bad index 4, columns: " in told.output
    as_json = app.test_cli_runner().invoke(args=["audit", "verify", "--json"])
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout)["verdict"] == "fault"
    assert json.loads(as_json.stdout)["logs"][0]["fault"] == "columns"


@pytest.mark.real_time
def test_five_thousand_events_are_read_in_seconds(log: Log) -> None:
    log.write(5_000)
    began = time.perf_counter()
    finding = log.verified()
    assert (finding.size, finding.fault) == (5_000, None)
    assert time.perf_counter() - began < 5
