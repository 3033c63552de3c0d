"""Forgetting browsers with which nobody signed in for long."""

from sqlalchemy import delete

from app.core import clock
from app.core.db import session
from app.organisation.models import KnownDevice
from app.organisation.queries import DEVICE_KNOWN_FOR


def forget_devices() -> None:
    """Remove the browsers whose cookie has run out."""
    session().execute(delete(KnownDevice).where(KnownDevice.last_seen_at <= clock.wall() - DEVICE_KNOWN_FOR))
