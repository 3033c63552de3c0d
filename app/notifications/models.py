"""What people were told, when, and whether they acknowledged it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import CODE, Base, Record, enum_column
from app.notifications.states import NotificationState


class Notification(Record, Base):
    """A message in one person's inbox. `kind` and `step` name the rule (`deadline`, -3); `subject` is a stored `Text`.

    Unique per (kind, object, planned day, recipient), so planning it again changes nothing. Its copy by mail is a row
    of the outbox, which says how that went. `sent_at` of a superseded one is when it was written down.
    """

    __tablename__ = "notification"
    audited = False

    kind: Mapped[str] = mapped_column(String(40))
    object_ref: Mapped[str] = mapped_column(String(80))
    step: Mapped[int]
    planned_on: Mapped[date]
    recipient_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    case_file_id: Mapped[UUID | None] = mapped_column(ForeignKey("case_file.id"), index=True)
    subject: Mapped[dict[str, Any]]
    path: Mapped[str] = mapped_column(String(300))
    state: Mapped[NotificationState] = mapped_column(enum_column(NotificationState), default=NotificationState.SENT)
    late: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str | None] = mapped_column(CODE)

    __table_args__ = (
        UniqueConstraint("kind", "object_ref", "planned_on", "recipient_id"),
        Index("ix_notification_inbox", "recipient_id", "state"),
        CheckConstraint("(state = 'acknowledged') = (acknowledged_at IS NOT NULL)", "acknowledged_when"),
        CheckConstraint("(state = 'cancelled') = (cancelled_reason IS NOT NULL)", "cancelled_why"),
    )
