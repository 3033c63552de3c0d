"""One process at a time leads; the lead falls to another when it gives up or ends, however it ends."""

import fcntl
from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol

import structlog
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

from app.core.db import Database

log = structlog.get_logger()

KEY = 4_203_2022
"""The number of the PostgreSQL advisory lock."""


class Leadership(Protocol):
    """A claim to the lead over one database. Used by one thread at a time."""

    def held(self) -> bool:
        """Whether this process leads, taking the lead when it is free."""

    def give_up(self) -> None:
        """Let another process lead."""


class AdvisoryLock:
    """The lead on PostgreSQL: an advisory lock, held as long as its connection stands."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._connection: Connection | None = None

    def held(self) -> bool:
        return self._stands() or self._taken()

    def _stands(self) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.execute(select(1))
        except DBAPIError as error:
            log.warning("lost the leader's connection", error=str(error))
            self._hang_up()
            return False
        return True

    def _taken(self) -> bool:
        connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if not connection.scalar(select(func.pg_try_advisory_lock(KEY))):
            connection.close()
            return False
        connection.detach()
        self._connection = connection
        return True

    def give_up(self) -> None:
        if self._connection is not None:
            with suppress(DBAPIError):
                self._connection.execute(select(func.pg_advisory_unlock(KEY)))
            self._hang_up()

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class FileLock:
    """The lead on SQLite: a locked file beside the database."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def held(self) -> bool:
        if self._file is not None:
            return True
        file = self.path.open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def give_up(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def candidate(database: Database) -> Leadership:
    """This process's claim to lead over `database`."""
    engine = database.engine
    if engine.dialect.name == "postgresql":
        return AdvisoryLock(engine)
    return FileLock(Path(f"{engine.url.database}.leader"))
