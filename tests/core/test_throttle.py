"""Slowing down: free failures, then waits that double; counted without gaps; told and forgotten."""

import threading
from datetime import timedelta
from ipaddress import IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.core import clock, throttle
from app.core.throttle import FORGOTTEN_AFTER, TOLD_AFTER, Pace, Throttle, source

PACE = Pace(free=3, longest=timedelta(minutes=1))
SECOND = timedelta(seconds=1)


@pytest.fixture
def fail(work):
    """Fails some times under a key."""

    def times(count, key="li"):
        with work():
            for _time in range(count):
                throttle.failed("account", key)

    return times


@pytest.fixture
def ask(work):
    """Asks to try under a key."""

    def attempt(key="li", kind="account"):
        with work():
            return throttle.attempt(kind, key, PACE)

    return attempt


@pytest.fixture
def rows(work):
    """Reads the counts."""

    def read():
        with work() as session:
            return {row.key: (row.failures, row.refused) for row in session.scalars(select(Throttle))}

    return read


def test_the_first_failures_are_free_then_the_wait_doubles_up_to_the_longest():
    waits = [PACE.wait(failures).total_seconds() for failures in range(12)]
    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


@given(failures=st.integers(0, 10**9), free=st.integers(1, 100), longest=st.integers(1, 86400))
def test_no_number_of_failures_locks_out_for_good(failures, free, longest):
    assert timedelta() <= Pace(free, timedelta(seconds=longest)).wait(failures) <= timedelta(seconds=longest)


def test_after_the_free_failures_the_next_attempt_has_to_wait(ask, fail, frozen):
    fail(2)
    assert ask()
    fail(1)
    refused = ask()
    assert not refused
    assert refused.wait == SECOND
    frozen.shift(SECOND)
    assert ask()
    fail(1)
    assert ask().wait == 2 * SECOND


def test_a_clock_set_back_makes_nobody_wait_beyond_the_longest(ask, fail, frozen):
    fail(12)
    frozen.shift(-timedelta(hours=5))
    assert ask().wait == PACE.longest
    frozen.shift(SECOND)
    assert ask().wait == PACE.longest - SECOND
    frozen.shift(PACE.longest - SECOND)
    assert ask()


def test_keys_and_kinds_are_counted_apart(ask, fail):
    fail(3)
    assert not ask()
    assert ask("wang")
    assert ask("li", "source")


def test_asking_again_too_soon_does_not_make_the_wait_longer(ask, fail, frozen):
    fail(5)
    for _again in range(30):
        ask()
    assert ask().wait == 4 * SECOND
    frozen.shift(4 * SECOND)
    assert ask()


def test_success_forgets_the_failures(ask, fail, work):
    fail(9)
    with work():
        throttle.succeeded("account", "li")
    assert ask()
    fail(2)
    assert ask()


def test_a_day_without_failure_forgets_them(ask, fail, frozen, rows):
    fail(9)
    frozen.shift(FORGOTTEN_AFTER)
    assert ask()
    fail(1)
    assert rows() == {"li": (1, 0)}


def test_of_a_series_turned_away_the_first_is_marked_and_the_rest_are_told_once_together(ask, fail, frozen, work):
    fail(8)
    began = clock.wall()
    assert [ask().first for _time in range(4)] == [True, False, False, False]
    frozen.shift(TOLD_AFTER - SECOND)
    with work():
        assert throttle.untold() == []
    frozen.shift(SECOND)
    with work():
        (told,) = throttle.untold()
    assert (told.kind, told.key, told.count, told.since) == ("account", "li", 4, began)
    with work():
        assert throttle.untold() == []
    fail(1)
    assert ask().first


def test_a_few_of_a_kind_are_let_through_in_a_span_and_the_others_counted(work, frozen, rows):
    def occur():
        with work():
            return throttle.among_first("refusal", "x", most=2, span=timedelta(minutes=1))

    assert [occur() for _time in range(5)] == [True, True, False, False, False]
    frozen.shift(timedelta(minutes=1))
    assert [occur() for _time in range(3)] == [True, True, False]
    assert rows() == {"x": (3, 4)}
    frozen.shift(TOLD_AFTER)
    with work():
        assert [told.count for told in throttle.untold()] == [4]


def test_old_counts_are_swept_unless_something_is_left_to_tell(work, frozen, ask, fail, rows):
    fail(3, "told")
    fail(3, "untold")
    ask("untold")
    frozen.shift(FORGOTTEN_AFTER - SECOND)
    fail(1, "fresh")
    with work():
        throttle.sweep()
    assert rows().keys() == {"told", "untold", "fresh"}
    frozen.shift(SECOND)
    with work():
        throttle.sweep()
    assert rows().keys() == {"untold", "fresh"}


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", "unix:"),
        ("x" * 500, "x" * 120),
    ],
)
def test_a_source_is_an_address_or_a_network_of_one_subscriber(address, key):
    assert source(address) == key


@given(network=st.integers(0, 2**64 - 1), host=st.integers(0, 2**64 - 1))
def test_no_change_of_the_own_ipv6_address_makes_another_source(network, host):
    if network == 0 and host >> 32 == 0xFFFF:
        return
    one, other = (str(IPv6Address(network << 64 | low)) for low in (host, 1))
    assert source(one) == source(other)


@pytest.mark.committed
def test_failures_at_the_same_moment_are_all_counted(work, rows):
    gate = threading.Barrier(8)

    def fail_often():
        gate.wait()
        for _time in range(10):
            with work():
                throttle.failed("account", "li")

    run_together(8, fail_often)
    assert rows() == {"li": (80, 0)}


@pytest.mark.committed
def test_no_attempt_slips_past_the_count_while_others_are_being_checked(work, rows):
    gate, went_ahead = threading.Barrier(10), []

    def guess():
        gate.wait()
        with work():
            if throttle.attempt("account", "li", PACE):
                went_ahead.append(True)
                throttle.failed("account", "li")

    run_together(10, guess)
    assert len(went_ahead) == PACE.free
    assert rows() == {"li": (PACE.free, 10 - PACE.free)}


def run_together(count, target):
    threads = [threading.Thread(target=target) for _one in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
