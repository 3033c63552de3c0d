"""Reminders and escalation; computing provisional dates again once the calendar reaches them."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cache, partial
from itertools import chain
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
from app.organisation.models import Office, User
from app.web.display import distance

Holders = Callable[[Audience, UUID], Sequence[User]]

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
    known = notified.planned_days(KIND, [_ref(deadline) for deadline in near])
    ladder = cache(partial(ladder_of, calendar=calendar.load()))
    holders = cache(_holders)
    for deadline in near:
        step, missed = due_steps(
            ladder(deadline.due_on),
            starts_on=deadline.starts_on,
            today=clock.today(),
            known=known.get(_ref(deadline), ()),
        )
        for superseded in missed:
            told = _audience(deadline, superseded, holders)
            notifications.supersede(_message(deadline, superseded), told, actor=actor)
        if step is not None:
            notifications.notify(_message(deadline, step), _audience(deadline, step, holders), actor=actor)


def _ref(deadline: Deadline) -> str:
    return f"deadline:{deadline.id}"


def _message(deadline: Deadline, step: Step) -> Message:
    view = queries.due_view(deadline)
    assert view is not None
    return Message(
        kind=KIND,
        object_ref=_ref(deadline),
        step=step.offset,
        planned_on=step.day,
        subject=_(
            "%(label)s: due on %(day)s, %(distance)s",
            label=Text.restored(deadline.label),
            day=deadline.due_on,
            distance=distance(view),
        ),
        path=deadline.path,
        case_file_id=deadline.case_file_id,
        late=step.day < clock.today(),
    )


def _audience(deadline: Deadline, step: Step, holders: Holders) -> list[User]:
    """Who is told of a step, each person once."""
    people = chain.from_iterable(_people(audience, deadline, holders) for audience in LADDER[step.offset])
    return list({person.id: person for person in people}.values())


def _people(audience: Audience, deadline: Deadline, holders: Holders) -> Sequence[User]:
    if audience is not Audience.OFFICER:
        return holders(audience, deadline.office_id)
    officer = organisation.user(deadline.responsible_id)
    return [officer] if officer.active else holders(Audience.SUPERVISOR, deadline.office_id)


def _holders(audience: Audience, office_id: UUID) -> Sequence[User]:
    """The people who hold the post in an office, or in the next one above where anybody does."""
    own = organisation.office(office_id)
    superior = organisation.parent_office(own) if audience is Audience.SUPERIOR_SUPERVISOR else None
    find = organisation.heads_of if audience is Audience.HEAD else organisation.supervisors_of
    office: Office | None = superior or own
    while office is not None:
        if people := find(office):
            return people
        office = organisation.parent_office(office)
    return []
