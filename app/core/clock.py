"""The two clocks. `now` is business time and may be shifted in the demo; `wall` is the machine's and never is."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_pinned: ContextVar[datetime | None] = ContextVar("pinned", default=None)
_offset_file: Path | None = None


def keep_offset_in(path: Path | None) -> None:
    """Read the demo offset from `path`, shared by web and worker; None means no offset (production)."""
    global _offset_file
    _offset_file = path


def wall() -> datetime:
    """The machine's time in UTC: sessions, throttles, second factors, backoff, leases."""
    return datetime.now(UTC)


def offset() -> timedelta:
    """How far business time is ahead of the machine's; zero outside the demo."""
    if _offset_file is None:
        return timedelta()
    try:
        return timedelta(seconds=json.loads(_offset_file.read_text())["seconds"])
    except FileNotFoundError:
        return timedelta()


def shift_to(moment: datetime) -> None:
    """Move the demo's business time to `moment` (UTC)."""
    if _offset_file is None:
        raise RuntimeError("business time can be shifted in the demo only")
    _offset_file.parent.mkdir(parents=True, exist_ok=True)
    part = _offset_file.with_suffix(f".{os.getpid()}")
    part.write_text(json.dumps({"seconds": (moment - wall()).total_seconds()}))
    os.replace(part, _offset_file)


def now() -> datetime:
    """Business time in UTC."""
    return _pinned.get() or wall() + offset()


def today() -> date:
    """Today's date in Asia/Shanghai, by business time."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """`moment` (UTC) on a clock in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI)


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """The UTC moment of an hour and minute in Asia/Shanghai on `day`."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


@contextmanager
def pinned(moment: datetime) -> Iterator[None]:
    """Hold business time at `moment` (UTC): the demo loader and tests replay the past with it."""
    token = _pinned.set(moment)
    try:
        yield
    finally:
        _pinned.reset(token)
