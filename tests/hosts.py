"""A deployment as whoever runs it sees it: its commands, its signer's folder, and a database that may be swapped.

The fixtures are the audit tests' own (`tests/audit/conftest.py`); `behind` is the one the standstill is about.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import func, select

from app.access.actor import operator
from app.audit.log.writing import EVENT, HEAD
from app.audit.models import Why
from app.audit.operations import record
from app.audit.sealing import rounds as sealing
from app.audit.sealing import standstill
from app.audit.tlog.note import Checkpoint
from app.core.db import Database
from app.web.dispatch import Application
from tests.databases import Template, opened
from tests.factories.organisation import PASSWORD, PREPARED, make_user

Work = Callable[..., AbstractContextManager[Any]]
OPERATOR = operator("tests")


@dataclass
class Host:
    """A deployment: its application, which may get another database, and its signer's folder."""

    app: Application
    signer: Path
    patch: pytest.MonkeyPatch

    def runs_on(self, database: Database) -> None:
        """From now on this database is the product's."""
        self.patch.setattr(self.app, "database", database)

    def command(self, *words: str | Path, input: str | None = None) -> Result:
        """What a command on the host says."""
        return self.app.test_cli_runner().invoke(args=[str(word) for word in words], input=input)

    def acts(self, events: int = 3) -> None:
        """Something happens."""
        with self.app.database.unit_of_work(OPERATOR):
            for number in range(events):
                record(PREPARED, f"thing:{number}", actor=OPERATOR)

    def seals(self) -> Checkpoint:
        """The log is signed."""
        return sealing.seal_now(self.app.database, self.app.settings, Why.HOST, actor=OPERATOR).checkpoint

    def signs_in(self, username: str, language: str = "en") -> Any:
        """The answer to somebody who gives the right password."""
        return self.app.test_client().post(
            "/sign-in", data={"username": username, "password": PASSWORD}, headers={"Accept-Language": language}
        )

    def looks(self) -> None:
        """A process starts."""
        standstill.look(self.app.database, self.app.settings)

    def memory(self) -> dict[str, bytes]:
        """Every file of the signer."""
        return {path.name: path.read_bytes() for path in self.signer.iterdir() if path.suffix == ".json"}

    def heads(self) -> list[Any]:
        """The heads of all logs."""
        with self.app.database.engine.connect() as connection:
            return list(connection.execute(select(HEAD).order_by(HEAD.c.log)))

    def events(self) -> int:
        """How many events there are."""
        with self.app.database.engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(EVENT)) or 0

    def first_of(self, log: int) -> dict[str, Any]:
        """What the first event of a log says."""
        with self.app.database.engine.connect() as connection:
            body: dict[str, Any] = json.loads(
                connection.scalar(select(EVENT.c.body).where(EVENT.c.log == log, EVENT.c.seq == 0)) or b""
            )
        return body


@pytest.fixture
def host(app: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Host:
    signer = tmp_path / "signer"
    monkeypatch.setattr(app, "settings", replace(app.settings, signer_dir=signer, base_url="https://lianjian.example"))
    return Host(app, signer, monkeypatch)


@pytest.fixture
def empty(template: Template) -> Iterator[Database]:
    """A migrated database in which nothing has happened."""
    with template.copy() as url, opened(url) as database:
        yield database


@pytest.fixture
def username(work: Work) -> str:
    """Of somebody who can sign in."""
    with work():
        username: str = make_user().username
    return username


@pytest.fixture
def behind(host: Host, username: str, empty: Database, tmp_path: Path) -> Host:
    """A host whose database was put back from a backup that is older than the last signed checkpoint."""
    host.seals()
    assert host.command("backup", tmp_path / "backup").exit_code == 0
    host.acts()
    host.seals()
    host.runs_on(empty)
    restored = host.command("restore", tmp_path / "backup")
    assert restored.exit_code == 0, restored.output
    return host
