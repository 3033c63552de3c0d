"""The demo, loaded once for a whole run on SQLite; `tests/conftest.py` hands it to every room."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from app.core import clock, migrations, storage
from app.core.calendar import forget
from app.demo import witnesses
from app.demo.days import AS_OF
from app.demo.loading import Loading
from app.factory import create_app
from app.organisation import passwords, vault
from app.web.dispatch import Application
from config import load

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@contextmanager
def demo_process(folder: Path) -> Iterator[Application]:
    """An application in demo mode, as a process of its own would have it: with its own clock, files and hashes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_offset_file", None)
        patch.setattr(storage, "_configured", None)
        patch.setattr(vault, "_vault", None)
        patch.setattr(witnesses, "_folder", None)
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
