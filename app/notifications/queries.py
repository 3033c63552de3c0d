"""Reading one's own notifications."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select

from app.access.actor import Actor
from app.core import db
from app.core.errors import NotFound
from app.notifications.models import Notification
from app.notifications.states import NotificationState
from app.web.paging import Page, Paging

AT_ONCE = 1000
"""Objects asked about in one statement; databases limit its parameters."""


def inbox(actor: Actor, paging: Paging, *, state: NotificationState | None) -> Page[Notification]:
    """The actor's notifications, newest first."""
    mine = _of(actor).where(Notification.state == state) if state else _of(actor)
    total = db.session().scalar(select(func.count()).select_from(mine.subquery())) or 0
    newest = mine.order_by(Notification.sent_at.desc(), Notification.id.desc())
    rows = db.session().scalars(newest.offset(paging.offset).limit(paging.size)).all()
    return Page(rows, total, paging)


def notification(notification_id: UUID, actor: Actor) -> Notification:
    """One of the actor's own notifications, locked for acknowledging; raises NotFound for anybody else's."""
    found = db.session().scalar(_of(actor).where(Notification.id == notification_id).with_for_update())
    if found is None:
        raise NotFound()
    return found


def waiting(actor: Actor, limit: int) -> list[Notification]:
    """What the actor still has to acknowledge, oldest first."""
    unacknowledged = _of(actor).where(Notification.state == NotificationState.SENT)
    oldest = unacknowledged.order_by(Notification.planned_on, Notification.id)
    return list(db.session().scalars(oldest.limit(limit)))


def unread() -> int:
    """How many notifications wait for the caller's acknowledgement."""
    actor: Actor = db.session().info["actor"]
    unacknowledged = _of(actor).where(Notification.state == NotificationState.SENT)
    return db.session().scalar(unacknowledged.with_only_columns(func.count())) or 0


def _of(actor: Actor) -> Select[Notification]:
    return select(Notification).where(
        Notification.recipient_id == actor.id, Notification.state != NotificationState.CANCELLED
    )


def planned_days(kind: str, object_refs: Sequence[str]) -> dict[str, set[date]]:
    """The days for which a rule has planned a notification about each object: sent, acknowledged or superseded."""
    known: dict[str, set[date]] = defaultdict(set)
    for first in range(0, len(object_refs), AT_ONCE):
        statement = select(Notification.object_ref, Notification.planned_on).where(
            Notification.kind == kind, Notification.object_ref.in_(object_refs[first : first + AT_ONCE])
        )
        for object_ref, planned_on in db.session().execute(statement):
            known[object_ref].add(planned_on)
    return known
