"""Delivery of the outbox: once where the answer is clear, again with the same Message-ID where it is not."""

import smtplib
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import select

from app import worker
from app.core import clock, db, outbox
from app.core.outbox import BACKOFF, LEASE, OutboxMessage
from app.core.text import _
from app.worker import deliver, mail_sender
from config import UnsafeSettings
from tests.mailbox import mailbox


@pytest.fixture
def enqueue(work):
    def add(*names):
        for name in names:
            with work():
                outbox.enqueue(
                    name,
                    channel="mail",
                    recipient=f"{name}@office.example",
                    payload={"subject": _("%(days)s working days left", days=3).stored(), "path": "/", "language": ""},
                )

    return add


@pytest.fixture
def states(work):
    """By key: state and attempts."""

    def read():
        with work() as session:
            return {row.key: (row.state.value, row.attempts) for row in session.scalars(select(OutboxMessage))}

    return read


@pytest.fixture
def posted(app, monkeypatch):
    """Deliver through the server of a mailbox."""

    def run(box):
        monkeypatch.setattr(app, "settings", replace(app.settings, mail_url=box.url))
        deliver(app, mail_sender(app), Event())

    return run


def test_everything_due_goes_out_once(enqueue, posted, states):
    enqueue("a", "b", "c")
    with mailbox() as box:
        posted(box)
        posted(box)

    assert box.recipients == ["a@office.example", "b@office.example", "c@office.example"]
    assert states() == dict.fromkeys("abc", ("sent", 1))
    assert "working days left" not in box.letters[0]["Subject"], "the reader of no language reads Chinese"


def test_an_ambiguous_answer_sends_again_with_the_same_message_id(enqueue, posted, states, frozen):
    enqueue("a", "b")
    with mailbox(lambda arrived: None if arrived == 1 else "250 OK") as box:
        posted(box)
        assert states() == {"a": ("waiting", 1), "b": ("sent", 1)}
        posted(box)
        assert len(box.letters) == 2, "not before the pause is over"
        frozen.shift(BACKOFF[0])
        posted(box)

    assert box.recipients == ["a@office.example", "b@office.example", "a@office.example"]
    assert box.message_ids[0] == box.message_ids[2] != box.message_ids[1]
    assert states() == {"a": ("sent", 2), "b": ("sent", 1)}


def test_a_message_refused_for_ever_is_given_up_after_the_last_pause_and_stops_no_other(
    enqueue, posted, states, frozen
):
    enqueue("a")
    with mailbox(lambda _arrived: "550 no such user") as box:
        for pause in BACKOFF:
            posted(box)
            frozen.shift(pause)
        assert states() == {"a": ("waiting", len(BACKOFF))}
        posted(box)
        assert states() == {"a": ("dead", len(BACKOFF) + 1)}
        frozen.shift(timedelta(days=1))
        posted(box)

    assert len(box.letters) == len(BACKOFF) + 1
    assert len(set(box.message_ids)) == 1


def test_a_message_that_makes_no_mail_is_a_failure_like_any_other(work, app, enqueue, posted, states):
    with work():
        outbox.enqueue(
            "bad",
            channel="mail",
            recipient="nobody",
            payload={"subject": _("x").stored(), "path": "/"} | {"language": ""},
        )
    enqueue("good")
    with mailbox() as box:
        posted(box)

    assert states() == {"bad": ("waiting", 1), "good": ("sent", 1)}


class Killed(BaseException):
    """The process ends here."""


def test_what_a_dead_process_had_in_hand_is_sent_by_another_after_the_lease(app, enqueue, posted, states, frozen):
    enqueue("a")

    def die(_message):
        raise Killed

    with pytest.raises(Killed):
        deliver(app, die, Event())
    with mailbox() as box:
        posted(box)
        assert box.letters == []
        frozen.shift(LEASE + timedelta(seconds=1))
        posted(box)

    assert box.recipients == ["a@office.example"]
    assert states() == {"a": ("sent", 1)}


def test_whoever_stops_finishes_the_message_in_hand_and_takes_no_other(app, enqueue, states):
    enqueue("a", "b")
    stopping = Event()

    deliver(app, lambda _message: stopping.set(), stopping)

    assert states() == {"a": ("sent", 1), "b": ("waiting", 0)}


def test_a_fault_of_the_program_is_not_taken_for_a_refusal(app, enqueue, states):
    enqueue("a")

    def fail(_message):
        raise KeyError("subject")

    with pytest.raises(KeyError):
        deliver(app, fail, Event())
    assert states() == {"a": ("waiting", 0)}


def test_the_error_is_kept_for_the_operator(work, app, enqueue):
    enqueue("a")

    def refuse(_message):
        raise smtplib.SMTPRecipientsRefused({"a@office.example": (550, b"no such user")})

    deliver(app, refuse, Event())
    with work():
        row = db.session().scalars(select(OutboxMessage)).one()
        assert "no such user" in (row.last_error or "")
        assert row.next_attempt_at == clock.wall() + BACKOFF[0]


def test_without_a_mail_server_there_is_no_delivery(app):
    assert mail_sender(app) is None


def test_a_wrong_address_of_the_mail_server_stops_the_worker_at_its_start(app, monkeypatch):
    monkeypatch.setattr(app, "settings", replace(app.settings, mail_url="mail.example"))

    with pytest.raises(UnsafeSettings, match="MAIL_URL"):
        worker.run(app, every=1)
