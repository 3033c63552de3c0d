"""Reading one's own notifications."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from app.access.actor import Actor
from app.core import db
from app.core.errors import NotFound
from app.notifications.models import Notification
from app.notifications.states import Channel, NotificationState
from app.web.paging import Page, Paging


def inbox(actor: Actor, paging: Paging, *, state: NotificationState | None) -> Page[Notification]:
    """The actor's notifications, newest first."""
    mine = select(Notification).where(
        Notification.recipient_id == actor.id, Notification.channel == Channel.INBOX, Notification.state != "cancelled"
    )
    if state is not None:
        mine = mine.where(Notification.state == state)
    total = db.session().scalar(select(func.count()).select_from(mine.subquery())) or 0
    newest = mine.order_by(Notification.sent_at.desc(), Notification.id.desc())
    rows = db.session().scalars(newest.offset(paging.offset).limit(paging.size)).all()
    return Page(rows, total, paging)


def notification(notification_id: UUID, actor: Actor) -> Notification:
    """One of the actor's own notifications; raises NotFound for anybody else's."""
    found = db.session().scalar(
        select(Notification).where(Notification.id == notification_id, Notification.recipient_id == actor.id)
    )
    if found is None:
        raise NotFound()
    return found


def waiting(actor: Actor, limit: int) -> list[Notification]:
    """What the actor still has to acknowledge, oldest first."""
    statement = (
        select(Notification)
        .where(
            Notification.recipient_id == actor.id,
            Notification.channel == Channel.INBOX,
            Notification.state == NotificationState.SENT,
        )
        .order_by(Notification.planned_on, Notification.id)
        .limit(limit)
    )
    return list(db.session().scalars(statement))


def unread() -> int:
    """How many notifications wait for the caller's acknowledgement."""
    actor: Actor = db.session().info["actor"]
    statement = select(func.count(Notification.id)).where(
        Notification.recipient_id == actor.id,
        Notification.channel == Channel.INBOX,
        Notification.state == NotificationState.SENT,
    )
    return db.session().scalar(statement) or 0


def known_steps(kind: str, object_refs: Sequence[str]) -> dict[str, set[int]]:
    """The steps of a rule already planned for each object: sent, acknowledged or superseded."""
    statement = select(Notification.object_ref, Notification.step).where(
        Notification.kind == kind, Notification.object_ref.in_(object_refs)
    )
    known: dict[str, set[int]] = defaultdict(set)
    for object_ref, step in db.session().execute(statement):
        known[object_ref].add(step)
    return known
