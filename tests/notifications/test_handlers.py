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

    def sign_in(device=""):
        stranger = Actor(ActorKind.USER, label="anonymous", ip="192.0.2.7")
        with work():
            return operations.sign_in("li.ming", PASSWORD, user_agent="Firefox", device=device, actor=stranger).device

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
    assert told() == [], "the first browser is no news, nor is a known one"
    second = enter()
    ((recipient, sentence, path),) = told()
    assert (recipient, path) == (user_id, "/account")
    assert "new to it" in sentence
    enter(second)
    enter(first)
    assert len(told()) == 1
    with work() as session:
        assert session.scalar(select(OutboxMessage.channel)) == "mail"
