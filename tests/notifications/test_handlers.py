"""News of the own account."""

import pytest
from sqlalchemy import select

from app.access.actor import Actor, ActorKind
from app.core.outbox import OutboxMessage
from app.core.text import Text
from app.notifications.models import Notification
from app.organisation import operations
from tests.factories.organisation import PASSWORD, make_user


@pytest.fixture
def enter(work):
    """Signs li.ming in with a browser; returns the browser's token."""

    def sign_in(device="", ip="192.0.2.7", user_agent="Firefox"):
        stranger = Actor(ActorKind.USER, label="anonymous", ip=ip)
        with work():
            return operations.sign_in("li.ming", PASSWORD, user_agent=user_agent, device=device, actor=stranger).device

    return sign_in


def test_the_owner_learns_of_a_browser_new_to_the_account(work, enter):
    with work():
        user_id = make_user(username="li.ming").id

    def told():
        with work() as session:
            return [
                (row.recipient_id, str(Text.restored(row.subject)), row.path)
                for row in session.scalars(select(Notification))
            ]

    first = enter()
    enter(first)
    enter(ip="192.0.2.8", device=first)
    enter()
    assert told() == [], (
        "no news: the first browser, a known one anywhere, one at the same place that forgot its cookies"
    )
    second = enter(user_agent="Edge")
    ((recipient, sentence, path),) = told()
    assert (recipient, path) == (user_id, "/account")
    assert "new to it" in sentence
    enter(second)
    enter(first)
    assert len(told()) == 1
    enter(ip="198.51.100.1")
    assert len(told()) == 2
    with work() as session:
        assert list(session.scalars(select(OutboxMessage.channel))) == ["mail", "mail"]
