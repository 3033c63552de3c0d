"""The background process: one a node. The leader runs the jobs; every node sends what lies in the outbox."""

import signal
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from threading import Event

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from app.access.actor import job as job_actor
from app.audit.sealing import rounds as sealing
from app.audit.sealing import standstill
from app.core import clock, leader, outbox
from app.core.jobs import Job, jobs
from app.core.leader import Leadership
from app.core.outbox import MessageState, OutboxMessage
from app.notifications.mail import MailServer, letter
from app.web.dispatch import Application

log = structlog.get_logger()

Send = Callable[[OutboxMessage], None]

DELIVERY = job_actor("delivery")
WATCH = job_actor("watch")
STOP = (signal.SIGTERM, signal.SIGINT)
UNSENDABLE = (OSError, smtplib.SMTPException, ValueError)
"""What sending raises: the server fails or refuses, or the message makes no mail."""


def jobs_of(app: Application) -> list[Job]:
    """The jobs that the rooms plugged in, and the sealing of the log, which needs the signer's folder."""
    return [*jobs, sealing.job(app.settings)]


def run_job(app: Application, job: Job) -> None:
    """Run one job once, in a unit of work of its own."""
    with app.app_context(), app.database.unit_of_work(job_actor(job.name)):
        job.run()


def run_jobs(app: Application) -> None:
    """Run every job once, now: what the demo does after a jump."""
    for job in jobs_of(app):
        run_job(app, job)


def lead(app: Application, leadership: Leadership, job: Job) -> None:
    """Run a job if this process leads."""
    if leadership.held():
        run_job(app, job)


class Watch:
    """Whether the log stands still, which is said once: jobs and mail then wait until a new log is opened."""

    def __init__(self, app: Application) -> None:
        self.app = app
        self.looked = False
        self.told: datetime | None = None

    def waits(self) -> bool:
        """Whether nothing is to be done for now; the first time database and signer are compared."""
        if not self.looked:
            standstill.look(self.app.database, self.app.settings)
            self.looked = True
        with self.app.database.unit_of_work(WATCH, appends=False):
            since = standstill.since()
        if since is not None and since != self.told:
            log.error("the log stands still: jobs and mail wait", since=since, then="flask audit open-origin")
        self.told = since
        return since is not None


def deliver(app: Application, send: Send, stopping: Event) -> None:
    """Send what is due, one message after the other, until nothing is left or the worker stops.

    A claim is committed before the message is sent, so that one whose process dies goes to another after the lease.
    """
    while not stopping.is_set():
        with app.database.unit_of_work(DELIVERY):
            message = outbox.claim()
        if message is None:
            return
        error = _attempt(app, message, send)
        with app.database.unit_of_work(DELIVERY):
            state = outbox.settle(message, error)
        if error is not None:
            log.warning("mail not sent", key=message.key, error=error, given_up=state is MessageState.DEAD)


def _attempt(app: Application, message: OutboxMessage, send: Send) -> str | None:
    """Why the message could not be sent, or None."""
    try:
        with app.app_context():
            send(message)
    except UNSENDABLE as failure:
        return str(failure) or type(failure).__name__
    return None


def mail_sender(app: Application) -> Send | None:
    """How mail leaves this deployment; None where no mail server is set. Raises UnsafeSettings for a wrong address."""
    if not app.settings.mail_url:
        return None
    server = MailServer(app.settings.mail_url)
    return lambda message: server.send(letter(message, sender=server.sender, base_url=app.settings.base_url))


def run(app: Application, *, every: int) -> None:
    """Work until told to stop: the delivery and each job every `every` seconds, or sooner where the job says so, missed
    rounds rolled into one.

    While the log stands still nothing is done but to look whether it still does.
    One thread does it all, so jobs never overlap; a job that fails is logged and tried again in the next round. The
    signal to stop lets the job or the mail in hand be finished.
    """
    leadership = leader.candidate(app.database)
    send = mail_sender(app)
    stopping = Event()
    watch = Watch(app)
    pace = timedelta(seconds=every)
    tasks = [(partial(lead, app, leadership, job), min(pace, job.every or pace)) for job in jobs_of(app)]
    if send is not None:
        tasks.append((partial(deliver, app, send, stopping), pace))
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP)
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone=clock.SHANGHAI,
    )
    for task, pause in tasks:
        when = {"seconds": pause.total_seconds(), "next_run_time": clock.wall()}
        scheduler.add_job(_unless_stopping, "interval", (task, stopping, watch), **when)
    scheduler.start()
    log.info("worker started", every=every, mail=send is not None)
    log.info("worker stops", signal=signal.Signals(signal.sigwait(STOP)).name)
    stopping.set()
    scheduler.shutdown()
    leadership.give_up()


def _unless_stopping(task: Callable[[], None], stopping: Event, watch: Watch) -> None:
    if not stopping.is_set() and not watch.waits():
        task()
