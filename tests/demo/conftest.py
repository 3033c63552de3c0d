"""One demo, loaded once for the whole run on SQLite; every test that changes it gets a copy of its own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient

from app.core import clock, migrations, storage
from app.core.calendar import forget
from app.core.db import Database
from app.demo.days import AS_OF, OPENING_HOUR
from app.demo.loading import Loading
from app.demo.people import PASSWORD
from app.factory import create_app
from app.organisation import passwords
from app.web.dispatch import Application
from config import load
from tests.databases import opened

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@contextmanager
def demo_process(folder: Path) -> Iterator[Application]:
    """An application in demo mode, as a process of its own would have it: with its own clock, files and hashes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_offset_file", None)
        patch.setattr(storage, "_configured", None)
        patch.setattr(passwords, "_hasher", CHEAP)
        app = create_app(load({"APP_ENV": "demo", "INSTANCE_DIR": str(folder)}))
        app.config.update(WTF_CSRF_ENABLED=False)
        try:
            yield app
        finally:
            app.database.engine.dispose()
            forget()


def migrated(app: Application) -> Application:
    """The application with its tables."""
    migrations.upgrade(app.database)
    return app


@pytest.fixture(scope="session")
def loaded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The instance folder of a demo loaded up to the day on which visitors arrive. Only to be read."""
    folder = tmp_path_factory.mktemp("demo")
    with demo_process(folder) as app, app.app_context():
        Loading(migrated(app), AS_OF).run()
    return folder


@pytest.fixture(scope="session")
def loaded(loaded_folder: Path) -> Iterator[Database]:
    """The loaded database. Only to be read."""
    with opened(f"sqlite:///{loaded_folder / 'lianjian.db'}") as database:
        yield database


@pytest.fixture
def demo(loaded_folder: Path, tmp_path: Path) -> Iterator[Application]:
    """The loaded demo in a copy of its own; business time stands at the visitor's morning and runs."""
    folder = tmp_path / "instance"
    shutil.copytree(loaded_folder, folder)
    with demo_process(folder) as app:
        clock.shift_to(clock.at(AS_OF, OPENING_HOUR))
        yield app


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Application]:
    """A demo that was not loaded."""
    with demo_process(tmp_path) as app:
        yield migrated(app)


@pytest.fixture
def visitor(demo: Application) -> FlaskClient:
    """A browser in which the inspector Wang Jianguo is signed in."""
    client = demo.test_client()
    client.post("/sign-in", data={"username": "wangjianguo", "password": PASSWORD})
    return client
