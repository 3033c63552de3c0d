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
TOLD = (Role.INSPECTOR, Role.SUPERVISOR, Role.HEAD)
MOST_AT_ONCE = 50


def acknowledging(last: date) -> list[Act]:
    """On Fridays the diligent acknowledge what lies in their inboxes; the others let it lie."""
    return [
        Act(clock.at(day, 16, 45), person.username, _acknowledge)
        for day in working_days(FIRST_TERM, last)
        if day.weekday() == FRIDAY
        for person in PEOPLE
        if person.diligent and person.role in TOLD
    ]


def _acknowledge(actor: Actor) -> None:
    for notification in queries.waiting(actor, MOST_AT_ONCE):
        operations.acknowledge(notification, actor=actor)
