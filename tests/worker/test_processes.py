"""Real workers: three at once, killed in the middle, started again. Each message exists once."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.access.actor import operator
from app.access.roles import Role
from app.audit.models import AuditEvent, AuditHead
from app.audit.verifying.verification import verify
from app.core import clock, db
from app.core.outbox import MessageState, OutboxMessage
from app.core.text import _
from app.deadlines import operations
from app.notifications.models import Notification
from app.organisation import queries as organisation
from tests.factories.cases import make_case
from tests.factories.organisation import make_office, make_user
from tests.mailbox import Mailbox, mailbox

pytestmark = [pytest.mark.committed, pytest.mark.real_time]

OFFICERS = 4
PATIENCE = 20
"""Seconds after which a test gives up waiting; each wait ends as soon as it can."""
ANOTHER_ROUND = 1.2
"""Seconds in which every worker has looked once more."""


@pytest.fixture
def due_today(work):
    """One deadline of each of four officers ends today."""
    arrange(work)


def arrange(work) -> None:
    with work():
        office = make_office()
        make_user(office, [Role.SUPERVISOR])
        for number in range(OFFICERS):
            officer = make_user(office)
            case = make_case(office)
            operations.start_fixed(
                case,
                "rectification_term",
                f"demand:{number}",
                label=_("%(number)s, demand %(ordinal)s", number="试网信责改〔2022〕第1号", ordinal=number),
                path="/",
                responsible_id=officer.id,
                office=organisation.office(office.id),
                starts_on=clock.today() - timedelta(days=1),
                due_on=clock.today(),
                actor=operator("tests"),
            )


@pytest.fixture
def start(database, tmp_path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start a worker on the test's database, sending through a mailbox; whatever still runs is killed afterwards."""
    running: list[subprocess.Popen[bytes]] = []
    output = (tmp_path / "output").open("wb")

    def worker(box: Mailbox) -> subprocess.Popen[bytes]:
        settings = {
            "APP_ENV": "testing",
            "INSTANCE_DIR": str(tmp_path / "instance"),
            "DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
            "MAIL_URL": box.url,
            "PYTHONUNBUFFERED": "1",
        }
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker", "--every", "1"]
        root = Path(__file__).resolve().parents[2]
        running.append(
            subprocess.Popen(command, env=os.environ | settings, cwd=root, stdout=output, stderr=subprocess.STDOUT)
        )
        return running[-1]

    yield worker
    for process in running:
        process.kill()
        process.wait()
    output.close()


def until(happened: Callable[[], object], tmp_path: Path) -> None:
    """Wait until something has happened; shows what the workers said if it does not."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, (tmp_path / "output").read_text()
        time.sleep(0.05)


def all_sent(work) -> bool:
    with work() as session:
        states = session.scalars(select(OutboxMessage.state)).all()
        return len(states) == OFFICERS and set(states) == {MessageState.SENT}


def hold_each_message_exists_once(work) -> None:
    """One notification, one event and one outbox row for each officer, in a log that holds."""
    with work() as session:
        recipients = session.scalars(select(Notification.recipient_id)).all()
        assert len(recipients) == len(set(recipients)) == OFFICERS
        assert set(session.scalars(select(Notification.state))) == {"sent"}
        sent = session.scalars(select(AuditEvent.object).where(AuditEvent.action == "notification.sent")).all()
        assert len(sent) == len(set(sent)) == OFFICERS
        assert len(session.scalars(select(OutboxMessage)).all()) == OFFICERS
        assert [finding.fault for finding in verify(session.connection())] == [None]


def expire_leases(work) -> None:
    """Let the minutes pass after which another process takes over what a dead one had in hand."""
    with work() as session:
        held = update(OutboxMessage).where(OutboxMessage.claimed_until.is_not(None))
        session.execute(held.values(claimed_until=clock.wall() - timedelta(seconds=1)))


def have_started(number: int, tmp_path: Path) -> bool:
    return (tmp_path / "output").read_text().count("worker started") == number


def test_three_workers_at_once_say_everything_once(work, start, tmp_path):
    with mailbox() as box:
        workers = [start(box) for _ in range(3)]
        until(lambda: have_started(3, tmp_path), tmp_path)
        arrange(work)
        until(lambda: all_sent(work), tmp_path)
        time.sleep(ANOTHER_ROUND)
        for process in workers:
            process.send_signal(signal.SIGTERM)
        assert [process.wait(PATIENCE) for process in workers] == [0, 0, 0], (tmp_path / "output").read_text()

    hold_each_message_exists_once(work)
    assert sorted(Counter(box.message_ids).values()) == [1] * OFFICERS


def test_a_worker_killed_before_the_answer_sends_that_mail_again_and_no_other(work, due_today, start, tmp_path):
    killed: list[str] = []

    def answer(arrived: int) -> str | None:
        if arrived == 2:
            first.kill()
            killed.append(box.message_ids[-1])
            return None
        return "250 OK"

    with mailbox(answer) as box:
        first = start(box)
        until(lambda: killed, tmp_path)
        assert first.wait(PATIENCE) == -signal.SIGKILL
        expire_leases(work)
        start(box)
        until(lambda: all_sent(work), tmp_path)

    hold_each_message_exists_once(work)
    arrived = Counter(box.message_ids)
    assert len(arrived) == OFFICERS
    assert {message_id for message_id, times in arrived.items() if times > 1} == set(killed)
    assert arrived[killed[0]] == 2


@contextmanager
def a_held_log(database) -> Iterator[None]:
    """Nobody can append to the log, so a worker's transaction can't commit: on SQLite it can't even begin."""
    with database.engine.connect() as connection, connection.begin():
        connection.execute(select(AuditHead.__table__).with_for_update())
        yield


def is_waiting(database, started: float) -> bool:
    """Whether the worker stands before the held log. SQLite does not tell: there two seconds have to do."""
    if database.engine.dialect.name == "sqlite":
        return time.monotonic() - started > 2
    with database.engine.connect() as connection:
        waiting = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(waiting.scalar())


def test_a_worker_killed_before_its_commit_has_said_nothing(database, work, due_today, start, tmp_path):
    with mailbox() as box:
        started = time.monotonic()
        with a_held_log(database):
            first = start(box)
            until(lambda: is_waiting(database, started), tmp_path)
            first.kill()
            first.wait()
        with work():
            assert db.session().scalars(select(Notification)).all() == []
        assert box.letters == []

        start(box)
        until(lambda: all_sent(work), tmp_path)

    hold_each_message_exists_once(work)
    assert len(box.letters) == OFFICERS


def test_a_worker_told_to_stop_finishes_the_mail_in_hand(work, due_today, start, tmp_path):
    def answer(_arrived: int) -> str:
        worker.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        return "250 OK"

    with mailbox(answer) as box:
        worker = start(box)
        until(lambda: box.letters, tmp_path)
        assert worker.wait(PATIENCE) == 0, (tmp_path / "output").read_text()

    with work() as session:
        states = Counter(session.scalars(select(OutboxMessage.state)))
        assert states == {MessageState.SENT: 1, MessageState.WAITING: OFFICERS - 1}
        assert session.scalars(select(OutboxMessage).where(OutboxMessage.claimed_until.is_not(None))).all() == []
    assert len(box.letters) == 1


def test_when_the_leader_dies_another_worker_leads(work, start, due_today, tmp_path):
    with mailbox() as box:
        first = start(box)
        until(lambda: all_sent(work), tmp_path)
        start(box)
        until(lambda: have_started(2, tmp_path), tmp_path)
        first.kill()
        first.wait()
        with work() as session:
            session.execute(update(Notification).values(planned_on=clock.today() - timedelta(days=1)))
        until(lambda: notified(work) == 2 * OFFICERS, tmp_path)


def notified(work) -> int:
    with work() as session:
        return len(session.scalars(select(Notification.id)).all())
