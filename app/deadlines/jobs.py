"""Reminders and escalation; computing provisional dates again once the calendar reaches them."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from uuid import UUID

from app.access.actor import Actor
from app.core import calendar, clock, db
from app.core.text import Text, _
from app.deadlines import operations, queries
from app.deadlines.escalation import LADDER, Audience, Step, due_steps, ladder_of
from app.deadlines.models import Deadline
from app.notifications import operations as notifications
from app.notifications import queries as notified
from app.notifications.operations import Message
from app.organisation import queries as organisation
from app.organisation.models import User

KIND = "deadline"
HORIZON = timedelta(days=30)
"""Calendar days within which the first step (7 working days before) of any due date lies, long holidays included."""


def recompute_provisional() -> None:
    """Bring every running provisional date up to the calendar of today."""
    actor: Actor = db.session().info["actor"]
    for deadline in queries.provisional():
        operations.recompute(deadline, actor=actor)


def remind() -> None:
    """Send each running deadline's step of today; what was missed during a standstill is caught up once."""
    actor: Actor = db.session().info["actor"]
    near = queries.running(until=clock.today() + HORIZON)
    known = notified.known_steps(KIND, [_ref(deadline) for deadline in near])
    audience = _Audience()
    for deadline in near:
        ladder = ladder_of(deadline.due_on, deadline.starts_on, calendar.load())
        step, missed = due_steps(ladder, clock.today(), known.get(_ref(deadline), set()))
        for superseded in missed:
            notifications.supersede(_message(deadline, superseded), audience.of(deadline, superseded), actor=actor)
        if step is not None:
            notifications.notify(_message(deadline, step), audience.of(deadline, step), actor=actor)


def _ref(deadline: Deadline) -> str:
    return f"deadline:{deadline.id}"


def _message(deadline: Deadline, step: Step) -> Message:
    return Message(
        kind=KIND,
        object_ref=_ref(deadline),
        step=step.offset,
        planned_on=step.day,
        subject=_(
            "%(label)s: due on %(day)s, %(distance)s",
            label=Text.restored(deadline.label),
            day=deadline.due_on.isoformat(),
            distance=_distance(step.offset),
        ),
        path=deadline.path,
        case_file_id=deadline.case_file_id,
        late=step.day < clock.today(),
    )


def _distance(offset: int) -> Text:
    if offset == 0:
        return _("due today")
    if offset < 0:
        return _("%(days)s working days left", days=-offset) if offset < -1 else _("1 working day left")
    return _("%(days)s working days overdue", days=offset) if offset > 1 else _("1 working day overdue")


class _Audience:
    """The people behind a step, looked up once an office and run."""

    def __init__(self) -> None:
        self._of_office = cache(self._find)

    def of(self, deadline: Deadline, step: Step) -> Sequence[User]:
        """Who is told: each person once."""
        people = [
            person
            for audience in LADDER[step.offset]
            for person in self._of_office(audience, deadline.office_id, deadline.responsible_id)
        ]
        return list({person.id: person for person in people}.values())

    def _find(self, audience: Audience, office_id: UUID, responsible_id: UUID) -> list[User]:
        if audience is Audience.OFFICER:
            return [organisation.user(responsible_id)]
        office = organisation.office(office_id)
        if audience is Audience.SUPERVISOR:
            return organisation.supervisors_of(office)
        if audience is Audience.HEAD:
            return organisation.heads_of(office)
        superior = organisation.parent_office(office) or office
        return organisation.supervisors_of(superior)
