"""Messages written in the business transaction and sent afterwards by the worker.

The unique key makes planning a message twice harmless; the Message-ID is fixed when the row is written, so a
mail sent again after an ambiguous answer is recognised as the same.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, String, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Base, Record, enum_column, session, upsert
from app.core.ids import new_id
from app.core.text import _
from app.core.workflow import State

LEASE = timedelta(minutes=5)
"""How long a process may take for one message before another takes it over."""
BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
"""The pauses between the attempts; after the last one the message is given up."""
LIFETIME = timedelta(days=3)
"""How long a due message may lie, for instance where no mail server is set."""


class MessageState(State):
    """Where a message stands."""

    WAITING = "waiting", _("Waiting"), "blue"
    SENT = "sent", _("Sent"), "green"
    DEAD = "dead", _("Given up"), "red"


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


def claim() -> OutboxMessage | None:
    """Take the message that is due longest, for sending; None where nothing is due. Commit before sending.

    The lease gives it back if this process dies. What nobody took for `LIFETIME` is given up: it is no news any more.
    """
    now = clock.wall()
    free = or_(OutboxMessage.claimed_until.is_(None), OutboxMessage.claimed_until < now)
    waiting = (OutboxMessage.state == MessageState.WAITING, free)
    stale = update(OutboxMessage).where(*waiting, OutboxMessage.next_attempt_at < now - LIFETIME)
    session().execute(stale.values(state=MessageState.DEAD, last_error="not sent in time"))
    due = (
        select(OutboxMessage)
        .where(*waiting, OutboxMessage.next_attempt_at <= now)
        .order_by(OutboxMessage.next_attempt_at, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    message = session().scalar(due)
    if message is not None:
        message.claimed_until = now + LEASE
        session().flush()
        session().expunge(message)
    return message


def settle(claimed: OutboxMessage, error: str | None = None) -> MessageState:
    """Write down how sending went: sent, to be tried again after a pause, or given up; answers where it stands.

    Where the lease ran out and another process took the message over, that one's word counts.
    """
    message = session().get_one(OutboxMessage, claimed.id, with_for_update=True)
    if message.claimed_until != claimed.claimed_until:
        return message.state
    message.claimed_until = None
    message.attempts += 1
    message.last_error = error and error[:500]
    if error is None:
        message.state, message.sent_at = MessageState.SENT, clock.wall()
    elif message.attempts > len(BACKOFF):
        message.state = MessageState.DEAD
    else:
        message.next_attempt_at = clock.wall() + BACKOFF[message.attempts - 1]
    return message.state
