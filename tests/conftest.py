"""What every test stands on: both databases, a held clock, the application, and no network."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.access.actor import Actor, operator
from app.core import clock
from app.core.calendar import forget
from app.core.db import Database
from app.core.storage import LocalStorage
from app.factory import create_app
from app.web import identity
from app.web.dispatch import Application
from config import load
from tests.databases import RolledBack, Template, opened, template_of
from tests.demonstration import loaded_folder

__all__ = ["loaded_folder"]

DEMO_MORNING = clock.at(clock.date(2022, 9, 28), 9)
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Without Chromium the browser tests are skipped; where CI runs, its absence is a failure."""
    if item.get_closest_marker("browser") and chromium_program() is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(
            "Chromium is not installed: the browser tests need it (CI fails without)"
        )


def chromium_program() -> str | None:
    """Where Chromium is."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program of a real Chromium."""
    return chromium_program() or ""


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            raise RuntimeError(f"a test must not use the network: {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True)
def frozen(request: pytest.FixtureRequest) -> Iterator[time_machine.Traveller | None]:
    """Both clocks stand at 2022-09-28 09:00 in Shanghai; `frozen.move_to(…)` and `frozen.shift(…)` move them.

    A test marked `real_time` keeps the machine's clock.
    """
    if request.node.get_closest_marker("real_time"):
        yield None
        return
    with time_machine.travel(DEMO_MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Application:
    """The one application of the run, its rooms plugged in; without a database of its own."""
    folder = tmp_path_factory.mktemp("instance")
    application = create_app(load({"APP_ENV": "testing", "INSTANCE_DIR": str(folder)}))
    application.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return application


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """The migrated database of each kind: whatever uses it, directly or not, runs on both."""
    with template_of(request.param, tmp_path_factory.mktemp("databases")) as template:
        yield template


@pytest.fixture(scope="session")
def shared(template: Template) -> Iterator[Database]:
    """The copy on which all rolled-back tests run, one after the other."""
    with template.copy() as url, opened(url) as database:
        yield database


@pytest.fixture
def database(
    application: Application, template: Template, shared: Database, request: pytest.FixtureRequest
) -> Iterator[Database]:
    """A migrated database (schema, official calendar), as it was before the test.

    Rolled back afterwards; a test marked `committed` has a copy of its own, in which commits are real.
    """
    if request.node.get_closest_marker("committed"):
        with template.copy() as url, opened(url) as database:
            yield database
    else:
        with shared.engine.connect() as connection, connection.begin() as transaction:
            yield RolledBack(connection)
            transaction.rollback()
    forget()


@pytest.fixture
def work(database: Database) -> Callable[..., AbstractContextManager[Session]]:
    """Open a unit of work: `with work(inspector):`; without an actor it is the operator's, who reaches everything."""

    def open_for(actor: Actor | None = None) -> AbstractContextManager[Session]:
        return database.unit_of_work(actor or operator("tests"))

    return open_for


@pytest.fixture
def app(application: Application, database: Database, tmp_path: Path) -> Iterator[Application]:
    """The application on the test's database, with an empty store of files and a signer that has signed nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(application, "settings", replace(application.settings, signer_dir=tmp_path / "signer"))
        patch.setattr(application, "database", database)
        patch.setattr(application, "storage", LocalStorage(tmp_path / "files"))
        yield application


@pytest.fixture
def client(app: Application) -> FlaskClient:
    """A browser without a session."""
    return app.test_client()


@pytest.fixture
def acting(app: Application, monkeypatch: pytest.MonkeyPatch) -> Callable[[Actor], FlaskClient]:
    """A browser in which `actor` is signed in: `acting(inspector).get("/work")`."""

    def sign_in(actor: Actor) -> FlaskClient:
        monkeypatch.setattr(identity, "_identify", lambda renew: actor)
        return app.test_client()

    return sign_in
