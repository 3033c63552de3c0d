"""Something to change, so that its change needs an event; and the log as a test reads it."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import Connection, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app import worker
from app.access.actor import Actor, ActorKind
from app.audit.catalogue import KINDS, Key, Kind, Shown
from app.audit.log.writing import EVENT
from app.audit.models import AuditCheckpoint, Why
from app.audit.operations import record
from app.audit.sealing import checkpoints
from app.audit.sealing import rounds as sealing
from app.audit.sealing.signing import Signer
from app.audit.verifying.chain import Finding
from app.audit.verifying.verification import verify
from app.core import db
from app.core.text import Text
from app.web.dispatch import Application
from config.settings import Settings
from tests.factories.audit import CHANGED, MATTER, Scene, make_scene, numbered
from tests.hosts import behind, empty, host, username

__all__ = ["behind", "empty", "host", "username"]

ORIGIN = "localhost/audit/1"
TABLES = ("audit_head", "audit_event", "audit_node")

Work = Callable[..., AbstractContextManager[Session]]

OFFICE = UUID("01890000-0000-7000-8000-00000000000a")
CASE = UUID("01890000-0000-7000-8000-00000000000b")
CAMPAIGN = UUID("01890000-0000-7000-8000-00000000000c")
ZHANG = Actor(
    ActorKind.USER,
    label="user:zhang",
    id=UUID("01890000-0000-7000-8000-000000000001"),
    office_id=OFFICE,
    reach="",
    request_id="req-1",
    ip="10.0.0.7",
)
INVENTED = {
    f"test.{action}": Kind(Text(action), Key("number", Text("Number"), Shown.COUNT), Key("share", Text("Share")))
    for action in ("done", "first", "kept", "last", "opened", "refused", "started", "surprise", "warned")
} | {f"thing.{action}": Kind(Text(action), Key("name", Text("Name"))) for action in ("lost", "made")}
"""Kinds of events that no room has."""


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The invented kinds are declared while a test of the log runs."""
    for action, kind in INVENTED.items():
        monkeypatch.setitem(KINDS, action, kind)


class Base(DeclarativeBase):
    """Apart from the product's own tables."""


class Thing(Base):
    """A row whose changes are business acts."""

    __tablename__ = "thing"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    case_file_id: Mapped[UUID | None]
    office_id: Mapped[UUID | None]
    campaign_id: Mapped[UUID | None]


class Cache(Base):
    """A technical row."""

    __tablename__ = "cache"
    audited = False

    id: Mapped[int] = mapped_column(primary_key=True)


@dataclass
class Log:
    """Units of work on a database with the tables above, and what they left in the log."""

    work: Work

    @contextmanager
    def unit(self) -> Iterator[Session]:
        """A unit of work of Zhang's."""
        with self.work(ZHANG) as session:
            yield session

    def write(self, count: int = 1) -> None:
        """Append events, one unit of work."""
        with self.unit():
            for number in range(count):
                record("test.done", f"thing:{number}", actor=ZHANG, case_file_id=CASE, after={"number": number})

    def rows(self) -> list[Any]:
        """Every event, in order."""
        with self.unit():
            return list(db.session().connection().execute(select(EVENT).order_by(EVENT.c.seq)))

    def actions(self) -> list[str]:
        """What was done, in order."""
        return [row.action for row in self.rows()]

    def bodies(self) -> list[dict[str, Any]]:
        """Every event's body, in order."""
        return [json.loads(row.body) for row in self.rows()]

    def verified(self) -> Finding:
        """What reading the log again finds."""
        with self.unit():
            (finding,) = verify(db.session().connection())
        return finding

    def tamper(self, *statements: str) -> None:
        """Do to the tables what a database administrator can: the triggers off first."""
        with self.unit():
            connection = db.session().connection()
            disarm(connection)
            for statement in statements:
                connection.exec_driver_sql(statement)


def disarm(connection: Connection, tables: Sequence[str] = TABLES) -> None:
    """Take the triggers away."""
    for table in tables:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            for what in ("replace", "update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{what}")


@pytest.fixture
def log(work: Work) -> Log:
    """An empty log."""
    with work():
        Base.metadata.create_all(db.session().connection())
    return Log(work)


@pytest.fixture
def scene(work: Work, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Cases, people, and events that some of them may read."""
    monkeypatch.setitem(KINDS, CHANGED, MATTER)
    with work():
        made = make_scene()
    with work():
        return numbered(made)


@dataclass
class Deployment:
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
def deployment(app: Application, log: Log) -> Deployment:
    return Deployment(app, log)


@pytest.fixture
def running(deployment: Deployment) -> Deployment:
    """Its key is announced (event 0), and one event signed with it."""
    deployment.look()
    deployment.log.write()
    deployment.look()
    assert deployment.sizes() == [2]
    return deployment


@pytest.fixture
def command(deployment: Deployment) -> Callable[..., Any]:
    runner: FlaskCliRunner = deployment.app.test_cli_runner()
    return lambda *args: runner.invoke(args=["audit", *args])
