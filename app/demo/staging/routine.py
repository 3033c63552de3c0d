"""What happens every week: people acknowledge what they were told."""

from datetime import date

from app.access.actor import Actor
from app.access.roles import Role
from app.core import clock
from app.demo.days import on, working_days
from app.demo.people import PEOPLE
from app.demo.staging.acts import Act
from app.notifications import operations, queries

FRIDAY = 4
FIRST_TERM = on(5, 31)
"""The first order is served: from now on there is something to be reminded of."""
BUSY_SINCE = on(9, 1)
"""From this day on only the diligent find the time."""
TOLD = (Role.INSPECTOR, Role.SUPERVISOR, Role.HEAD)
MOST_AT_ONCE = 50


def acknowledging(last: date) -> list[Act]:
    """On Fridays people acknowledge what lies in their inboxes; of late the less diligent let it lie."""
    return [
        Act(clock.at(day, 16, 45), person.username, _acknowledge)
        for day in working_days(FIRST_TERM, last)
        if day.weekday() == FRIDAY
        for person in PEOPLE
        if person.role in TOLD and (person.diligent or day < BUSY_SINCE)
    ]


def _acknowledge(actor: Actor) -> None:
    for notification in queries.waiting(actor, MOST_AT_ONCE):
        operations.acknowledge(notification, actor=actor)
