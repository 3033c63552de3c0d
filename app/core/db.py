"""The database: one session per unit of work, one commit at its edge, the same on SQLite and PostgreSQL."""

import enum
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, DateTime, Dialect, Engine, MetaData, String, Uuid, create_engine, event, select
from sqlalchemy import Enum as EnumType
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

from app.core import clock
from app.core.errors import Stale
from app.core.ids import new_id


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware UTC in Python; refuses a naive value."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table. `audited = False` marks technical rows whose changes are no business act, `seeded = True` a table
    into which the migrations themselves put rows."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        UUID: Uuid(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }
    audited: ClassVar[bool] = True
    seeded: ClassVar[bool] = False


class Record:
    """A row with a UUIDv7 key and the business time it was made."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-2)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, sort_order=-1)


class Versioned:
    """A row that people edit: a screen carries the version it was made from."""

    version: Mapped[int] = mapped_column(default=1)

    def unchanged_since(self, seen: int | None) -> None:
        """Raise `Stale` when the screen was made from another version."""
        if seen is not None and seen != self.version:
            raise Stale(seen=seen, current=self.version)


@event.listens_for(Versioned, "instrument_class", propagate=True)
def _count_versions(mapper: Any, _class: type) -> None:
    mapper.version_id_col = mapper.local_table.c.version


def enum_column(states: type[enum.StrEnum]) -> EnumType:
    """A text column holding a StrEnum by value, with a CHECK constraint in the database."""
    return EnumType(
        states,
        native_enum=False,
        length=40,
        create_constraint=True,
        name=states.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


NAME = String(200)
CODE = String(60)

UNIQUE_VIOLATION = "23505"
"""PostgreSQL's SQLSTATE for a value that is there already."""


_current: ContextVar[Session | None] = ContextVar("session", default=None)


def session() -> Session:
    """The session of the running unit of work."""
    current = _current.get()
    if current is None:
        raise RuntimeError("no unit of work: open one at the edge (request, command, job)")
    return current


def hold(row: Record) -> None:
    """Let nobody else change a row until the unit of work ends, and see it as it is.

    The lock is a statement of its own, since PostgreSQL locks no outer join.
    """
    current, kind = session(), type(row)
    current.flush()
    current.execute(select(kind.id).where(kind.id == row.id).with_for_update())
    current.refresh(row)


@contextmanager
def collisions() -> Iterator[None]:
    """Say `Stale` where somebody else wrote the same row, or the same unique value, at the same moment."""
    try:
        yield
    except StaleDataError as error:
        raise Stale from error
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", "") == UNIQUE_VIOLATION or "UNIQUE constraint" in str(error.orig):
            raise Stale from error
        raise


class Database:
    """An engine with the house's rules on it."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)

    @contextmanager
    def unit_of_work(self, actor: Any, *, appends: bool = True) -> Iterator[Session]:
        """Run one request, command or job for `actor`: commit at its end, roll back on any error.

        `appends=False` declares that nothing is written, not even an audit event: SQLite then takes no write lock.
        """
        with self.open_session(appends=appends) as current:
            current.info["actor"] = actor
            token = _current.set(current)
            try:
                with collisions():
                    yield current
                    current.commit()
            finally:
                _current.reset(token)

    def open_session(self, *, appends: bool) -> Session:
        """The session of one unit of work."""
        return Session(self.engine if appends else self.engine.execution_options(appends=False))


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, isolation_level="READ COMMITTED")
    engine = create_engine(url, connect_args={"timeout": 30})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "busy_timeout=30000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    appends = connection.get_execution_options().get("appends", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if appends else "BEGIN")


def upsert(table: Any) -> Any:
    """The dialect's INSERT that knows ON CONFLICT, for the technical tables of core and audit."""
    dialect = postgresql if session().get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table)
