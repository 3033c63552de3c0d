"""The second factor: sealed, used once, asked for at the door before anything else."""

import json
import re
import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.access.actor import Actor, ActorKind, operator
from app.access.roles import ADMINISTRATORS, SECOND_FACTOR_ROLES, Role
from app.audit.operations import record
from app.core.db import session
from app.core.errors import TooManyAttempts
from app.organisation import codes, operations, queries, vault
from app.organisation.models import PendingSignIn, RecoveryCode, UserSession
from app.organisation.operations import proving, second_factor
from app.organisation.operations.proving import spend_code
from app.organisation.rules import actor_of, token_hash
from tests.factories.organisation import PASSWORD, make_office, make_user
from tests.factories.second_factor import HEAD, PAPER, SECRET, code, give_password, make_factor, show

STRANGER = Actor(ActorKind.USER, label="anonymous", ip="192.0.2.7", request_id="r1")


def shown(log):
    """What the events say, by action."""
    return [(event.action, json.loads(event.body).get("after")) for event in log()]


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


@pytest.mark.committed
def test_a_proof_and_a_new_factor_at_the_same_moment_never_wait_for_each_other(work, monkeypatch):
    with work():
        user = make_user(username=HEAD)
        make_factor(user)
        owner, sealed = actor_of(user, proven=True), vault.current().seal(SECRET, user.id)
    with work():
        pending = operations.sign_in(HEAD, PASSWORD, user_agent="", actor=STRANGER).pending
    with work():
        token = operations.enter_code(pending, code(), user_agent="", actor=STRANGER).token
        here = queries.open_session(token_hash(token)).id
    meeting, done = threading.Barrier(2), []

    def met(step):
        def taken(*given, **named):
            session().flush()
            with suppress(threading.BrokenBarrierError):
                meeting.wait(timeout=1)
            return step(*given, **named)

        return taken

    def attempt(act):
        with work():
            done.append(act())

    monkeypatch.setattr(proving, "spend_code", met(spend_code))
    monkeypatch.setattr(second_factor, "end_sessions", met(second_factor.end_sessions))
    acts = (
        lambda: operations.prove(here, code(-1), actor=owner),
        lambda: operations.enrol(sealed, code(), token=token, actor=owner),
    )
    both = [threading.Thread(target=attempt, args=(each,)) for each in acts]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(done) == 2


# --- The door


def test_the_password_alone_opens_nothing(english, head, recorded, work):
    answer = give_password(english, next="/orders")
    assert (answer.status_code, answer.location) == (303, "/sign-in/code?next=/orders")
    for address in ("/work", "/account", "/account/second-factor", "/users", "/confirm"):
        assert english.get(address).location.startswith("/sign-in")
    with work() as session:
        assert session.scalar(select(func.count()).select_from(UserSession)) == 0
    assert recorded() == ["session.begun"]


def test_the_code_opens_the_session_and_leads_to_the_page_asked_for(english, head, recorded, work):
    give_password(english)
    page = english.get("/sign-in/code").text
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    waiting = english.get_cookie("lianjian").value
    answer = show(english, code(), next="/offices")
    assert (answer.status_code, answer.location) == (303, "/offices")
    assert english.get_cookie("lianjian").value != waiting
    assert english.get("/account").status_code == 200
    assert recorded() == ["session.begun", "session.opened"]
    with work() as session:
        assert session.scalar(select(func.count()).select_from(PendingSignIn)) == 0


def test_what_waited_for_the_code_is_worthless_afterwards(app, english, head):
    give_password(english)
    copied = english.get_cookie("lianjian").value
    show(english, code())
    thief = app.test_client()
    thief.set_cookie("lianjian", copied)
    assert show(thief, code(1)).location == "/sign-in"
    assert thief.get("/account").status_code == 302


@pytest.mark.parametrize(("typed", "words"), [("000000", "not right"), ("", "not right"), ("12345", "not right")])
def test_a_wrong_code_is_said_beside_its_field(english, head, typed, words):
    give_password(english)
    answer = show(english, typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'id="proof_code-error"' in answer.text
    assert english.get("/account").status_code == 302


def test_a_replayed_code_is_named_as_such(app, english, head, log):
    give_password(english)
    show(english, code())
    second = app.test_client()
    second.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    give_password(second)
    answer = show(second, code())
    assert answer.status_code == 422
    assert "This code was used already. Wait for the next one" in answer.text
    assert shown(log)[-1] == ("second_factor.refused", {"cause": "replayed"})


def test_a_recovery_code_stands_in_once(app, english, head):
    give_password(english)
    assert show(english, PAPER[3], "proof_recovery").status_code == 303
    second = app.test_client()
    give_password(second)
    assert show(second, PAPER[3], "proof_recovery").status_code == 422


def test_signing_in_waits_five_minutes_for_the_code(english, head, frozen):
    give_password(english)
    frozen.shift(timedelta(minutes=5))
    assert english.get("/sign-in/code").location == "/sign-in"
    assert show(english, code()).location == "/sign-in"
    assert "took too long" in english.get("/sign-in").text


@pytest.mark.parametrize("change", ["password", "ended", "factor"])
def test_a_change_of_the_account_ends_the_waiting(english, head, work, change):
    give_password(english)
    with work():
        user = queries.user_named(head)
        if change == "password":
            operations.reset_password(user, actor=operator("tests"))
        elif change == "ended":
            operations.end_account(user, reason="left", actor=operator("tests"))
        else:
            operations.take_away(user, reason="lost", actor=operator("tests"))
    assert show(english, code()).status_code in (303, 422)
    assert english.get("/account").status_code == 302


def test_old_waiting_sign_ins_are_cleared_away(app, english, head, work, frozen):
    give_password(english)
    frozen.shift(timedelta(minutes=6))
    give_password(app.test_client())
    with work() as session:
        assert session.scalar(select(func.count()).select_from(PendingSignIn)) == 1


def test_without_a_second_factor_the_password_is_enough_for_whom_it_may(english, work):
    with work():
        make_user(make_office("cn/44/"), [Role.INSPECTOR], username="li.ming")
    assert give_password(english, "li.ming").location == "/work"
    assert english.get("/work").status_code == 200


@pytest.mark.parametrize("role", sorted(Role))
def test_who_has_to_have_one_and_has_none_reaches_nothing_but_setting_it_up(english, work, role):
    with work():
        make_user(make_office("cn/"), [role], username="li.ming")
    give_password(english, "li.ming")
    held = english.get("/offices").location == "/account/second-factor"
    assert held == (role in SECOND_FACTOR_ROLES)
    assert {Role.HEAD, Role.COORDINATOR, *ADMINISTRATORS} == SECOND_FACTOR_ROLES
    if held:
        for address in ("/", "/users", "/account", "/account/recovery-codes", "/account/password", "/inbox"):
            assert english.get(address).location == "/account/second-factor"
        assert english.post("/account/language", data={"language": "en"}).location == "/account/second-factor"


def test_an_office_may_demand_it_of_all(english, work, application, monkeypatch):
    monkeypatch.setattr("app.organisation.views.login.everybody", lambda: True)
    with work():
        make_user(make_office("cn/44/"), [Role.INSPECTOR], username="li.ming")
    give_password(english, "li.ming")
    assert english.get("/work").location == "/account/second-factor"


def test_a_one_time_password_is_changed_before_the_second_factor_is_set_up(english, work):
    with work():
        make_user(make_office("cn/44/"), [Role.HEAD], username=HEAD, password_changed_at=None)
    give_password(english)
    assert english.get("/work").location == "/account/password"
    assert english.get("/account/second-factor").location == "/account/password"
    new = "Wholly-Invented-2023"
    english.post("/account/password", data={"current": PASSWORD, "password": new, "again": new})
    assert english.get("/work").location == "/account/second-factor"


def test_a_password_given_anew_does_not_open_an_account_with_a_second_factor(english, head, work):
    with work():
        once = operations.reset_password(queries.user_named(head), actor=operator("tests"))
    assert give_password(english, password=once).location.startswith("/sign-in/code")
    assert english.get("/account/password").status_code == 302
