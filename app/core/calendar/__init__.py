"""Working days and the counting of legal periods.

The calendar is a table (`days`), read once into memory (`working`). What is counted (`period`), how (`counting`) and
why the result is what it is (`steps`) are pure functions that follow the Civil Code and the Civil Procedure Law.
"""

from app.core.calendar.counting import Due, count
from app.core.calendar.days import CalendarDay, DayKind, seed_rows
from app.core.calendar.period import Direction, Pause, Roll, Unit
from app.core.calendar.working import Calendar, forget, load

__all__ = [
    "Calendar",
    "CalendarDay",
    "DayKind",
    "Direction",
    "Due",
    "Pause",
    "Roll",
    "Unit",
    "count",
    "forget",
    "load",
    "seed_rows",
]
