"""Sealing a log that is in a database: when it is due, what is kept where, what is announced, what is refused."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import structlog.testing
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.audit.log.subtrees import stored
from app.audit.models import CheckpointDemand, Why
from app.audit.sealing import checkpoints
from app.audit.sealing.signing import Contradiction, Inconsistent
from app.audit.tlog.note import Checkpoint, opened
from app.audit.tlog.proofs import consistency, verify_consistency
from app.core import clock, db, events, outbox
from app.core.outbox import OutboxMessage
from app.notifications.mail import letter
from tests.audit.conftest import ORIGIN, Deployment


@pytest.fixture
def setting(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set the deployment up otherwise."""

    def change(**settings: Any) -> None:
        monkeypatch.setattr(deployment.app, "settings", replace(deployment.settings, **settings))

    return change


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Inconsistent]]:
    """The contradictions that were announced."""
    heard: list[Inconsistent] = []
    monkeypatch.setitem(events._handlers, Inconsistent, [heard.append])
    return heard


def test_a_checkpoint_says_what_the_log_is_and_is_kept_in_three_places(running: Deployment) -> None:
    (row,) = running.sealed()
    keys = [own.key for own in running.signer.verifiers(ORIGIN)]
    checkpoint = opened(row.note, ORIGIN, keys)
    assert (checkpoint.size, checkpoint.root.hex()) == (2, running.log.verified().root)
    assert (row.log, row.root, row.why, row.signed_at) == (1, checkpoint.root, Why.PERIODIC, clock.wall())
    assert running.files() == {"localhost_audit_1-000000000002.txt": row.note}
    assert running.signer.promises()[1].note == row.note


def test_a_growing_log_is_signed_once_a_minute(running: Deployment, frozen: Any) -> None:
    running.log.write(3)
    frozen.shift(timedelta(seconds=59))
    running.look()
    assert running.sizes() == [2]
    frozen.shift(timedelta(seconds=1))
    running.look()
    running.look()
    assert running.sizes() == [2, 5]


def test_a_log_that_does_not_grow_is_not_signed_again(running: Deployment, frozen: Any) -> None:
    for _round in range(5):
        frozen.shift(timedelta(hours=5))
        running.look()
    assert running.sizes() == [2]
    assert len(running.files()) == 1


def test_a_demand_does_not_wait_and_is_answered_once(running: Deployment) -> None:
    running.demand(Why.DOCUMENT)
    running.demand(Why.CAMPAIGN_CLOSE)
    running.demand(Why.PERIODIC)
    running.look()
    assert [(row.size, row.why) for row in running.sealed()] == [(2, Why.PERIODIC), (5, Why.CAMPAIGN_CLOSE)]
    with running.log.unit() as session:
        assert session.scalars(select(CheckpointDemand)).all() == []
    running.log.write()
    running.look()
    assert running.sizes() == [2, 5]


def test_a_demand_is_undone_with_its_unit_of_work(running: Deployment) -> None:
    with pytest.raises(RuntimeError), running.log.unit() as session:
        checkpoints.demand(Why.DOCUMENT)
        session.flush()
        raise RuntimeError
    running.log.write()
    running.look()
    assert running.sizes() == [2]


def test_checkpoints_follow_one_another(running: Deployment, frozen: Any) -> None:
    """Whoever holds an old one can be shown that nothing before it was changed."""
    for number in range(1, 6):
        running.log.write(number)
        frozen.shift(timedelta(minutes=1))
        running.look()
    rows = running.sealed()
    with running.log.unit():
        read = stored(db.session().connection(), 1)
        for old, new in pairwise(rows):
            proof = consistency(old.size, new.size, read)
            verify_consistency(old.size, new.size, proof, old.root, new.root)


@pytest.mark.parametrize(
    ("tampering", "expected"),
    [
        (["DELETE FROM audit_event WHERE seq = 1", "UPDATE audit_head SET size = 1, peaks = {leaf0}"], "smaller"),
        (["UPDATE audit_head SET peaks = {zeros}"], "other_root"),
        (["UPDATE audit_head SET log = 2"], "unknown_log"),
    ],
)
def test_a_database_that_contradicts_gets_no_signature(
    running: Deployment, told: list[Inconsistent], database: Any, tampering: list[str], expected: str
) -> None:
    literal = "'\\x{}'::bytea" if database.engine.dialect.name == "postgresql" else "x'{}'"
    values = {"leaf0": literal.format(running.log.rows()[0].leaf_hash.hex()), "zeros": literal.format("00" * 32)}
    running.log.tamper(*(statement.format(**values) for statement in tampering))
    kept = running.signer.promises()
    running.look()
    running.look()
    assert [fault.contradiction.value for fault in told] == [expected] * 2
    assert (running.sizes(), running.signer.promises()) == ([2], kept)


def test_history_rewritten_below_the_last_checkpoint_gets_no_signature(
    running: Deployment, told: list[Inconsistent], frozen: Any
) -> None:
    root = running.sealed()[0].root
    running.log.write(2)
    running.log.tamper(
        'UPDATE audit_node SET hash = (SELECT leaf_hash FROM audit_event WHERE seq = 3) WHERE "level" = 1'
    )
    frozen.shift(timedelta(minutes=5))
    running.look()
    assert [fault.contradiction for fault in told] == [Contradiction.UNPROVEN]
    assert f"size 2, root {root.hex()}" in str(told[0])
    assert running.sizes() == [2]


def test_a_signer_that_lost_its_memory_does_not_start_anew(running: Deployment, told: list[Inconsistent]) -> None:
    (running.settings.signer_dir / "state.json").unlink()
    running.log.write()
    running.look()
    assert [fault.contradiction for fault in told] == [Contradiction.LOST_STATE]
    assert not (running.settings.signer_dir / "state.json").exists()


def test_a_log_that_stands_still_is_left_alone(running: Deployment, told: list[Inconsistent]) -> None:
    running.log.tamper("UPDATE audit_head SET peaks = peaks, halted_at = '2022-09-28 01:00:00', halted_for = 'smaller'")
    running.look()
    assert (told, running.sizes()) == ([], [2])


def test_the_origin_of_a_log_is_that_of_its_first_checkpoint(running: Deployment, setting: Callable[..., None]) -> None:
    setting(base_url="https://lianjian.example.gov.cn:8443/")
    running.demand(Why.DOCUMENT)
    running.look()
    assert [Checkpoint.noted(row.note).origin for row in running.sealed()] == [ORIGIN] * 2


def test_the_host_of_the_deployment_names_its_logs() -> None:
    assert checkpoints.origin_of(2, "https://lianjian.example.gov.cn:8443/x") == "lianjian.example.gov.cn/audit/2"


def test_a_note_whose_transaction_failed_is_kept_the_next_time(
    running: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    running.demand(Why.DOCUMENT)
    with monkeypatch.context() as patch, pytest.raises(OSError, match="no space"):
        patch.setattr("app.audit.sealing.copies._place", no_space)
        running.look()
    assert running.sizes() == [2]
    lost = running.signer.promises()[1].note
    running.demand(Why.DOCUMENT)
    running.look()
    assert running.sizes() == [2, 3, 4]
    assert running.sealed()[1].note == lost == running.files()["localhost_audit_1-000000000003.txt"]


def no_space(*_args: Any) -> None:
    raise OSError("no space left on device")


def test_each_checkpoint_is_dropped_into_the_folder_outside_and_never_overwritten(
    running: Deployment, setting: Callable[..., None], tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    setting(checkpoint_dir=outside)
    (outside / "localhost_audit_1-000000000003.txt").write_bytes(b"what somebody else put there")
    with structlog.testing.capture_logs() as told:
        for _turn in range(2):
            running.demand(Why.DOCUMENT)
            running.look()
    assert [entry["event"] for entry in told] == ["another checkpoint of this size stands there"] * 2
    assert (outside / "localhost_audit_1-000000000003.txt").read_bytes() == b"what somebody else put there"
    assert (outside / "localhost_audit_1-000000000004.txt").read_bytes() == running.sealed()[-1].note


def test_a_folder_outside_that_is_away_does_not_stop_the_signing(
    running: Deployment, setting: Callable[..., None], tmp_path: Path
) -> None:
    setting(checkpoint_dir=tmp_path / "not mounted")
    running.demand(Why.DOCUMENT)
    with structlog.testing.capture_logs() as told:
        running.look()
    assert [entry["event"] for entry in told] == ["checkpoint not dropped"] * 2
    assert running.sizes() == [2, 3]
    assert not (tmp_path / "not mounted").exists()


def test_one_checkpoint_a_day_is_mailed_and_each_close_of_a_campaign(
    running: Deployment, setting: Callable[..., None], frozen: Any
) -> None:
    setting(checkpoint_mail=("inspection@discipline.example", "archive@province.example"))
    for why in (Why.DOCUMENT, Why.DOCUMENT, Why.CAMPAIGN_CLOSE):
        running.demand(why)
        running.look()
    assert mailed(running) == [3, 3, 5, 5]
    frozen.shift(timedelta(days=1))
    running.demand(Why.DOCUMENT)
    running.look()
    assert mailed(running) == [3, 3, 5, 5, 6, 6]


def mailed(deployment: Deployment) -> list[int]:
    """The sizes of the checkpoints that wait to be mailed."""
    with deployment.log.unit() as session:
        payloads = session.scalars(select(OutboxMessage.payload).order_by(OutboxMessage.id)).all()
    return [Checkpoint.noted(payload["enclosed"].encode()).size for payload in payloads]


def test_a_mail_carries_the_note_to_the_byte(running: Deployment, setting: Callable[..., None]) -> None:
    setting(checkpoint_mail=("inspection@discipline.example",))
    running.demand(Why.CAMPAIGN_CLOSE)
    running.look()
    with running.log.unit():
        message = outbox.claim()
    with running.app.app_context():
        mail = letter(message, sender="lianjian@province.example", base_url="https://lianjian.example")
    assert "localhost/audit/1" in mail["Subject"]
    assert running.sealed()[-1].note.decode() in mail.get_content().replace("\r\n", "\n")


STATEMENTS = [
    "UPDATE audit_checkpoint SET why = 'export'",
    "UPDATE audit_checkpoint SET note = root",
    "DELETE FROM audit_checkpoint",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_kept_checkpoint_is_neither_changed_nor_removed(running: Deployment, statement: str) -> None:
    with pytest.raises(DBAPIError, match="audit_checkpoint is append-only"), running.log.unit() as session:
        session.connection().exec_driver_sql(statement)


def test_a_kept_checkpoint_is_neither_replaced_nor_swept_away(running: Deployment, database: Any) -> None:
    if database.engine.dialect.name == "postgresql":
        statement = "TRUNCATE audit_checkpoint CASCADE"
    else:
        statement = (
            "INSERT OR REPLACE INTO audit_checkpoint SELECT log, size, root, root, signed_at, why FROM audit_checkpoint"
        )
    with pytest.raises(DBAPIError, match="audit_checkpoint is append-only"), running.log.unit() as session:
        session.connection().exec_driver_sql(statement)
