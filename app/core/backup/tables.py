"""The database as it stood at one moment, as files: SQLite's own online copy, or PostgreSQL's COPY of each table."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, NullPool, Table, create_engine, func, select, text
from sqlalchemy.exc import DBAPIError

from app.core.backup.manifest import Unusable
from app.core.db import Base, Database
from app.core.storage import CHUNK

SQLITE = "lianjian.db"
NOT_OWNED = "42501"
"""PostgreSQL's SQLSTATE for a lack of privileges."""


def in_order() -> list[Table]:
    """Every table, each after those its rows refer to."""
    return Base.metadata.sorted_tables


def seeded() -> set[str]:
    """The tables into which the migrations themselves put rows."""
    return {mapper.class_.__tablename__ for mapper in Base.registry.mappers if mapper.class_.seeded}


def counted(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in in_order()}


@contextmanager
def dumped(database: Database, folder: Path) -> Iterator[Connection]:
    """Write the dump into `folder`; the connection then reads exactly what was written."""
    dump = _dumped_sqlite if database.engine.dialect.name == "sqlite" else _dumped_postgresql
    with dump(database, folder) as connection:
        yield connection


@contextmanager
def _dumped_sqlite(database: Database, folder: Path) -> Iterator[Connection]:
    with closing(sqlite3.connect(folder / SQLITE)) as target, database.engine.connect() as source:
        _raw(source).backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    with _opened(folder / SQLITE) as connection:
        yield connection


@contextmanager
def _dumped_postgresql(database: Database, folder: Path) -> Iterator[Connection]:
    engine = database.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with engine.begin() as connection:
        for table in in_order():
            command = f"COPY {_named(connection, table)} TO STDOUT"
            with _file(folder, table).open("wb") as file, _raw(connection).cursor().copy(command) as rows:
                file.writelines(rows)
        yield connection


def load(database: Database, folder: Path, rows: Mapping[str, int]) -> None:
    """Put the dump in `folder` into a migrated database without rows of its own; all of it or nothing.

    Raises Unusable where the database role does not own the tables, or the dump has other numbers of `rows`.
    """
    put_back = _load_sqlite if database.engine.dialect.name == "sqlite" else _load_postgresql
    try:
        with database.engine.connect() as connection:
            put_back(connection, folder, rows)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") == NOT_OWNED:
            raise Unusable("This database role does not own the tables: restore with the role that does.") from error
        raise


def _load_sqlite(connection: Connection, folder: Path, rows: Mapping[str, int]) -> None:
    with _opened(folder / SQLITE) as dump:
        _require_rows(dump, rows)
        _raw(dump).backup(_raw(connection))


def _load_postgresql(connection: Connection, folder: Path, rows: Mapping[str, int]) -> None:
    """Triggers rest meanwhile: they judge acts, and nothing is done here that was not done before."""
    with connection.begin():
        _triggers(connection, "DISABLE")
        for table in in_order():
            if table.name in seeded():
                connection.execute(table.delete())
            command = f"COPY {_named(connection, table)} FROM STDIN"
            with _file(folder, table).open("rb") as file, _raw(connection).cursor().copy(command) as target:
                while chunk := file.read(CHUNK):
                    target.write(chunk)
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        _triggers(connection, "ENABLE")
        _require_rows(connection, rows)


def _require_rows(connection: Connection, rows: Mapping[str, int]) -> None:
    if counted(connection) != rows:
        raise Unusable("The dump does not hold the rows that its manifest counts.")


@contextmanager
def _opened(path: Path) -> Iterator[Connection]:
    """A SQLite file of a backup, for reading alone."""
    engine = create_engine(f"sqlite:///file:{path}?mode=ro&immutable=1&uri=true", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


def _file(folder: Path, table: Table) -> Path:
    return folder / f"{table.name}.copy"


def _triggers(connection: Connection, verb: str) -> None:
    quoted = connection.dialect.identifier_preparer.format_table
    for table in in_order():
        connection.execute(text(f"ALTER TABLE {quoted(table)} {verb} TRIGGER USER"))


def _named(connection: Connection, table: Table) -> str:
    """The table and its columns, as COPY wants them."""
    preparer = connection.dialect.identifier_preparer
    columns = ", ".join(preparer.format_column(column) for column in table.columns)
    return f"{preparer.format_table(table)} ({columns})"


def _raw(connection: Connection) -> Any:
    """The driver's own connection."""
    return connection.connection.driver_connection
