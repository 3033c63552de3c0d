"""Writers of an SQLite file take turns. SQLite lets each of them try, sleep and try again, the longer the more often it
was in vain; here they queue, and the kernel wakes the next one when the turn is free."""

import fcntl
import os
import sqlite3
from threading import get_ident
from typing import Any, BinaryIO

_threads: dict[str, int] = {}
"""Which thread of this process has the turn, by file."""


class Queueing(sqlite3.Connection):
    """A connection that can wait for its turn, among the threads of all processes, at a file beside the database.

    A turn ends with its transaction, its connection or its process, however that ends. It only orders those who ask for
    one: SQLite's own lock is taken afterwards as ever. A database in memory has no turns.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        database = self.execute("PRAGMA database_list").fetchone()[2]
        self._path = f"{database}-turn"
        self._file = _opened(self._path) if database else None
        self._has_turn = False

    def take_turn(self) -> None:
        """Wait until nobody else has the turn. A thread does not wait for itself: SQLite has to refuse it."""
        if self._file is not None and _threads.get(self._path) != get_ident():
            fcntl.flock(self._file, fcntl.LOCK_EX)
            _threads[self._path], self._has_turn = get_ident(), True

    def commit(self) -> None:
        super().commit()
        self._end_turn()

    def rollback(self) -> None:
        super().rollback()
        self._end_turn()

    def close(self) -> None:
        super().close()
        self._end_turn()
        if self._file is not None:
            self._file.close()

    def _end_turn(self) -> None:
        if self._has_turn and self._file is not None:
            self._has_turn = False
            del _threads[self._path]
            fcntl.flock(self._file, fcntl.LOCK_UN)


def _opened(path: str) -> BinaryIO:
    """Whoever reads the database may queue: a command of root's must not shut out the service."""
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_CREAT, 0o644), "rb")
