"""The loaded demo; every test that changes it gets a copy of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import Database
from app.demo.days import AS_OF, OPENING_HOUR
from app.demo.people import PASSWORD
from app.web.dispatch import Application
from tests.databases import opened
from tests.demonstration import demo_process, migrated


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
