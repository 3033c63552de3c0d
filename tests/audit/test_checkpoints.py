"""Sealing a log that is in a database: when it is due, what is kept where, what is announced, what is refused."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app import worker
from app.audit import checkpoints, sealing
from app.audit.models import AuditCheckpoint, CheckpointDemand, Why
from app.audit.note import Checkpoint, Note, VerifierKey, opened
from app.audit.proofs import consistency, verify_consistency
from app.audit.signing import Contradiction, Inconsistent, Signer
from app.audit.subtrees import stored
from app.core import clock, db, events, outbox
from app.core.outbox import OutboxMessage
from app.notifications.mail import letter
from app.web.dispatch import Application
from config.settings import Settings
from tests.audit.conftest import ZHANG, Log

ORIGIN = "localhost/audit/1"


@dataclass
class Office:
    """The product on a database, with its worker."""

    app: Application
    log: Log

    @property
    def settings(self) -> Settings:
        return self.app.settings

    @property
    def signer(self) -> Signer:
        return Signer(self.settings.signer_dir)

    def look(self) -> None:
        """One look of the leader's worker."""
        worker.run_job(self.app, sealing.job(self.settings))

    def sealed(self) -> list[AuditCheckpoint]:
        """The checkpoints in the database, in order."""
        with self.log.unit() as session:
            rows = session.scalars(select(AuditCheckpoint).order_by(AuditCheckpoint.log, AuditCheckpoint.size)).all()
            session.expunge_all()
            return list(rows)

    def sizes(self) -> list[int]:
        return [checkpoint.size for checkpoint in self.sealed()]

    def demand(self, why: Why) -> None:
        """Ask for a checkpoint in a unit of work that appends an event."""
        with self.log.unit():
            checkpoints.demand(why)
        self.log.write()

    def files(self) -> dict[str, bytes]:
        """The notes kept beside the signer."""
        return {path.name: path.read_bytes() for path in (self.settings.signer_dir / "checkpoints").iterdir()}


@pytest.fixture
def office(app: Application, log: Log) -> Office:
    return Office(app, log)


@pytest.fixture
def running(office: Office) -> Office:
    """Its key is announced (event 0), and one event signed with it."""
    office.look()
    office.log.write()
    office.look()
    assert office.sizes() == [2]
    return office


@pytest.fixture
def setting(office: Office, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set the deployment up otherwise."""

    def change(**settings: Any) -> None:
        monkeypatch.setattr(office.app, "settings", replace(office.settings, **settings))

    return change


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Inconsistent]]:
    """The contradictions that were announced."""
    heard: list[Inconsistent] = []
    monkeypatch.setitem(events._handlers, Inconsistent, [heard.append])
    return heard


def test_the_first_key_is_announced_before_it_signs(office: Office) -> None:
    office.look()
    (event,) = office.log.bodies()
    (own,) = office.signer.verifiers(ORIGIN)
    assert (event["action"], event["actor"], event["object"]) == (
        "audit.key_made",
        "job:seal",
        f"log_key:{own.key.id.hex()}",
    )
    assert VerifierKey.parse(event["after"]["vkey"]) == own.key
    assert office.sizes() == []
    office.look()
    office.look()
    assert office.log.actions() == ["audit.key_made"]
    assert office.sizes() == [1]


def test_a_checkpoint_says_what_the_log_is_and_is_kept_in_three_places(running: Office) -> None:
    (row,) = running.sealed()
    keys = [own.key for own in running.signer.verifiers(ORIGIN)]
    checkpoint = opened(row.note, ORIGIN, keys)
    assert (checkpoint.size, checkpoint.root.hex()) == (2, running.log.verified().root)
    assert (row.log, row.root, row.why, row.signed_at) == (1, checkpoint.root, Why.PERIODIC, clock.wall())
    assert running.files() == {"localhost_audit_1-000000000002.txt": row.note}
    assert running.signer.promises()[1].note == row.note


def test_a_growing_log_is_signed_once_a_minute(running: Office, frozen: Any) -> None:
    running.log.write(3)
    frozen.shift(timedelta(seconds=59))
    running.look()
    assert running.sizes() == [2]
    frozen.shift(timedelta(seconds=1))
    running.look()
    running.look()
    assert running.sizes() == [2, 5]


def test_a_log_that_does_not_grow_is_not_signed_again(running: Office, frozen: Any) -> None:
    for _round in range(5):
        frozen.shift(timedelta(hours=5))
        running.look()
    assert running.sizes() == [2]
    assert len(running.files()) == 1


def test_a_demand_does_not_wait_and_is_answered_once(running: Office) -> None:
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


def test_a_demand_is_undone_with_its_unit_of_work(running: Office) -> None:
    with pytest.raises(RuntimeError), running.log.unit() as session:
        checkpoints.demand(Why.DOCUMENT)
        session.flush()
        raise RuntimeError
    running.log.write()
    running.look()
    assert running.sizes() == [2]


def test_checkpoints_follow_one_another(running: Office, frozen: Any) -> None:
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
    running: Office, told: list[Inconsistent], database: Any, tampering: list[str], expected: str
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
    running: Office, told: list[Inconsistent], frozen: Any
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


def test_a_signer_that_lost_its_memory_does_not_start_anew(running: Office, told: list[Inconsistent]) -> None:
    (running.settings.signer_dir / "state.json").unlink()
    running.log.write()
    running.look()
    assert [fault.contradiction for fault in told] == [Contradiction.LOST_STATE]
    assert not (running.settings.signer_dir / "state.json").exists()


def test_a_log_that_stands_still_is_left_alone(running: Office, told: list[Inconsistent]) -> None:
    running.log.tamper("UPDATE audit_head SET peaks = peaks, halted_at = '2022-09-28 01:00:00', halted_for = 'smaller'")
    running.look()
    assert (told, running.sizes()) == ([], [2])


def test_the_origin_of_a_log_is_that_of_its_first_checkpoint(running: Office, setting: Callable[..., None]) -> None:
    setting(base_url="https://lianjian.example.gov.cn:8443/")
    running.demand(Why.DOCUMENT)
    running.look()
    assert {Checkpoint.parse(Note.parse(row.note).text).origin for row in running.sealed()} == {ORIGIN}


def test_the_host_of_the_deployment_names_its_logs() -> None:
    assert checkpoints.origin_of(2, "https://lianjian.example.gov.cn:8443/x") == "lianjian.example.gov.cn/audit/2"


def test_a_note_whose_transaction_failed_is_kept_the_next_time(
    running: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    running.demand(Why.DOCUMENT)
    with monkeypatch.context() as patch, pytest.raises(OSError, match="no space"):
        patch.setattr("app.audit.copies._place", no_space)
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
    running: Office, setting: Callable[..., None], tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    setting(checkpoint_dir=outside)
    (outside / "localhost_audit_1-000000000003.txt").write_bytes(b"what somebody else put there")
    for _turn in range(2):
        running.demand(Why.DOCUMENT)
        running.look()
    assert (outside / "localhost_audit_1-000000000003.txt").read_bytes() == b"what somebody else put there"
    assert (outside / "localhost_audit_1-000000000004.txt").read_bytes() == running.sealed()[-1].note


def test_a_folder_outside_that_is_away_does_not_stop_the_signing(
    running: Office, setting: Callable[..., None], tmp_path: Path
) -> None:
    setting(checkpoint_dir=tmp_path / "not mounted")
    running.demand(Why.DOCUMENT)
    running.look()
    assert running.sizes() == [2, 3]
    assert not (tmp_path / "not mounted").exists()


def test_one_checkpoint_a_day_is_mailed_and_each_close_of_a_campaign(
    running: Office, setting: Callable[..., None], frozen: Any
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


def mailed(office: Office) -> list[int]:
    """The sizes of the checkpoints that wait to be mailed."""
    with office.log.unit() as session:
        payloads = session.scalars(select(OutboxMessage.payload).order_by(OutboxMessage.id)).all()
    return [Checkpoint.parse(Note.parse(payload["enclosed"].encode()).text).size for payload in payloads]


def test_a_mail_carries_the_note_to_the_byte(running: Office, setting: Callable[..., None]) -> None:
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
def test_a_kept_checkpoint_is_neither_changed_nor_removed(running: Office, statement: str) -> None:
    with pytest.raises(DBAPIError, match="audit_checkpoint is append-only"), running.log.unit() as session:
        session.connection().exec_driver_sql(statement)


def test_a_kept_checkpoint_is_neither_replaced_nor_swept_away(running: Office, database: Any) -> None:
    if database.engine.dialect.name == "postgresql":
        statement = "TRUNCATE audit_checkpoint CASCADE"
    else:
        statement = (
            "INSERT OR REPLACE INTO audit_checkpoint SELECT log, size, root, root, signed_at, why FROM audit_checkpoint"
        )
    with pytest.raises(DBAPIError, match="audit_checkpoint is append-only"), running.log.unit() as session:
        session.connection().exec_driver_sql(statement)


@pytest.fixture
def command(office: Office) -> Callable[..., Any]:
    runner: FlaskCliRunner = office.app.test_cli_runner()
    return lambda *args: runner.invoke(args=["audit", *args])


def test_an_operator_signs_at_once_on_the_host(office: Office, command: Callable[..., Any]) -> None:
    told = command("checkpoint")
    assert (told.exit_code, told.output.encode()) == (0, office.sealed()[-1].note)
    said = json.loads(command("checkpoint", "--json").output)
    assert (said["origin"], said["size"], said["note"]) == (ORIGIN, 1, told.output)
    assert [row.why for row in office.sealed()] == [Why.HOST]


def test_the_command_refuses_in_the_signers_own_words(running: Office, command: Callable[..., Any]) -> None:
    running.log.tamper("UPDATE audit_head SET log = 2")
    refused = command("checkpoint")
    assert refused.exit_code == 1
    assert "the database has another newest log than the signer" in refused.output


def test_no_keys_are_told_before_the_first_checkpoint(office: Office, command: Callable[..., Any]) -> None:
    assert command("vkeys").exit_code == 1
    command("checkpoint")
    (own,) = office.signer.verifiers(ORIGIN)
    (said,) = json.loads(command("vkeys", "--json").output)
    assert said == {"vkey": str(own.key), "since": clock.wall().isoformat(), "until": None}
    assert command("vkeys").output.startswith(f"{own.key}  # signs since ")


def test_a_key_is_replaced_by_command_and_on_the_log(running: Office, command: Callable[..., Any]) -> None:
    running.log.write()
    (old,) = running.signer.verifiers(ORIGIN)
    said = json.loads(command("rotate-key", "--json").output)
    new, retiring = running.signer.verifiers(ORIGIN)
    assert [key["vkey"] for key in said] == [str(new.key), str(old.key)]
    event = running.log.bodies()[-1]
    assert (event["action"], event["actor"]) == ("audit.key_rotated", "operator:audit rotate-key")
    assert (event["before"]["vkey"], event["after"]["vkey"]) == (str(old.key), str(new.key))
    assert retiring.until == clock.wall() + timedelta(days=1)
    last, both = [Note.parse(row.note) for row in running.sealed()[-2:]]
    assert [found.key for found in last.verified([old.key, new.key])] == [old.key]
    assert [found.key for found in both.verified([old.key, new.key])] == [new.key, old.key]
    assert [row.why for row in running.sealed()] == [Why.PERIODIC, Why.ROTATION, Why.HOST]


def test_a_new_key_whose_event_failed_is_announced_by_the_worker(running: Office) -> None:
    running.signer.rotate()
    running.look()
    assert running.log.actions()[-1] == "audit.key_rotated"
    assert running.log.bodies()[-1]["actor"] == "job:seal"
    running.look()
    assert running.log.actions().count("audit.key_rotated") == 1


def test_only_the_signing_process_has_a_folder_of_keys(office: Office) -> None:
    """A web node that asks for a checkpoint makes no key."""
    office.demand(Why.DOCUMENT)
    assert not office.settings.signer_dir.exists()
    assert office.log.bodies()[0]["actor"] == f"user:{ZHANG.id}"
