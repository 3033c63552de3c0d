"""Telling people, exactly once, and taking their acknowledgement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.operations import record, records
from app.core import clock, outbox
from app.core.db import session, upsert
from app.core.errors import NotFound
from app.core.ids import new_id
from app.core.text import Text
from app.notifications.models import Notification
from app.notifications.states import NotificationState
from app.organisation.models import User


@dataclass(frozen=True)
class Message:
    """What is said: the rule (`kind`, `step`), the object, the planned day, and the sentence with its page.

    `subject` goes into mail as it is, so it must betray no name.
    """

    kind: str
    object_ref: str
    step: int
    planned_on: date
    subject: Text
    path: str
    case_file_id: UUID | None = None
    late: bool = False


@records(sometimes=("notification.sent",))
def notify(message: Message, recipients: Sequence[User], *, actor: Actor) -> None:
    """Send the message to each recipient's inbox, with a copy by mail to those who have an address.

    A notification that exists already (same rule, object, planned day and recipient) is not sent again.
    """
    for recipient in recipients:
        if _insert(message, recipient, NotificationState.SENT, actor):
            _mail(message, recipient)


def _mail(message: Message, recipient: User) -> None:
    if recipient.email:
        outbox.enqueue(
            f"{message.kind}/{message.object_ref}/{message.planned_on}/{recipient.id}/mail",
            channel="mail",
            recipient=recipient.email,
            payload={"subject": message.subject.stored(), "path": message.path, "language": recipient.language},
        )


@records(sometimes=("notification.superseded",))
def supersede(message: Message, recipients: Sequence[User], *, actor: Actor) -> None:
    """Write down a step that was missed and is overtaken by a later one: it is not sent any more."""
    for recipient in recipients:
        _insert(message, recipient, NotificationState.CANCELLED, actor)


def _insert(message: Message, recipient: User, state: NotificationState, actor: Actor) -> bool:
    """Whether the notification is new; two processes that plan the same one get one yes between them."""
    table = Notification.__table__
    superseded = state is NotificationState.CANCELLED
    values = {
        "id": new_id(),
        "created_at": clock.now(),
        "kind": message.kind,
        "object_ref": message.object_ref,
        "step": message.step,
        "planned_on": message.planned_on,
        "recipient_id": recipient.id,
        "case_file_id": message.case_file_id,
        "subject": message.subject.stored(),
        "path": message.path,
        "state": state,
        "late": message.late,
        "sent_at": clock.now(),
        "cancelled_reason": "superseded" if superseded else None,
    }
    unique = ["kind", "object_ref", "planned_on", "recipient_id"]
    statement = upsert(table).values(**values).on_conflict_do_nothing(index_elements=unique).returning(table.c.id)
    identifier = session().connection().execute(statement).scalar_one_or_none()
    if identifier is None:
        return False
    record(
        "notification.superseded" if superseded else "notification.sent",
        f"notification:{identifier}",
        actor=actor,
        case_file_id=message.case_file_id,
        after={"about": message.object_ref, "step": message.step, "recipient": recipient.id},
    )
    return True


@records(sometimes=("notification.acknowledged",))
def acknowledge(notification: Notification, *, actor: Actor) -> None:
    """Take note of this step; doing so again changes nothing. Raises NotFound for somebody else's.

    Later steps still come: an overdue deadline is never silenced by a click.
    """
    actor.require(Permission.INBOX_READ)
    if notification.recipient_id != actor.id:
        raise NotFound()
    if notification.state is NotificationState.SENT:
        notification.state = NotificationState.ACKNOWLEDGED
        notification.acknowledged_at = clock.now()
        record("notification.acknowledged", notification, actor=actor)
