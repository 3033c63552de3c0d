"""The databases of the tests: a migrated template of each kind, its copies, and units of work that are rolled back."""

import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol, Self

from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.orm import Session

from app.core import migrations
from app.core.db import Database
from tests import postgresql

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


class RolledBack(Database):
    """Units of work inside one transaction that never commits: each commit only releases a savepoint."""

    def __init__(self, connection: Connection) -> None:
        self.engine = connection.engine
        self.connection = connection

    def open_session(self, *, appends: bool) -> Session:
        return Session(self.connection, join_transaction_mode="create_savepoint")


class Template(Protocol):
    """A migrated database, from which others are copied."""

    def copy(self) -> AbstractContextManager[str]:
        """The URL of a copy, which is dropped at the end."""

    def empty(self) -> AbstractContextManager[str]:
        """The URL of a database without any table, which is dropped at the end."""


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """The database at `url`; its connections are closed at the end."""
    database = Database(url)
    try:
        yield database
    finally:
        database.engine.dispose()


def migrate(url: str) -> None:
    """Bring the schema at `url` to head."""
    with opened(url) as database:
        migrations.upgrade(database)


class SqliteTemplate:
    """A file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count()
        migrate(self._url("template"))

    @contextmanager
    def copy(self) -> Iterator[str]:
        with self.empty() as url:
            shutil.copyfile(self.folder / "template.db", make_url(url).database or "")
            yield url

    @contextmanager
    def empty(self) -> Iterator[str]:
        name = f"copy{next(self.numbers)}"
        try:
            yield self._url(name)
        finally:
            for path in self.folder.glob(f"{name}.db*"):
                path.unlink()

    def _url(self, name: str) -> str:
        return f"sqlite:///{self.folder / name}.db"


class PostgresqlTemplate:
    """A database on the server whose maintenance database is at `url`."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.numbers = count()
        self.engine = create_engine(url, isolation_level="AUTOCOMMIT")
        self.name = f"lianjian_{WORKER}_template"

    def prepare(self) -> Self:
        self._create(self.name)
        migrate(self._url(self.name))
        return self

    @contextmanager
    def copy(self) -> Iterator[str]:
        with self._named(f"TEMPLATE {self.name} STRATEGY FILE_COPY") as url:
            yield url

    @contextmanager
    def empty(self) -> Iterator[str]:
        with self._named("TEMPLATE template0") as url:
            yield url

    def close(self) -> None:
        self._drop(self.name)
        self.engine.dispose()

    @contextmanager
    def _named(self, options: str) -> Iterator[str]:
        name = f"lianjian_{WORKER}_{next(self.numbers)}"
        self._create(name, options)
        try:
            yield self._url(name)
        finally:
            self._drop(name)

    def _create(self, name: str, options: str = "") -> None:
        self._drop(name)
        self._execute(f"CREATE DATABASE {name} {options}")

    def _drop(self, name: str) -> None:
        self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        with self.engine.connect() as connection:
            connection.exec_driver_sql(statement)

    def _url(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)


@contextmanager
def template_of(kind: str, folder: Path) -> Iterator[Template]:
    """The template of one kind; PostgreSQL on the server of TEST_DATABASE_URL where that is given."""
    if kind == "sqlite":
        yield SqliteTemplate(folder)
    elif given := os.environ.get("TEST_DATABASE_URL"):
        with closing(PostgresqlTemplate(given)) as template:
            yield template.prepare()
    else:
        with postgresql.server() as url, closing(PostgresqlTemplate(url)) as template:
            yield template.prepare()
