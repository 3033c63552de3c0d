"""What is unusual in a log. Pure: figures in, judgement out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from statistics import median_low

OPENS, CLOSES = time(7), time(21)
"""Hours at which an office that closes at 17:30 is still at work on a busy day; earlier and later is unusual."""

TIMES_MEDIAN = 3
"""How many times the own median of a day counts as unusual reading."""
LEAST_READINGS = 30
"""Readings of one day below which nothing is unusual: who reads 2 cases a day may read 10 without a question."""

READING = frozenset({"read", "viewed", "searched", "exported", "downloaded", "report_read"})
"""The verbs of the events of looking: `case.read`, `evidence.viewed`, `enterprise.exported`."""

FIXED = frozenset(
    {"audit", "redaction", "checkpoint", "witness", "receipt", "backup"}
    | {"role", "account", "user", "password", "second_factor"}
)
"""What events about the log itself, and about accounts and their rights, begin with: they can't be erased, or a right
could lose the trace of who gave it."""


def is_reading(action: str) -> bool:
    """Whether an action is one of looking, which changes nothing."""
    return action.rpartition(".")[2] in READING


def is_erasable(action: str) -> bool:
    """Whether the content of such an event may be erased."""
    return action.partition(".")[0] not in FIXED


def is_unusual_hour(at: time, *, working_day: bool) -> bool:
    """Whether somebody at work at this time of day, in Shanghai, is unusual."""
    return not working_day or not OPENS <= at < CLOSES


@dataclass(frozen=True)
class Peak:
    """A day on which a person read far more than usual: how often, and the median of the days with readings."""

    day: date
    readings: int
    usual: int


def peaks(readings: Mapping[date, int]) -> list[Peak]:
    """The days on which one person read more than three times the own median, in order.

    `readings` holds the days with at least one reading. Of an even number of days the lower middle one is the median,
    so that the second day of a person already has something to be compared with.
    """
    if not readings:
        return []
    usual = median_low(readings.values())
    return [
        Peak(day, count, usual)
        for day, count in sorted(readings.items())
        if count >= LEAST_READINGS and count > TIMES_MEDIAN * usual
    ]


def days_without(checked: Collection[date], grown: Iterable[date]) -> list[date]:
    """The days on which the log grew and no checkpoint was made, in order: what was written then could be rewritten
    until the next one."""
    return sorted(set(grown) - set(checked))


def runs(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days in order as spans of consecutive ones, first and last inclusive."""
    spans: list[tuple[date, date]] = []
    for day in days:
        if spans and spans[-1][1] + timedelta(days=1) == day:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return spans
