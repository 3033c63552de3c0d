"""Slowing down whoever tries again and again: counted by account, by source address, by whatever a caller names.

Each count is one statement on one row, and the row stays locked until the transaction ends: attempts under one key
come one after the other, so that none slips past the count. Times are wall-clock UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Any

from sqlalchemy import String, and_, case, delete, literal, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Base, UtcDateTime, session, upsert

FORGOTTEN_AFTER = timedelta(days=1)
"""How long after the last failure the count begins again by itself."""
TOLD_AFTER = timedelta(minutes=15)
"""How long refusals are gathered before they are told together."""
KEY = 120
SUBNET = 64
"""Bits of an IPv6 address that one subscriber is given; all addresses behind them are one source."""


class Throttle(Base):
    """How often something failed under a key, and how many attempts were turned away and not yet told."""

    __tablename__ = "throttle"
    audited = False

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY), primary_key=True)
    failures: Mapped[int]
    counted_at: Mapped[datetime]
    refused: Mapped[int]
    refused_since: Mapped[datetime | None]


TABLE: Any = Throttle.__table__


@dataclass(frozen=True)
class Pace:
    """How many failures are free, and the longest wait; after the free ones it is 1 s, 2 s, 4 s …"""

    free: int
    longest: timedelta

    def wait(self, failures: int) -> timedelta:
        """How long after the last of so many failures the next attempt has to wait."""
        beyond = failures - self.free
        if beyond < 0:
            return timedelta()
        return min(timedelta(seconds=1 << min(beyond, 32)), self.longest)


@dataclass(frozen=True)
class Verdict:
    """Whether an attempt may go ahead.

    `wait` is zero, or how long it still has to wait; `first` is true for the first attempt turned away since the last
    were told, the one that belongs in the log by itself.
    """

    wait: timedelta = timedelta()
    first: bool = False

    def __bool__(self) -> bool:
        return not self.wait


@dataclass(frozen=True)
class Refusals:
    """Attempts turned away under one key since a moment."""

    kind: str
    key: str
    count: int
    since: datetime


def attempt(kind: str, key: str, pace: Pace) -> Verdict:
    """Ask to try: true goes ahead, and `failed` or `succeeded` has to follow in the same transaction.

    Secrets and names are hashed by the caller. Who asks under several keys asks in a fixed order of kinds. Where the
    clock was set back since the last failure, the wait begins anew, so that nobody waits beyond the longest.
    """
    now = clock.wall()
    kept = case((TABLE.c.counted_at > now, literal(now, UtcDateTime())), else_=TABLE.c.counted_at)
    row = (
        session()
        .connection()
        .execute(
            _counting(kind, key, now, failures=0)
            .on_conflict_do_update(
                index_elements=[TABLE.c.kind, TABLE.c.key], set_={"failures": TABLE.c.failures, "counted_at": kept}
            )
            .returning(TABLE.c.failures, TABLE.c.counted_at, TABLE.c.refused)
        )
        .one()
    )
    forgotten = row.counted_at <= now - FORGOTTEN_AFTER
    wait = timedelta() if forgotten else row.counted_at + pace.wait(row.failures) - now
    if wait <= timedelta():
        return Verdict()
    refused = update(TABLE).where(TABLE.c.kind == kind, TABLE.c.key == key)
    session().connection().execute(
        refused.values(refused=row.refused + 1, **({} if row.refused else {"refused_since": now}))
    )
    return Verdict(wait, first=row.refused == 0)


def failed(kind: str, key: str) -> None:
    """Count a failure."""
    now = clock.wall()
    forgotten = TABLE.c.counted_at <= now - FORGOTTEN_AFTER
    session().connection().execute(
        _counting(kind, key, now, failures=1).on_conflict_do_update(
            index_elements=[TABLE.c.kind, TABLE.c.key],
            set_={"failures": case((forgotten, 1), else_=TABLE.c.failures + 1), "counted_at": now},
        )
    )


def succeeded(kind: str, key: str) -> None:
    """Forget the failures."""
    session().connection().execute(update(TABLE).where(TABLE.c.kind == kind, TABLE.c.key == key).values(failures=0))


def among_first(kind: str, key: str, *, most: int, span: timedelta) -> bool:
    """Count an occurrence: whether it is one of the first `most` in its span of time. Later ones are told together."""
    now = clock.wall()
    anew = TABLE.c.counted_at <= now - span
    beyond = and_(~anew, TABLE.c.failures >= most)
    moment = literal(now, UtcDateTime())
    statement = _counting(kind, key, now, failures=1).on_conflict_do_update(
        index_elements=[TABLE.c.kind, TABLE.c.key],
        set_={
            "failures": case((anew, 1), else_=TABLE.c.failures + 1),
            "counted_at": case((anew, moment), else_=TABLE.c.counted_at),
            "refused": case((beyond, TABLE.c.refused + 1), else_=TABLE.c.refused),
            "refused_since": case((and_(beyond, TABLE.c.refused == 0), moment), else_=TABLE.c.refused_since),
        },
    )
    count = session().connection().execute(statement.returning(TABLE.c.failures)).scalar_one()
    return bool(count <= most)


def untold() -> Sequence[Refusals]:
    """The attempts turned away under each key, gathered long enough; each is given once, to be told."""
    ripe = select(TABLE).where(TABLE.c.refused_since <= clock.wall() - TOLD_AFTER)
    found = session().connection().execute(ripe.with_for_update(skip_locked=True)).all()
    for row in found:
        session().connection().execute(
            update(TABLE).where(TABLE.c.kind == row.kind, TABLE.c.key == row.key).values(refused=0, refused_since=None)
        )
    return [Refusals(row.kind, row.key, row.refused, row.refused_since) for row in found]


def sweep() -> None:
    """Remove the counts that are forgotten and have nothing left to tell."""
    forgotten = TABLE.c.counted_at <= clock.wall() - FORGOTTEN_AFTER
    session().connection().execute(delete(TABLE).where(forgotten, TABLE.c.refused_since.is_(None)))


def source(address: str) -> str:
    """The source that an address belongs to: an IPv4 address itself, of an IPv6 address its network of 64 bits."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:KEY]
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return f"{IPv6Address(int(found) >> SUBNET << SUBNET)}/{SUBNET}"


def _counting(kind: str, key: str, now: datetime, *, failures: int) -> Any:
    return upsert(TABLE).values(kind=kind, key=key, failures=failures, counted_at=now, refused=0, refused_since=None)
