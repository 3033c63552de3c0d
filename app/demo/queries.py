"""Reading whether a database holds the demo, and what went out in its time."""

from datetime import datetime

from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.core.db import session
from app.notifications.models import Notification
from app.notifications.states import NotificationState
from app.organisation import queries as organisation

BEGUN, LOADED = "demo.begun", "demo.loaded"
DEMO = "demo:2022"
"""How the log names the demo."""


def is_begun() -> bool:
    """Whether the database holds the demo, whole or in part; the log can't be made to forget it."""
    return _happened(BEGUN)


def is_loaded() -> bool:
    """Whether the database holds the whole demo."""
    return _happened(LOADED)


def _happened(action: str) -> bool:
    return session().scalar(select(AuditEvent.seq).where(AuditEvent.action == action).limit(1)) is not None


def is_empty() -> bool:
    """Whether nobody has an account yet."""
    return not organisation.any_account()


def reminders_since(moment: datetime) -> int:
    """How many messages came into inboxes since a moment."""
    arrived = select(func.count(Notification.id)).where(
        Notification.sent_at >= moment, Notification.state != NotificationState.CANCELLED
    )
    return session().scalar(arrived) or 0
