"""How a date came about, in sentences an officer can check with a wall calendar. Dates are written 2022-05-07."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, groupby

from app.core.calendar.days import DayKind
from app.core.calendar.period import Direction, Pause, Period, Unit
from app.core.calendar.working import Calendar
from app.core.text import Text, _

WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)


def working_end(period: Period, days: list[date], calendar: Calendar) -> tuple[Text, ...]:
    """Why the last of `days`, the days of the period that no pause covers, is its last working day."""
    due = days[-1]
    pauses, holidays = _pauses(period, period.start, due), _holidays(days, calendar)
    return (
        _opening(period, next(filter(calendar.is_working_day, days))),
        *_weekends(days, calendar),
        *_by_date(chain(pauses, holidays, _makeup_days(days, calendar))),
        _("Working day %(number)s, the last day, is %(due)s.", number=period.amount, due=due.isoformat()),
    )


def calendar_end(period: Period, nominal: date, end: date) -> tuple[Text, ...]:
    """Why a period of calendar days, months or years runs to `end`: its plain end is `nominal`, pauses move it."""
    pauses = _by_date(_pauses(period, period.start, end))
    if period.unit is Unit.CALENDAR_DAYS:
        first = next(period.running_days(period.start, end))
        last = _("Day %(number)s, the last day, is %(end)s.", number=period.amount, end=end.isoformat())
        return (_opening(period, first), *pauses, last)
    told = (_opening(period, period.start + period.step), _same_day_number(period, nominal))
    if nominal == end:
        return told
    paused = Unit.CALENDAR_DAYS.phrase(abs((end - nominal).days))
    moved = _("The pauses move the end by %(length)s to %(end)s.", length=paused, end=end.isoformat())
    return (*told, *pauses, moved)


def rolled(period: Period, end: date, due: date, calendar: Calendar) -> Iterator[Text]:
    """Why the last day is not `end` but `due`, and why a Saturday or Sunday may be a last day."""
    if end != due:
        yield from _by_date(_pauses(period, end, due))
        rest = _("%(day)s is a %(weekday)s", day=end.isoformat(), weekday=WEEKDAYS[end.weekday()])
        if calendar.kind(end) is DayKind.HOLIDAY:
            rest = _("%(day)s is a statutory holiday (%(holiday)s)", day=end.isoformat(), holiday=calendar.holiday(end))
        if period.direction is Direction.AFTER:
            yield _("%(rest)s; the period ends on the next working day, %(due)s.", rest=rest, due=due.isoformat())
        else:
            yield _(
                "%(rest)s; counted back, the last permitted day moves earlier to the working day %(due)s.",
                rest=rest,
                due=due.isoformat(),
            )
    if calendar.kind(due) is DayKind.MAKEUP_WORKDAY:
        yield _(
            "%(weekday)s %(day)s is a make-up working day, so it can be the last day.",
            weekday=WEEKDAYS[due.weekday()],
            day=due.isoformat(),
        )


def provisional(calendar: Calendar) -> Text:
    """Why the date may still move."""
    if calendar.known_from is None or calendar.known_to is None:
        return _("Provisional: no holiday calendar is loaded, so only Saturdays and Sundays are taken as rest days.")
    return _(
        "Provisional: the published holiday calendar is settled from %(first)s to %(last)s; outside it only Saturdays "
        "and Sundays are taken as rest days. The date is computed again when the calendar is published.",
        first=calendar.known_from.isoformat(),
        last=calendar.known_to.isoformat(),
    )


def _by_date(sentences: Iterable[tuple[date, Text]]) -> list[Text]:
    return [sentence for _day, sentence in sorted(sentences, key=lambda dated: dated[0])]


def _opening(period: Period, first: date) -> Text:
    values = {
        "length": period.unit.phrase(period.amount),
        "start": period.start.isoformat(),
        "first": first.isoformat(),
    }
    if period.direction is Direction.AFTER:
        return _("%(length)s from %(start)s, the day of the event, which is not counted: day 1 is %(first)s.", **values)
    return _("%(length)s back from %(start)s, which is not counted: day 1 is %(first)s.", **values)


def _same_day_number(period: Period, nominal: date) -> Text:
    if nominal.day == period.start.day:
        return _("Months and years end on the same day of the month: %(end)s.", end=nominal.isoformat())
    return _(
        "The month in which the period ends has no day %(number)s, so it ends on the last day of that month: %(end)s.",
        number=period.start.day,
        end=nominal.isoformat(),
    )


def _weekends(days: Iterable[date], calendar: Calendar) -> Iterator[Text]:
    if any(calendar.kind(day) is DayKind.WEEKEND for day in days):
        yield _("Saturdays and Sundays are not counted, unless they are make-up working days.")


def _pauses(period: Period, beyond: date, until: date) -> Iterator[tuple[date, Text]]:
    first, last = sorted((beyond + period.step, until))
    for pause in period.pauses:
        if pause.first <= last and first <= pause.last:
            yield pause.first, _pause_sentence(pause)


def _pause_sentence(pause: Pause) -> Text:
    if pause.first == pause.last:
        return _("%(day)s is a pause (%(basis)s) and is not counted.", day=pause.first.isoformat(), basis=pause.basis)
    return _(
        "%(first)s to %(last)s are a pause (%(basis)s) and are not counted.",
        first=pause.first.isoformat(),
        last=pause.last.isoformat(),
        basis=pause.basis,
    )


def _holidays(days: Iterable[date], calendar: Calendar) -> Iterator[tuple[date, Text]]:
    """One sentence for each unbroken run of days of one holiday."""
    holidays = sorted(day for day in days if calendar.kind(day) is DayKind.HOLIDAY)
    runs = groupby(enumerate(holidays), lambda item: (item[1].toordinal() - item[0], calendar.holiday(item[1])))
    for (_offset, holiday), run in runs:
        first, *later = (day for _position, day in run)
        values = {"first": first.isoformat(), "last": (later or [first])[-1].isoformat(), "holiday": holiday}
        if later:
            yield first, _("%(first)s to %(last)s are %(holiday)s and are not counted.", **values)
        else:
            yield first, _("%(first)s is %(holiday)s and is not counted.", **values)


def _makeup_days(days: Iterable[date], calendar: Calendar) -> Iterator[tuple[date, Text]]:
    for day in days:
        if calendar.kind(day) is DayKind.MAKEUP_WORKDAY:
            weekday = WEEKDAYS[day.weekday()]
            yield (
                day,
                _(
                    "%(weekday)s %(day)s is a make-up working day and is counted.",
                    weekday=weekday,
                    day=day.isoformat(),
                ),
            )
