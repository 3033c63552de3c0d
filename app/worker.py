"""The background process: one a node. The leader runs the jobs; every node sends what lies in the outbox."""

import fcntl
import signal
import smtplib
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import IO

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from app.access.actor import job as job_actor
from app.core import clock, outbox
from app.core.db import Database, session
from app.core.jobs import Job, jobs
from app.notifications.mail import MailServer, letter
from app.web.dispatch import Application

log = structlog.get_logger()

LEADER_KEY = 4_203_2022
"""The PostgreSQL advisory lock that the leader holds."""


class Leadership:
    """Held by one worker at a time: an advisory lock on PostgreSQL, a file lock beside a SQLite database."""

    def __init__(self, database: Database, instance_dir: Path) -> None:
        self.database = database
        self.lock_file = instance_dir / "worker.lock"
        self._connection: Connection | None = None
        self._file: IO[str] | None = None

    def held(self) -> bool:
        """Whether this process leads, taking the lead when it is free."""
        if self.database.engine.dialect.name == "postgresql":
            return self._held_in_database()
        return self._held_by_file()

    def _held_in_database(self) -> bool:
        if self._connection is not None:
            try:
                self._connection.execute(text("SELECT 1"))
            except DBAPIError as error:
                log.warning("lost the leader's connection", error=str(error))
                self._connection.invalidate()
                self._connection = None
            else:
                return True
        connection = self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": LEADER_KEY}).scalar():
            self._connection = connection
            return True
        connection.close()
        return False

    def _held_by_file(self) -> bool:
        if self._file is not None:
            return True
        self.lock_file.parent.mkdir(parents=True, exist_ok=True)
        handle = self.lock_file.open("w")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            return False
        self._file = handle
        return True

    def give_up(self) -> None:
        """Let another worker lead."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._file is not None:
            self._file.close()
            self._file = None


def run_job(app: Application, job: Job) -> None:
    """Run one job once, in a unit of work of its own."""
    with app.app_context(), app.database.unit_of_work(job_actor(job.name)):
        job.run()


def run_jobs(app: Application) -> None:
    """Run every job once, now: what the demo does after a jump."""
    for job in jobs:
        run_job(app, job)


def lead(app: Application, leadership: Leadership, job: Job) -> None:
    """Run a job if this process leads."""
    if leadership.held():
        run_job(app, job)


def deliver(app: Application, send: Callable[[outbox.OutboxMessage], None]) -> int:
    """Send what is due, one message after the other; answers how many went out.

    Claiming commits before sending, so a process that dies in between leaves the message to another after the lease.
    """
    actor = job_actor("delivery")
    with app.database.unit_of_work(actor) as current:
        claimed = outbox.claim()
        current.flush()
        current.expunge_all()
    sent = 0
    for message in claimed:
        error = _attempt(app, message, send)
        sent += error is None
        with app.database.unit_of_work(actor):
            outbox.settle(session().merge(message, load=False), error)
    return sent


def _attempt(
    app: Application, message: outbox.OutboxMessage, send: Callable[[outbox.OutboxMessage], None]
) -> str | None:
    try:
        with app.app_context():
            send(message)
    except (OSError, smtplib.SMTPException) as failure:
        log.warning("mail not sent", key=message.key, error=str(failure))
        return str(failure) or type(failure).__name__
    return None


def mail_sender(app: Application) -> Callable[[outbox.OutboxMessage], None] | None:
    """How mail leaves this deployment; None where no mail server is set."""
    if not app.settings.mail_url:
        return None
    server = MailServer(app.settings.mail_url)
    return lambda message: server.send(letter(message, sender=server.sender, base_url=app.settings.base_url))


def run(app: Application, *, every: int) -> None:
    """Work until told to stop: each job and the delivery every `every` seconds, missed rounds rolled into one.

    One thread does it all, so jobs never overlap; the scheduler logs a job that fails and goes on.
    """
    leadership = Leadership(app.database, app.settings.instance_dir)
    scheduler = BlockingScheduler(
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone=clock.SHANGHAI,
    )
    for job in jobs:
        scheduler.add_job(lead, "interval", (app, leadership, job), seconds=every, next_run_time=clock.wall())
    send = mail_sender(app)
    if send is not None:
        scheduler.add_job(deliver, "interval", (app, send), seconds=every, next_run_time=clock.wall())

    def stop(_signal: int, _frame: FrameType | None) -> None:
        scheduler.shutdown(wait=False)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    log.info("worker started", every=every, mail=send is not None)
    scheduler.start()
    leadership.give_up()
