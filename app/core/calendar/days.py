"""The official calendar, a row a day: which days are worked and which holiday moved them."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import ClassVar, TypedDict

import chinese_calendar  # type: ignore[import-untyped]
from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, enum_column
from app.core.text import Text, _
from app.core.workflow import Choice


class DayKind(Choice):
    """What a day is by the yearly holiday notice of the State Council."""

    WORKDAY = "workday", _("Working day")
    MAKEUP_WORKDAY = "makeup_workday", _("Make-up working day")
    WEEKEND = "weekend", _("Weekend")
    HOLIDAY = "holiday", _("Statutory holiday")

    @property
    def is_working(self) -> bool:
        """Whether offices work on such a day."""
        return self in (DayKind.WORKDAY, DayKind.MAKEUP_WORKDAY)

    @classmethod
    def by_weekday(cls, day: date) -> "DayKind":
        """What a day is where no holiday notice is known: Saturdays and Sundays rest."""
        return cls.WORKDAY if day.weekday() < 5 else cls.WEEKEND


class CalendarDay(Base):
    """One day of the official calendar. A holiday, and the day worked in exchange for one, carry the holiday's name;
    `name_en` is also the source string under which the catalogue has it."""

    __tablename__ = "calendar_day"
    __table_args__ = (
        CheckConstraint("(kind IN ('holiday', 'makeup_workday')) = (name_en IS NOT NULL)", "named_when_moved"),
        CheckConstraint("(name_en IS NULL) = (name_zh IS NULL)", "named_in_both_languages"),
    )
    audited: ClassVar[bool] = False
    seeded: ClassVar[bool] = True

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[DayKind] = mapped_column(enum_column(DayKind))
    name_zh: Mapped[str | None] = mapped_column(String(60))
    name_en: Mapped[str | None] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(200))


class DayRow(TypedDict):
    """The columns of a `CalendarDay`."""

    day: date
    kind: DayKind
    name_zh: str | None
    name_en: str | None
    source: str


HOLIDAYS: dict[str, tuple[Text, str]] = {
    "New Year's Day": (_("New Year's Day"), "元旦"),
    "Spring Festival": (_("Spring Festival"), "春节"),
    "Tomb-sweeping Day": (_("Tomb-sweeping Day"), "清明节"),
    "Labour Day": (_("Labour Day"), "劳动节"),
    "Dragon Boat Festival": (_("Dragon Boat Festival"), "端午节"),
    "National Day": (_("National Day"), "国庆节"),
    "Mid-autumn Festival": (_("Mid-Autumn Festival"), "中秋节"),
    "Anti-Fascist 70th Day": (_("70th Anniversary of Victory Day"), "抗战胜利70周年纪念日"),
}
"""The package's names of the holidays, with ours in both languages."""


def seed_rows() -> list[DayRow]:
    """Every day of the years the package `chinesecalendar` covers (2004-2026 in 1.11.0), in order."""
    source = f"chinesecalendar {chinese_calendar.__version__}"
    return [_row(day, source) for day in _covered_days()]


def _covered_days() -> Iterator[date]:
    day, last = date(min(chinese_calendar.holidays).year, 1, 1), date(max(chinese_calendar.holidays).year, 12, 31)
    while day <= last:
        yield day
        day += timedelta(days=1)


def _row(day: date, source: str) -> DayRow:
    if day in chinese_calendar.workdays:
        kind, name = DayKind.MAKEUP_WORKDAY, chinese_calendar.workdays[day]
    elif day in chinese_calendar.holidays:
        kind, name = DayKind.HOLIDAY, chinese_calendar.holidays[day]
    else:
        return DayRow(day=day, kind=DayKind.by_weekday(day), name_zh=None, name_en=None, source=source)
    english, chinese = HOLIDAYS[name]
    return DayRow(day=day, kind=kind, name_zh=chinese, name_en=english.msgid, source=source)
