"""The second factor: sealed, used once, asked for at the door before anything else."""

import re
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.access.actor import Actor, ActorKind, operator
from app.audit.operations import record
from app.core.errors import TooManyAttempts
from app.organisation import codes, operations, queries, vault
from app.organisation.models import RecoveryCode, UserSession
from app.organisation.operations import proving
from app.organisation.operations.proving import spend_code
from app.organisation.rules import actor_of, token_hash
from tests.factories.organisation import PASSWORD, make_user
from tests.factories.second_factor import HEAD, PAPER, SECRET, code, make_factor, shown

STRANGER = Actor(ActorKind.USER, label="anonymous", ip="192.0.2.7", request_id="r1")


def test_a_code_after_a_change_of_key_seals_the_secret_anew(work, monkeypatch):
    with work():
        user = make_user()
        user_id = user.id
        make_factor(user).secret = vault.Vault("the key before").seal(SECRET, user_id)
    monkeypatch.setattr("app.organisation.vault._vault", vault.Vault("the key now", ["the key before"]))
    with work():
        user = queries.user(user_id)
        assert spend_code(user, code(), actor=STRANGER) is None
        assert vault.Vault("the key now").open(user.factor.secret, user_id) == SECRET
        record("session.proven", user, actor=STRANGER)


def test_without_the_key_the_codes_are_refused_by_name_and_paper_still_lets_in(work, log):
    with work():
        user = make_user()
        user_id = user.id
        make_factor(user).secret = vault.Vault("a lost key").seal(SECRET, user_id)
    with work():
        user = queries.user(user_id)
        assert "key was changed" in str(spend_code(user, code(), actor=STRANGER))
        assert spend_code(user, PAPER[0], actor=STRANGER) is None
    assert shown(log) == [
        ("second_factor.refused", {"cause": "unreadable"}),
        ("second_factor.recovery_used", {"left": 9}),
    ]


# --- Codes


def test_codes_are_those_of_rfc_6238():
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    given = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"}
    assert {at: codes.code_at(secret, at // 30) for at in given} == given


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_ahead_or_behind(work, steps, taken):
    with work():
        user = make_user()
        make_factor(user)
        assert (spend_code(user, code(steps), actor=STRANGER) is None) == taken


@pytest.mark.parametrize("written", ["{} ", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}", "full width"])
def test_a_code_is_read_however_it_is_typed(work, written):
    with work():
        user = make_user()
        make_factor(user)
        wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code())
        assert spend_code(user, wide if written == "full width" else written.format(code()), actor=STRANGER) is None


def test_a_code_works_once_and_says_so(work, log, frozen):
    with work():
        user = make_user()
        make_factor(user)
        assert spend_code(user, code(), actor=STRANGER) is None
        refusal = spend_code(user, code(), actor=STRANGER)
        assert "used already. Wait for the next one" in str(refusal)
        assert refusal.field == "proof_code"
    assert shown(log) == [("second_factor.refused", {"cause": "replayed"})]


def test_no_code_is_taken_again_nor_one_older_than_the_newest_taken(work, frozen):
    with work():
        user = make_user()
        make_factor(user)
        taken = code(1)
        assert spend_code(user, taken, actor=STRANGER) is None
        for older in (code(), code(-1)):
            assert spend_code(user, older, actor=STRANGER) is not None
        for _second in range(5):
            frozen.shift(timedelta(seconds=30))
            assert spend_code(user, taken, actor=STRANGER) is not None
            frozen.shift(timedelta(minutes=15))
        assert spend_code(user, code(), actor=STRANGER) is None


def test_ten_recovery_codes_of_80_bits_each_works_once(work, log):
    made = codes.new_recovery_codes()
    assert len(set(made)) == 10
    assert all(re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", each) for each in made)
    with work():
        user = make_user()
        make_factor(user)
        assert spend_code(user, PAPER[0].lower().replace("-", " "), actor=STRANGER) is None
        assert "recovery code was used already" in str(spend_code(user, PAPER[0], actor=STRANGER))
        assert "not right" in str(spend_code(user, "AAAA-AAAA-AAAA-ZZZZ", actor=STRANGER))
        assert user.factor.codes_left == 9
    assert shown(log) == [
        ("second_factor.recovery_used", {"left": 9}),
        ("second_factor.refused", {"cause": "replayed"}),
        ("second_factor.refused", {"cause": "wrong"}),
    ]


def test_recovery_codes_are_kept_hashed(work):
    with work() as session:
        make_factor(make_user())
        kept = session.scalars(select(RecoveryCode.code_hash)).all()
    assert len(kept) == 10
    assert not {each for each in kept for plain in PAPER if plain in each or codes.normal(plain) in each}


def test_guessing_codes_is_slowed_and_the_series_recorded_once(work, log, frozen):
    with work():
        user = make_user()
        make_factor(user)
        for _guess in range(5):
            assert not isinstance(spend_code(user, "000000", actor=STRANGER), TooManyAttempts)
        for _guess in range(3):
            assert isinstance(spend_code(user, code(), actor=STRANGER), TooManyAttempts)
        frozen.shift(timedelta(seconds=2))
        assert spend_code(user, code(), actor=STRANGER) is None
    assert [after["cause"] for _action, after in shown(log)] == ["wrong"] * 5 + ["slowed"]


def test_whoever_has_the_password_and_guesses_codes_does_not_keep_the_owner_out(work, frozen):
    with work():
        make_factor(make_user(username=HEAD))

    def enter(typed, device=""):
        with work():
            pending = operations.sign_in(HEAD, PASSWORD, user_agent="", device=device, actor=STRANGER).pending
        with work():
            return operations.enter_code(pending, typed, user_agent="", device=device, actor=STRANGER)

    own = enter(code())
    frozen.shift(timedelta(minutes=1))
    for _guess in range(5):
        enter("000000")
    assert isinstance(enter(code()).refusal, TooManyAttempts)
    with work():
        user = queries.user_named(HEAD)
        here = queries.open_session(token_hash(own.token)).id
        assert operations.prove(here, code(-1), actor=actor_of(user)).token
    assert enter(code(), own.device).token


@pytest.mark.committed
@pytest.mark.parametrize("typed", ["app", "paper"])
def test_of_two_who_come_with_the_same_code_at_once_one_wins(work, typed):
    with work():
        make_factor(make_user(username=HEAD))
    with work():
        waiting = [operations.sign_in(HEAD, PASSWORD, user_agent="", actor=STRANGER).pending for _each in range(2)]
    start, proofs, same = threading.Barrier(2), [], code() if typed == "app" else PAPER[0]

    def come(pending):
        start.wait()
        with work():
            proofs.append(operations.enter_code(pending, same, user_agent="", actor=STRANGER))

    both = [threading.Thread(target=come, args=(pending,)) for pending in waiting]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sum(bool(proof.token) for proof in proofs) == 1
    (refused,) = [proof.refusal for proof in proofs if not proof.token]
    assert "used already" in str(refused)


@pytest.mark.committed
def test_one_waiting_sign_in_opens_one_session(work):
    with work():
        make_factor(make_user(username=HEAD))
    with work():
        pending = operations.sign_in(HEAD, PASSWORD, user_agent="", actor=STRANGER).pending
    start, proofs = threading.Barrier(2), []

    def come(typed):
        start.wait()
        with work():
            proofs.append(operations.enter_code(pending, typed, user_agent="", actor=STRANGER))

    both = [threading.Thread(target=come, args=(typed,)) for typed in (code(), PAPER[0])]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sum(bool(proof.token) for proof in proofs) == 1


@pytest.mark.committed
def test_a_new_password_given_at_that_moment_ends_the_session_too(work):
    with work():
        user = make_user(username=HEAD)
        make_factor(user)
        user_id = user.id
    with work():
        pending = operations.sign_in(HEAD, PASSWORD, user_agent="", actor=STRANGER).pending

    def reset():
        with work(operator("console")):
            operations.reset_password(queries.user(user_id), actor=operator("console"))

    administrator = threading.Thread(target=reset)
    with work():
        assert operations.enter_code(pending, code(), user_agent="", actor=STRANGER).token
        administrator.start()
        administrator.join(timeout=1)
    administrator.join()
    with work() as session:
        assert session.scalars(select(UserSession).where(UserSession.ended_at.is_(None))).all() == []


def test_a_session_seen_open_and_ended_since_proves_nothing(work):
    with work() as current:
        make_factor(make_user(username=HEAD))
        pending = operations.sign_in(HEAD, PASSWORD, user_agent="", actor=STRANGER).pending
        token = operations.enter_code(pending, code(), user_agent="", actor=STRANGER).token
        here, owner = queries.open_session(token_hash(token)), actor_of(queries.user_named(HEAD))
        ended = update(UserSession).values(ended_at=here.signed_in_at)
        current.execute(ended, execution_options={"synchronize_session": False})
        assert here.ended_at is None
        assert operations.prove(here.id, code(-1), actor=owner) == proving.Proof(signed_out=True)
