"""The outbox: planned once, claimed by one, tried again after a pause, given up in the end."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock, db, outbox
from app.core.outbox import BACKOFF, LEASE, LIFETIME, MessageState, OutboxMessage


def enqueue(key="deadline/1", recipient="wang@office.example"):
    outbox.enqueue(key, channel="mail", recipient=recipient, payload={"path": "/orders/1"})


def stored(key="deadline/1"):
    return db.session().scalars(select(OutboxMessage).where(OutboxMessage.key == key)).one()


def claim(work):
    with work():
        return outbox.claim()


def settle(work, message, error=None):
    with work():
        return outbox.settle(message, error)


def test_a_message_planned_twice_is_one_and_keeps_its_message_id(work):
    with work():
        enqueue()
        first = stored().message_id
    with work():
        enqueue(recipient="li@office.example")
        assert stored().message_id == first
        assert stored().recipient == "wang@office.example"


def test_what_is_undone_with_its_transaction_is_not_sent(work):
    with pytest.raises(ZeroDivisionError), work():
        enqueue()
        raise ZeroDivisionError

    assert claim(work) is None


def test_a_claimed_message_is_nobody_elses(work):
    with work():
        enqueue()

    assert claim(work).key == "deadline/1"
    assert claim(work) is None


def test_messages_are_taken_in_the_order_of_their_waiting(work, frozen):
    for number in (1, 2):
        with work():
            enqueue(f"deadline/{number}")
        frozen.shift(timedelta(seconds=1))

    assert [claim(work).key for _ in (1, 2)] == ["deadline/1", "deadline/2"]


def test_a_sent_message_is_never_claimed_again(work, frozen):
    with work():
        enqueue()

    assert settle(work, claim(work)) is MessageState.SENT
    frozen.shift(timedelta(days=1))
    assert claim(work) is None
    with work():
        assert stored().sent_at == clock.wall() - timedelta(days=1)


def test_the_lease_gives_the_message_of_a_dead_process_to_another(work, frozen):
    with work():
        enqueue()
    lost = claim(work)
    frozen.shift(LEASE)
    assert claim(work) is None
    frozen.shift(timedelta(seconds=1))

    assert claim(work).message_id == lost.message_id


@pytest.mark.parametrize("error", [None, "too late"])
def test_after_the_lease_the_word_of_the_second_process_counts(work, frozen, error):
    with work():
        enqueue()
    slow = claim(work)
    frozen.shift(LEASE + timedelta(seconds=1))
    second = claim(work)

    settle(work, slow, error)
    with work():
        assert stored().claimed_until == second.claimed_until
    assert settle(work, second) is MessageState.SENT
    assert settle(work, slow, error) is MessageState.SENT
    with work():
        assert (stored().attempts, stored().last_error) == (1, None)


def test_a_failure_waits_its_pause_and_after_the_last_the_message_is_dead(work, frozen):
    with work():
        enqueue()
    for pause in BACKOFF:
        assert settle(work, claim(work), "451 try later") is MessageState.WAITING
        frozen.shift(pause - timedelta(seconds=1))
        assert claim(work) is None
        frozen.shift(timedelta(seconds=1))

    assert settle(work, claim(work), "550 no such user" + "!" * 600) is MessageState.DEAD
    frozen.shift(timedelta(days=1))
    assert claim(work) is None
    with work():
        assert stored().attempts == len(BACKOFF) + 1
        assert stored().last_error.startswith("550 no such user")
        assert len(stored().last_error) == 500


def test_a_message_sent_after_failures_carries_no_error(work, frozen):
    with work():
        enqueue()
    settle(work, claim(work), "451 try later")
    frozen.shift(BACKOFF[0])
    settle(work, claim(work))

    with work():
        assert (stored().state, stored().attempts, stored().last_error) == (MessageState.SENT, 2, None)


def test_what_nobody_took_for_days_is_given_up_and_what_is_due_goes_out(work, frozen):
    with work():
        enqueue("stale")
    frozen.shift(LIFETIME + timedelta(seconds=1))
    with work():
        enqueue("fresh")

    assert claim(work).key == "fresh"
    assert claim(work) is None
    with work():
        assert (stored("stale").state, stored("stale").last_error) == (MessageState.DEAD, "not sent in time")
