"""Messages written in the business transaction and sent afterwards by the worker.

The unique key makes planning a message twice harmless; the Message-ID is fixed when the row is written, so a
mail sent again after an ambiguous answer is recognised as the same.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, String, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Base, Record, enum_column, session, upsert
from app.core.ids import new_id
from app.core.text import _
from app.core.workflow import State

LEASE = timedelta(minutes=2)
BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))


class MessageState(State):
    """Where a message stands."""

    WAITING = "waiting", _("Waiting"), "blue"
    SENT = "sent", _("Sent"), "green"
    DEAD = "dead", _("Given up"), "red"
    CANCELLED = "cancelled", _("Cancelled"), "grey"


class OutboxMessage(Record, Base):
    """One message to one address by one channel. Times are wall-clock UTC."""

    __tablename__ = "outbox"
    audited = False

    key: Mapped[str] = mapped_column(String(300), unique=True)
    channel: Mapped[str] = mapped_column(String(20))
    recipient: Mapped[str] = mapped_column(String(300))
    payload: Mapped[dict[str, Any]]
    message_id: Mapped[str] = mapped_column(String(100), unique=True)
    state: Mapped[MessageState] = mapped_column(enum_column(MessageState), default=MessageState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(index=True)
    claimed_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(500))

    __table_args__ = (CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", "sent_when"),)


def enqueue(key: str, *, channel: str, recipient: str, payload: dict[str, Any]) -> None:
    """Plan a message; a second one with the same key changes nothing."""
    identifier = new_id()
    values = {
        "id": identifier,
        "created_at": clock.now(),
        "key": key,
        "channel": channel,
        "recipient": recipient,
        "payload": payload,
        "message_id": f"<{identifier}@lianjian>",
        "state": MessageState.WAITING,
        "attempts": 0,
        "next_attempt_at": clock.wall(),
    }
    table = OutboxMessage.__table__
    statement = upsert(table).values(**values).on_conflict_do_nothing(index_elements=["key"])
    session().connection().execute(statement)


def claim(limit: int = 20) -> list[OutboxMessage]:
    """Take due messages for sending; the lease returns them if this process dies. Commit before sending."""
    now = clock.wall()
    due = (
        select(OutboxMessage)
        .where(OutboxMessage.state == MessageState.WAITING, OutboxMessage.next_attempt_at <= now)
        .where(or_(OutboxMessage.claimed_until.is_(None), OutboxMessage.claimed_until < now))
        .order_by(OutboxMessage.next_attempt_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    messages = list(session().scalars(due))
    for message in messages:
        message.claimed_until = now + LEASE
    return messages


def settle(message: OutboxMessage, error: str | None = None) -> None:
    """Write down how sending went: sent, to be tried again after a pause, or given up."""
    message.claimed_until = None
    message.attempts += 1
    if error is None:
        message.state, message.sent_at, message.last_error = MessageState.SENT, clock.wall(), None
        return
    message.last_error = error[:500]
    if message.attempts > len(BACKOFF):
        message.state = MessageState.DEAD
    else:
        message.next_attempt_at = clock.wall() + BACKOFF[message.attempts - 1]


def cancel(key: str) -> None:
    """Stop a message that has not gone out; one already sent stays sent."""
    message = session().scalar(select(OutboxMessage).where(OutboxMessage.key == key))
    if message is not None and message.state == MessageState.WAITING:
        message.state = MessageState.CANCELLED
