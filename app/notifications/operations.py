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
from app.core.errors import RuleViolated
from app.core.ids import new_id
from app.core.text import Text, _
from app.notifications.models import Notification
from app.notifications.states import Channel, NotificationState
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
def notify(message: Message, recipients: Sequence[User], *, actor: Actor) -> int:
    """Send the message to each recipient's inbox and mailbox; answers how many were new.

    A notification that exists already (same rule, object, planned day, recipient and channel) is not sent again.
    """
    sent = 0
    for recipient in recipients:
        for channel in (Channel.INBOX, Channel.MAIL) if recipient.email else (Channel.INBOX,):
            sent += _send(message, recipient, channel, actor)
    return sent


def _send(message: Message, recipient: User, channel: Channel, actor: Actor) -> bool:
    identifier = _insert(message, recipient.id, channel, NotificationState.SENT)
    if identifier is None:
        return False
    if channel is Channel.MAIL and recipient.email:
        outbox.enqueue(
            f"{message.kind}/{message.object_ref}/{message.planned_on}/{recipient.id}/{channel}",
            channel=channel,
            recipient=recipient.email,
            payload={"subject": message.subject.stored(), "path": message.path, "language": recipient.language},
        )
    record(
        "notification.sent",
        f"notification:{identifier}",
        actor=actor,
        case_file_id=message.case_file_id,
        after={"about": message.object_ref, "step": message.step, "recipient": recipient.id, "channel": channel},
    )
    return True


@records(sometimes=("notification.superseded",))
def supersede(message: Message, recipients: Sequence[User], *, actor: Actor) -> None:
    """Write down a step that was missed and is overtaken by a later one: it is not sent any more."""
    for recipient in recipients:
        identifier = _insert(message, recipient.id, Channel.INBOX, NotificationState.CANCELLED)
        if identifier is not None:
            record(
                "notification.superseded",
                f"notification:{identifier}",
                actor=actor,
                case_file_id=message.case_file_id,
                after={"about": message.object_ref, "step": message.step, "recipient": recipient.id},
            )


def _insert(message: Message, recipient_id: UUID, channel: Channel, state: NotificationState) -> UUID | None:
    table = Notification.__table__
    cancelled = state is NotificationState.CANCELLED
    values = {
        "id": new_id(),
        "created_at": clock.now(),
        "kind": message.kind,
        "object_ref": message.object_ref,
        "step": message.step,
        "planned_on": message.planned_on,
        "recipient_id": recipient_id,
        "channel": channel,
        "case_file_id": message.case_file_id,
        "subject": message.subject.stored(),
        "path": message.path,
        "state": state,
        "late": message.late,
        "sent_at": clock.now(),
        "cancelled_reason": "superseded" if cancelled else None,
    }
    unique = ["kind", "object_ref", "planned_on", "recipient_id", "channel"]
    statement = upsert(table).values(**values).on_conflict_do_nothing(index_elements=unique).returning(table.c.id)
    identifier: UUID | None = session().connection().execute(statement).scalar_one_or_none()
    return identifier


@records("notification.acknowledged")
def acknowledge(notification: Notification, *, actor: Actor) -> None:
    """Take note of this step. Later steps still come: an overdue deadline is never silenced by a click."""
    actor.require(Permission.INBOX_READ)
    if notification.recipient_id != actor.id or notification.state is not NotificationState.SENT:
        raise RuleViolated(_("This notification does not wait for your acknowledgement."))
    notification.state = NotificationState.ACKNOWLEDGED
    notification.acknowledged_at = clock.now()
    record("notification.acknowledged", notification, actor=actor, case_file_id=notification.case_file_id)
