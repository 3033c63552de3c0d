"""Cheap password hashes, so that the suite does not spend its time on argon2; and what the log says."""

from collections.abc import Callable, Iterator

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from app.access.roles import Role
from app.audit.models import AuditEvent
from app.organisation import passwords
from tests.factories.organisation import PREPARED, make_office, make_user
from tests.factories.second_factor import HEAD, make_factor


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobody.cache_clear()
    yield
    passwords._nobody.cache_clear()


@pytest.fixture
def log(work) -> Callable[[], list[AuditEvent]]:
    """Reads the events appended so far, without those of prepared rows and of whom other rooms tell."""

    def read() -> list[AuditEvent]:
        with work() as session:
            events = (
                select(AuditEvent)
                .where(AuditEvent.action.not_in([PREPARED, "notification.sent"]))
                .order_by(AuditEvent.seq)
            )
            found = list(session.scalars(events))
            session.expunge_all()
            return found

    return read


@pytest.fixture
def recorded(log) -> Callable[[], list[str]]:
    """Reads the actions appended so far."""
    return lambda: [event.action for event in log()]


@pytest.fixture
def english(app):
    """A browser that asks for English."""
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def head(work):
    """A head with a second factor."""
    with work():
        make_factor(make_user(make_office("cn/44/"), [Role.HEAD], username=HEAD))
    return HEAD
