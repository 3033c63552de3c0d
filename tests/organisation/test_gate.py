"""Guessing at the door is slow, and never keeps the owner of an account out."""

import hashlib
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.access.actor import Actor, ActorKind, job
from app.access.roles import Role
from app.audit.jobs import tell_of_throttled
from app.core import clock
from app.core.throttle import TOLD_AFTER, Pace, Throttle
from app.organisation import operations, passwords, policy, queries, vault
from app.organisation.jobs import forget_devices
from app.organisation.models import KnownDevice
from app.organisation.operations import gate
from app.organisation.queries import DEVICE_KNOWN_FOR
from app.organisation.rules import actor_of, token_hash
from tests.factories.organisation import PASSWORD, make_actor, make_user

SECOND = timedelta(seconds=1)
FREE = 5


def wait(attempt):
    """How many seconds the next attempt has to wait."""
    return getattr(attempt.refusal, "seconds", 0)


def stranger(ip="192.0.2.7"):
    return Actor(ActorKind.USER, label="anonymous", ip=ip)


@pytest.fixture
def person(work):
    """An inspector `li.ming`."""
    with work():
        return make_user(username="li.ming").id


@pytest.fixture
def enter(work):
    """Tries to sign in, in a unit of work of its own."""

    def attempt(password=PASSWORD, username="li.ming", device="", ip="192.0.2.7"):
        with work():
            return operations.sign_in(username, password, user_agent="Firefox", device=device, actor=stranger(ip))

    return attempt


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(enter, person, frozen, recorded):
    for _time in range(FREE):
        assert wait(enter("wrong")) == 0
    attempt = enter()
    assert (attempt.token, wait(attempt)) == ("", 1)
    frozen.shift(SECOND)
    assert enter().token
    assert recorded() == ["session.refused"] * (FREE + 1) + ["session.opened"]


def test_the_wait_doubles_up_to_a_quarter_of_an_hour(enter, person, frozen):
    waits = []
    for _time in range(18):
        attempt = enter("wrong", ip=f"10.0.0.{_time}")
        waits.append(wait(attempt))
        frozen.shift(timedelta(seconds=wait(attempt)))
        if wait(attempt):
            enter("wrong", ip=f"10.0.1.{_time}")
    assert waits[:FREE] == [0] * FREE
    assert waits[FREE:] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


def test_nothing_is_hashed_while_an_attempt_has_to_wait(enter, person, monkeypatch):
    for _time in range(FREE):
        enter("wrong")
    monkeypatch.setattr(passwords, "matches", lambda *_given: pytest.fail("a password was checked"))
    assert wait(enter())


def test_unknown_names_wait_as_known_ones_do(enter, person, work, recorded):
    """Which accounts exist can't be learnt from waiting."""
    answers = {}
    for username in ("li.ming", "nobody"):
        answers[username] = [
            str(attempt.refusal)
            for attempt in [enter("wrong", username, ip=f"10.{number}.0.1") for number in range(FREE + 2)]
        ]
    assert answers["li.ming"] == answers["nobody"]
    assert "Try again in 1 s." in answers["nobody"][-1]


def test_case_and_width_of_a_name_make_no_new_count(enter, person):
    for spelling in ("li.ming", "LI.MING", " Li.Ming ", "ｌｉ．ｍｉｎｇ", "li.minG"):
        enter("wrong", spelling)
    assert wait(enter())


def test_success_forgets_the_failures_of_the_account(enter, person):
    for _round in range(3):
        for _time in range(FREE - 1):
            enter("wrong")
        assert enter().token


def test_one_source_can_not_go_through_many_accounts(enter, person):
    """An own account does not help: its success does not reset the source."""
    for number in range(20):
        assert not wait(enter("wrong", f"user{number}", ip="2001:db8:0:1::7"))
        if number % 4 == 0:
            enter(ip="2001:db8:0:1::7")
    assert wait(enter(ip="2001:db8:0:1:ffff::1")) == 1
    assert enter(ip="2001:db8:0:2::7").token


def test_whoever_hammers_an_account_does_not_keep_its_owner_out(enter, person):
    device = enter().device
    for number in range(40):
        enter("wrong", ip=f"10.0.0.{number % 5}")
    assert wait(enter(ip="10.0.0.1"))
    attempt = enter(device=device, ip="10.0.0.1")
    assert attempt.token
    assert attempt.device == device


def test_a_known_browser_is_slowed_by_its_own_failures(enter, person):
    device = enter().device
    for _time in range(FREE):
        enter("wrong", device=device)
    assert wait(enter(device=device)) == 1
    assert enter().token


def test_a_browser_is_known_for_the_accounts_that_signed_in_with_it_alone(enter, person, work):
    with work():
        make_user(username="wang.wu")
    device = enter().device
    for number in range(FREE):
        enter("wrong", "wang.wu", ip=f"10.0.0.{number}")
    assert wait(enter(username="wang.wu", device=device))


def test_one_browser_keeps_its_token_for_all_accounts_and_takes_none_from_outside(enter, person, work):
    with work():
        make_user(username="wang.wu")
    device = enter(device="planted").device
    assert device != "planted"
    assert enter(username="wang.wu", device=device).device == device
    assert enter(device=device).device == device
    with work() as session:
        kept = session.scalars(select(KnownDevice.token_hash)).all()
    assert kept == [token_hash(device)] * 2


def test_a_browser_is_forgotten_half_a_year_after_its_last_sign_in(enter, person, work, frozen):
    device = enter().device
    frozen.shift(DEVICE_KNOWN_FOR - SECOND)
    with work():
        forget_devices()
        assert queries.known_device(person, token_hash(device)) is not None
    frozen.shift(SECOND)
    with work():
        assert queries.known_device(person, token_hash(device)) is None
        forget_devices()
        assert not queries.has_devices(person)


def test_a_password_typed_as_the_name_is_kept_so_that_nobody_can_check_a_guess_at_it(enter, work, log):
    enter("li.ming", username="plum-kite-lamp")
    marked = vault.current().mark("plum-kite-lamp")
    (refused,) = log()
    assert refused.object == f"account:{marked}"
    with work() as session:
        assert session.get(Throttle, ("account", marked)) is not None
        kept = [refused.object, *session.scalars(select(Throttle.key))]
    for name in ("md5", "sha1", "sha256", "sha512"):
        guess = hashlib.new(name, b"plum-kite-lamp").hexdigest()[:16]
        assert not any(guess in each for each in kept)


def test_a_flood_is_one_event_at_once_and_one_later(enter, person, work, frozen, log):
    for _time in range(FREE):
        enter("wrong")
    began = clock.wall()
    for _time in range(50):
        enter("wrong")
    refused = [event for event in log() if event.action == "session.refused"]
    assert len(refused) == FREE + 1
    assert b'"cause":"slowed"' in refused[-1].body
    assert b'"cause":"wrong"' in refused[0].body
    frozen.shift(TOLD_AFTER)
    with work(job("tell-of-throttled")):
        tell_of_throttled()
    told = log()[-1]
    assert told.action == "access.throttled"
    assert told.object == f"throttle:account:{gate.account_key('li.ming')}"
    assert b'"attempts":50' in told.body
    assert began.strftime("%Y-%m-%dT%H:%M:%S").encode() in told.body


def test_the_pace_is_a_setting(enter, person, monkeypatch):
    pace = Pace(free=1, longest=timedelta(minutes=3))
    monkeypatch.setattr(policy, "_policy", policy.Policy(account=pace, source=pace))
    enter("wrong")
    assert wait(enter()) == 1


def test_a_one_time_password_works_for_a_week(enter, work, frozen, recorded):
    with work():
        user = make_user(username="li.ming")
        password = operations.reset_password(user, actor=make_actor(Role.SYSTEM_ADMIN))
    frozen.shift(timedelta(days=7) - SECOND)
    assert enter(password).token
    frozen.shift(SECOND)
    attempt = enter(password)
    assert "expired" in str(attempt.refusal)
    assert attempt.token == ""
    assert recorded() == ["password.reset", "session.opened", "session.refused"]


def test_an_own_password_has_no_end(enter, work, person, frozen):
    with work():
        user = queries.user(person)
        password = operations.reset_password(user, actor=make_actor(Role.SYSTEM_ADMIN))
        operations.change_password(current=password, new="plum-kite-lamp", token="", actor=actor_of(user))
    frozen.shift(timedelta(days=900))
    assert enter("plum-kite-lamp").token


def test_guessing_the_current_password_in_an_open_session_is_slow_too(work, person, frozen, recorded):
    def change(current):
        with work():
            actor = actor_of(queries.user(person))
            return operations.change_password(current=current, new="plum-kite-lamp", token="", actor=actor)

    assert [change("wrong").code for _time in range(FREE)] == ["rule_violated"] * FREE
    refused = [change(PASSWORD) for _time in range(3)]
    assert [(error.code, error.field, error.seconds) for error in refused] == [("too_many_attempts", "current", 1)] * 3
    frozen.shift(SECOND)
    assert change(PASSWORD) is None
    assert recorded() == ["password.refused"] * (FREE + 1) + ["password.changed"]


@pytest.mark.committed
def test_guesses_at_the_same_moment_are_counted_one_by_one(work, person, monkeypatch):
    """Twenty at once get five tries between them, not twenty."""
    together, checked = threading.Barrier(20), []
    monkeypatch.setattr(passwords, "matches", lambda password, kept: checked.append(password))

    def guess(number):
        together.wait()
        with work():
            actor = stranger(f"10.0.0.{number}")
            operations.sign_in("li.ming", f"guess {number}", user_agent="", actor=actor)

    threads = [threading.Thread(target=guess, args=[number]) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with work() as session:
        kept = session.get_one(Throttle, ("account", gate.account_key("li.ming")))
        counted = (kept.failures, kept.refused)
    assert len(checked) == FREE
    assert counted == (FREE, 20 - FREE)
