"""Telling people exactly once, and their acknowledgement."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.access.actor import job, operator
from app.access.roles import Role
from app.audit.models import AuditEvent
from app.core import clock, db
from app.core.errors import NotFound
from app.core.outbox import OutboxMessage
from app.core.text import _
from app.notifications import operations, queries
from app.notifications.models import Notification
from app.notifications.operations import Message
from app.organisation.rules import actor_of
from app.web.paging import Paging
from tests.factories.organisation import make_user

JOB = job("remind")
MESSAGE = Message(
    kind="deadline",
    object_ref="deadline:1",
    step=-3,
    planned_on=date(2022, 9, 28),
    subject=_("%(days)s working days left", days=3),
    path="/orders/1",
)


@pytest.fixture
def wang(work):
    with work():
        user = make_user(username="wang")
        db.session().flush()
        db.session().expunge_all()
        return user


def notify(message, *users):
    operations.notify(message, users, actor=JOB)


def notified():
    return db.session().scalars(select(Notification).order_by(Notification.sent_at, Notification.id)).all()


def mails():
    return db.session().scalars(select(OutboxMessage)).all()


def log(action):
    return db.session().scalars(select(AuditEvent).where(AuditEvent.action == action)).all()


def test_a_message_reaches_inbox_mailbox_and_log(work, wang):
    with work():
        notify(MESSAGE, wang)

    with work():
        (row,), (mail,) = notified(), mails()
        assert (row.recipient_id, row.state, row.subject) == (wang.id, "sent", MESSAGE.subject.stored())
        assert (mail.channel, mail.recipient) == ("mail", wang.email)
        assert mail.key == f"deadline/deadline:1/2022-09-28/{wang.id}/mail"
        assert [event.object for event in log("notification.sent")] == [f"notification:{row.id}"]


def test_the_same_message_again_is_nothing_new(work, wang):
    for _again in range(2):
        with work():
            notify(MESSAGE, wang, wang)

    with work():
        assert len(notified()) == len(mails()) == len(log("notification.sent")) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "approval"},
        {"object_ref": "deadline:2"},
        {"planned_on": date(2022, 9, 29)},
    ],
)
def test_another_rule_object_or_day_is_another_message(work, wang, other):
    with work():
        notify(MESSAGE, wang)
        notify(replace(MESSAGE, **other), wang)

    with work():
        assert len(notified()) == len(mails()) == 2


def test_who_has_no_address_is_told_in_the_inbox_alone(work):
    with work():
        notify(MESSAGE, make_user(email=None))

    with work():
        assert (len(notified()), mails()) == (1, [])


def test_a_superseded_step_is_written_down_shown_to_nobody_and_never_sent(work, wang):
    with work():
        operations.supersede(MESSAGE, [wang], actor=JOB)
        operations.supersede(MESSAGE, [wang], actor=JOB)
        notify(MESSAGE, wang)

    with work(actor_of(wang)):
        assert [(row.state, row.cancelled_reason) for row in notified()] == [("cancelled", "superseded")]
        assert mails() == []
        assert len(log("notification.superseded")) == 1
        assert log("notification.sent") == []
        assert queries.unread() == 0
        assert queries.inbox(actor_of(wang), Paging(), state=None).total == 0
        with pytest.raises(NotFound):
            queries.notification(notified()[0].id, actor_of(wang))


def test_what_is_undone_was_never_said(work, wang):
    with pytest.raises(ZeroDivisionError), work():
        notify(MESSAGE, wang)
        raise ZeroDivisionError

    with work():
        assert (notified(), mails(), log("notification.sent")) == ([], [], [])


def test_the_days_known_are_those_of_the_rule_and_object_in_whatever_state(work, wang, monkeypatch):
    monkeypatch.setattr(queries, "AT_ONCE", 2)
    with work():
        notify(MESSAGE, wang)
        operations.supersede(replace(MESSAGE, planned_on=date(2022, 9, 26)), [wang], actor=JOB)
        notify(replace(MESSAGE, object_ref="deadline:5"), wang)
        notify(replace(MESSAGE, kind="approval", object_ref="deadline:2"), wang)

    with work():
        refs = [f"deadline:{number}" for number in range(1, 6)]
        assert queries.planned_days("deadline", refs) == {
            "deadline:1": {date(2022, 9, 26), date(2022, 9, 28)},
            "deadline:5": {date(2022, 9, 28)},
        }
        assert queries.planned_days("deadline", []) == {}


@pytest.mark.committed
def test_two_that_tell_the_same_at_once_tell_it_once(database, work, wang):
    """The second waits for the first one's commit, then has nothing to say; on SQLite the write lock does the same."""
    from concurrent.futures import ThreadPoolExecutor

    def tell(_worker):
        with database.unit_of_work(JOB):
            notify(MESSAGE, wang)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(tell, range(4)))

    with work():
        assert len(notified()) == len(mails()) == len(log("notification.sent")) == 1


# acknowledging


def only():
    return db.session().scalars(select(Notification)).one()


def test_taking_note_is_an_event_and_taking_note_twice_is_one(work, wang, frozen):
    with work():
        notify(MESSAGE, wang)
    me = actor_of(wang)
    for _again in range(2):
        with work(me):
            operations.acknowledge(queries.notification(only().id, me), actor=me)
        frozen.shift(timedelta(minutes=1))

    with work():
        assert (only().state, only().acknowledged_at) == ("acknowledged", clock.now() - timedelta(minutes=2))
        assert [event.actor for event in log("notification.acknowledged")] == [f"user:{wang.id}"]


def test_nobody_takes_note_for_another(work, wang):
    with work():
        notify(MESSAGE, wang)
        other = actor_of(make_user(roles=[Role.SUPERVISOR]))

    with pytest.raises(NotFound), work(other):
        operations.acknowledge(only(), actor=other)
    with pytest.raises(NotFound), work(other):
        queries.notification(only().id, other)
    with work():
        assert only().state == "sent"


def test_what_waits_is_the_oldest_first_and_counted_for_the_caller(work, wang):
    me = actor_of(wang)
    with work():
        for day in (28, 26, 27):
            notify(replace(MESSAGE, planned_on=date(2022, 9, day)), wang, make_user())
        assert queries.unread() == 0, "nothing waits for the operator"

    with work(me):
        assert queries.unread() == 3
        assert [row.planned_on.day for row in queries.waiting(me, limit=2)] == [26, 27]
        operations.acknowledge(queries.waiting(me, limit=1)[0], actor=me)
        assert queries.unread() == 2
        assert operator("tests").id is None
