"""Real workers and commands seal one log: many at once, killed in the middle. Nothing contradicts anything."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from app.access.actor import operator
from app.audit.log.subtrees import stored
from app.audit.models import AuditCheckpoint, AuditHead, CheckpointDemand, Why
from app.audit.operations import record
from app.audit.sealing import checkpoints
from app.audit.sealing import rounds as sealing
from app.audit.sealing.signing import Signer
from app.audit.tlog.note import opened
from app.audit.tlog.proofs import consistency, verify_consistency
from app.core import db

pytestmark = [pytest.mark.committed, pytest.mark.real_time]

PATIENCE = 30
"""Seconds after which a test gives up waiting; each wait ends as soon as it can."""
ORIGIN = "localhost/audit/1"


@pytest.fixture
def instance(tmp_path) -> Path:
    """The folder of the deployment, with the signer's inside."""
    return tmp_path / "instance"


@pytest.fixture
def start(database, instance, tmp_path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start a worker on the test's database; whatever still runs is killed afterwards."""
    running: list[subprocess.Popen[bytes]] = []
    settings = {
        "APP_ENV": "testing",
        "INSTANCE_DIR": str(instance),
        "DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--every", "1"]
    root = Path(__file__).resolve().parents[2]
    with (tmp_path / "output").open("wb") as output:

        def worker() -> subprocess.Popen[bytes]:
            environment = os.environ | settings
            running.append(
                subprocess.Popen(command, env=environment, cwd=root, stdout=output, stderr=subprocess.STDOUT)
            )
            return running[-1]

        yield worker
        for process in running:
            process.kill()
            process.wait()


def until(happened: Callable[[], object], tmp_path: Path) -> None:
    """Wait until something has happened; shows what the workers said if it does not."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, (tmp_path / "output").read_text()
        time.sleep(0.05)


def issue(work) -> int:
    """Append an event and demand a checkpoint that covers it; answers the size of the log then."""
    with work():
        record("backup.made", "backup:test", actor=operator("tests"))
        checkpoints.demand(Why.DOCUMENT)
    with work() as session:
        return session.scalar(select(AuditHead.size))


def sealed(work) -> list[int]:
    with work() as session:
        return list(session.scalars(select(AuditCheckpoint.size).order_by(AuditCheckpoint.size)))


def is_answered(work) -> bool:
    with work() as session:
        return session.scalars(select(CheckpointDemand)).all() == []


def hold_one_history(work, signer_dir: Path) -> None:
    """Every note in the database and beside the signer is signed, each is proven to continue the one before, and the
    log does not stand still."""
    keys = [own.key for own in Signer(signer_dir).verifiers(ORIGIN)]
    with work() as session:
        assert session.scalar(select(AuditHead.halted_at)) is None
        kept = session.scalars(select(AuditCheckpoint.note)).all()
        filed = [path.read_bytes() for path in (signer_dir / "checkpoints").iterdir()]
        assert set(kept) <= set(filed)
        said = sorted({opened(note, ORIGIN, keys) for note in filed}, key=lambda checkpoint: checkpoint.size)
        assert len(said) == len(filed) == len({checkpoint.size for checkpoint in said})
        read = stored(db.session().connection(), 1)
        for old, new in pairwise(said):
            verify_consistency(old.size, new.size, consistency(old.size, new.size, read), old.root, new.root)


def test_a_worker_seals_what_was_demanded_within_seconds(work, start, instance, tmp_path):
    start()
    until(lambda: sealed(work), tmp_path)
    size = issue(work)
    until(lambda: is_answered(work), tmp_path)

    assert sealed(work)[-1] >= size
    hold_one_history(work, instance / "signer")


def test_of_two_workers_the_leader_alone_signs_and_the_other_takes_over(work, start, instance, tmp_path):
    first = start()
    until(lambda: sealed(work), tmp_path)
    start()
    until(lambda: (tmp_path / "output").read_text().count("worker started") == 2, tmp_path)
    first.send_signal(signal.SIGTERM)
    assert first.wait(PATIENCE) == 0
    size = issue(work)
    until(lambda: sealed(work)[-1] >= size, tmp_path)

    hold_one_history(work, instance / "signer")


def test_a_worker_killed_again_and_again_never_contradicts_itself(work, start, instance, tmp_path):
    for turn in range(4):
        worker = start()
        until(lambda turn=turn: (tmp_path / "output").read_text().count("worker started") > turn, tmp_path)
        for _event in range(5):
            issue(work)
            time.sleep(0.05 * turn)
        worker.kill()
        worker.wait()
    start()
    size = issue(work)
    until(lambda: sealed(work) and sealed(work)[-1] >= size and is_answered(work), tmp_path)

    hold_one_history(work, instance / "signer")
    assert "nothing is signed" not in (tmp_path / "output").read_text()


def test_commands_and_writers_at_once_leave_one_history(work, application, database, tmp_path):
    settings = replace(application.settings, signer_dir=tmp_path / "signer")

    def act(turn: int) -> None:
        if turn % 3 == 0:
            sealing.seal_now(database, settings, Why.HOST, actor=operator(f"tests {turn}"))
        else:
            issue(work)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(act, range(60)))

    hold_one_history(work, tmp_path / "signer")
