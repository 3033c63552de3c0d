"""Accounts, roles, certificates, offices, and signing in: what is done, refused and recorded."""

import hashlib
import threading
from contextlib import suppress
from datetime import date, timedelta

import pytest

from app.access.actor import Actor, ActorKind, operator
from app.access.roles import ADMINISTRATORS, GRID, Role
from app.core.errors import NotFound, NotPermitted, RuleViolated
from app.organisation import operations, passwords, queries, vault
from app.organisation.rules import actor_of, token_hash
from app.organisation.states import ChangeKind
from tests.factories.organisation import PASSWORD, make_actor, make_office, make_user

OPERATOR = operator("tests")
STRANGER = Actor(ActorKind.USER, label="anonymous", ip="192.0.2.7", request_id="r1")


def create(**changes):
    values = {"username": "li.ming", "name": "李明", "office": make_office(), "password": PASSWORD, "actor": OPERATOR}
    return operations.create_user(**(values | changes))


def test_the_offices_are_loaded_once(work, recorded):
    with work():
        made = operations.load_offices(actor=OPERATOR)
        assert len(made) == 32
        assert queries.office_at("cn/11/").short_name == "京网信"
        assert queries.office_at("cn/11/").name_zh == "北京市互联网信息办公室"
    with work():
        assert operations.load_offices(actor=OPERATOR) == []
    assert recorded().count("office.created") == 32


def test_cities_and_departments_stand_under_their_authority(work):
    with work():
        operations.load_offices(actor=OPERATOR)
        city = operations.add_city_office("4403", short_name="深网信", name_en="Shenzhen", actor=OPERATOR)
        assert (city.path, city.name_zh) == ("cn/44/4403/", "深圳市互联网信息办公室")
        telecom = operations.add_department(
            queries.office_at("cn/44/"),
            "telecom",
            name_zh="通信管理局",
            name_en="Telecom",
            short_name="粤通",
            actor=OPERATOR,
        )
        assert telecom.path == "cn/44/telecom/"
        assert queries.parent_office(telecom) == queries.parent_office(city)


def test_an_office_that_can_not_be_is_refused(work):
    with work():
        operations.load_offices(actor=OPERATOR)
        guangdong = queries.office_at("cn/44/")
        for code in ("1101", "44", "440305", "4499"):
            with pytest.raises(RuleViolated):
                operations.add_city_office(code, short_name="某网信", name_en="x", actor=OPERATOR)
        with pytest.raises(RuleViolated):
            operations.add_city_office("4403", short_name="粤网信", name_en="x", actor=OPERATOR)
        police = operations.add_department(
            guangdong, "police", name_zh="公安厅", name_en="Police", short_name="粤公", actor=OPERATOR
        )
        with pytest.raises(RuleViolated):
            operations.add_department(police, "telecom", name_zh="x", name_en="x", short_name="x", actor=OPERATOR)


def test_a_new_account_holds_no_role_and_a_one_time_password(work, recorded):
    with work():
        user = create(username="Li.Ming ")
        assert (user.username, user.roles, user.password_changed_at) == ("li.ming", frozenset(), None)
        assert user.password_hash.startswith("$argon2id$")
    assert recorded() == ["user.created"]


@pytest.mark.parametrize("changes", [{"username": "李"}, {"password": "short"}, {"username": "taken"}])
def test_an_account_that_can_not_be_is_refused(work, changes):
    with work():
        make_user(username="taken")
        with pytest.raises(RuleViolated):
            create(**changes)


@pytest.mark.parametrize("role", sorted(Role))
def test_accounts_are_made_by_one_administrator_and_authorised_by_another(work, role):
    with work():
        actor = make_actor(role, path="cn/")
        user = make_user(roles=[])
        may_create, may_grant = role is Role.SYSTEM_ADMIN, role is Role.SECURITY_ADMIN
        if may_create:
            create(actor=actor)
        else:
            with pytest.raises(NotPermitted):
                create(actor=actor)
        if may_grant:
            operations.grant_role(user, Role.REGISTRAR, actor=actor)
        else:
            with pytest.raises(NotPermitted):
                operations.grant_role(user, Role.REGISTRAR, actor=actor)


def test_no_role_both_makes_and_authorises_accounts():
    assert not [role for role in GRID if {"user:create", "role:grant"} <= GRID[role]]


def test_nobody_administers_the_own_account(work):
    with work():
        security, system = make_actor(Role.SECURITY_ADMIN), make_actor(Role.SYSTEM_ADMIN)
        own_security, own_system = queries.user(security.id), queries.user(system.id)
        withdraw = {"kind": ChangeKind.WITHDRAW, "role": Role.SECURITY_ADMIN, "reason": "x"}
        for refused in (
            lambda: operations.grant_role(own_security, Role.INSPECTOR, actor=security),
            lambda: operations.propose(own_security, **withdraw, actor=security),
            lambda: operations.suspend(own_security, reason="x", actor=security),
            lambda: operations.end_account(own_system, reason="x", actor=system),
            lambda: operations.reset_password(own_system, actor=system),
        ):
            with pytest.raises(RuleViolated, match="own account"):
                refused()


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_no_administrator_takes_the_place_of_another(work, role):
    with work():
        system, other = make_user(roles=[Role.SYSTEM_ADMIN]), make_user(roles=[role])
        with pytest.raises(RuleViolated, match="console"):
            operations.reset_password(other, actor=actor_of(system))
        with pytest.raises(RuleViolated, match="console"):
            operations.end_account(other, reason="left", actor=actor_of(system))
        assert operations.reset_password(other, actor=OPERATOR)


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_three_administrators_stay_apart(work, role):
    with work():
        user = make_user(make_office("cn/"), [role])
        for other in Role:
            with pytest.raises(RuleViolated):
                operations.grant_role(user, other, actor=OPERATOR)


def test_a_role_is_granted_and_withdrawn_with_a_reason(work, recorded):
    with work():
        user = make_user(roles=[])
        operations.grant_role(user, Role.INSPECTOR, actor=OPERATOR)
        with pytest.raises(RuleViolated):
            operations.grant_role(user, Role.INSPECTOR, actor=OPERATOR)
        with pytest.raises(RuleViolated):
            operations.withdraw_role(user, Role.INSPECTOR, reason="  ", actor=OPERATOR)
        operations.withdraw_role(user, Role.INSPECTOR, reason="moved", actor=OPERATOR)
        with pytest.raises(RuleViolated):
            operations.withdraw_role(user, Role.INSPECTOR, reason="moved", actor=OPERATOR)
    assert recorded() == ["role.granted", "role.withdrawn"]


@pytest.mark.committed
def test_two_administrators_at_once_can_not_give_one_account_roles_that_exclude_each_other(work, recorded):
    with work():
        user_id = make_user(make_office("cn/"), []).id
    both_have_looked = threading.Barrier(2)

    def grant(role):
        with suppress(RuleViolated), work():
            user = queries.user(user_id)
            with suppress(threading.BrokenBarrierError):
                both_have_looked.wait(timeout=0.5)
            operations.grant_role(user, role, actor=OPERATOR)

    threads = [threading.Thread(target=grant, args=[role]) for role in (Role.SYSTEM_ADMIN, Role.AUDITOR)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with work():
        assert len(queries.user(user_id).roles) == 1
    assert recorded() == ["role.granted"]


def test_a_certificate_is_entered_once_and_with_a_period(work, recorded):
    entered = {"issuer": "发证机关", "valid_from": date(2022, 1, 1), "valid_until": date(2026, 1, 1), "actor": OPERATOR}
    with work():
        user = make_user()
        operations.register_certificate(user, number="A1", **entered)
        with pytest.raises(RuleViolated):
            operations.register_certificate(user, number="A1", **entered)
        with pytest.raises(RuleViolated):
            operations.register_certificate(user, number="A2", **(entered | {"valid_until": date(2021, 1, 1)}))
    assert recorded() == ["certificate.registered"]


def test_the_first_administrators_are_made_on_an_empty_table_only(work, recorded):
    with work(), pytest.raises(NotFound):
        operations.make_first_administrators(actor=OPERATOR)
    with work():
        make_office("cn/")
        made = operations.make_first_administrators(actor=OPERATOR)
        assert {user.username: user.roles for user, _password in made} == {
            "sysadmin": {Role.SYSTEM_ADMIN},
            "secadmin": {Role.SECURITY_ADMIN},
            "auditor": {Role.AUDITOR},
        }
        assert all(passwords.matches(password, user.password_hash) for user, password in made)
    with work(), pytest.raises(RuleViolated):
        operations.make_first_administrators(actor=OPERATOR)
    assert recorded() == ["user.created", "role.granted"] * 3


def sign_in(username="li.ming", password=PASSWORD):
    return operations.sign_in(username, password, user_agent="Firefox", actor=STRANGER)


def test_signing_in_opens_a_session_of_which_only_the_hash_is_kept(work, recorded):
    with work():
        user = make_user(username="li.ming")
        attempt = sign_in(" LI.Ming ")
        opened = queries.open_session(token_hash(attempt.token))
        assert (opened.user_id, opened.ip, opened.user_agent) == (user.id, "192.0.2.7", "Firefox")
        assert attempt.token not in repr(vars(opened))
        assert len(attempt.token) == 43
        assert sign_in().token != attempt.token
    assert recorded() == ["session.opened", "session.opened"]


def test_unknown_name_wrong_password_and_ended_account_are_refused_alike(work, recorded):
    with work():
        make_user(username="li.ming")
        make_user(username="left", active=False)
        refusals = {str(sign_in(*typed).refusal) for typed in (["nobody"], ["li.ming", "wrong"], ["left"])}
        assert len(refusals) == 1
    assert recorded() == ["session.refused"] * 3


def test_an_unknown_name_costs_as_much_hashing_as_a_known_one(work, monkeypatch):
    verified = []
    hasher = passwords._hasher
    monkeypatch.setattr(type(hasher), "verify", lambda self, kept, password: verified.append(kept))
    with work():
        make_user(username="li.ming", password_hash=hasher.hash(PASSWORD))
        sign_in("nobody")
        sign_in()
    assert len(verified) == 2
    assert verified[0].rpartition("$")[0].rpartition("$")[0] == verified[1].rpartition("$")[0].rpartition("$")[0]


def test_the_name_typed_in_a_refused_attempt_is_not_in_the_log(work, log):
    with work():
        sign_in("MySecretPassword1", "x")
    (refused,) = log()
    typed = hashlib.sha256(b"mysecretpassword1").hexdigest()
    assert typed[:8] not in refused.object
    assert refused.object == f"account:{vault.current().mark('mysecretpassword1')}"
    assert b"mysecretpassword1" not in refused.body.lower()
    assert b"192.0.2.7" in refused.body


def test_the_log_says_who_signed_in(work, log):
    with work():
        user_id = make_user(username="li.ming").id
        sign_in()
    (opened,) = log()
    assert (opened.actor_id, opened.object) == (user_id, f"app_user:{user_id}")


def test_an_account_without_a_role_waits_for_its_authorisation(work, recorded):
    with work():
        make_user(username="li.ming", roles=[])
        attempt = sign_in()
        assert attempt.token == ""
        assert "security administrator" in str(attempt.refusal)
    assert recorded() == ["session.refused"]


def test_a_hash_of_other_strength_is_renewed_at_sign_in(work):
    with work():
        weak = passwords.PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(PASSWORD)
        user = make_user(username="li.ming", password_hash=weak)
        sign_in()
        assert user.password_hash != weak
        assert passwords.matches(PASSWORD, user.password_hash)


def test_signing_out_ends_the_session_once(work, recorded):
    with work():
        make_user(username="li.ming")
        token = sign_in().token
        operations.sign_out(token, actor=OPERATOR)
        assert queries.open_session(token_hash(token)) is None
        operations.sign_out(token, actor=OPERATOR)
    assert recorded() == ["session.opened", "session.closed"]


def test_a_password_change_ends_all_other_sessions(work, recorded):
    with work():
        user = make_user(username="li.ming", password_changed_at=None)
        here, there = sign_in().token, sign_in().token
        operations.change_password(current=PASSWORD, new="plum-kite-lamp", token=here, actor=actor_of(user))
        assert queries.open_session(token_hash(here)) is not None
        assert queries.open_session(token_hash(there)) is None
        assert user.password_changed_at is not None
        assert sign_in().refusal is not None
    assert recorded()[-2:] == ["password.changed", "session.refused"]


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [(PASSWORD, "weak", "password"), ("wrong", "weak", "password"), (PASSWORD, PASSWORD, "password")],
)
def test_a_password_change_that_can_not_be_is_refused(work, current, new, field):
    with work():
        actor = make_actor()
        with pytest.raises(RuleViolated) as refused:
            operations.change_password(current=current, new=new, token="", actor=actor)
        assert refused.value.field == field


def test_ending_an_account_and_resetting_its_password_end_its_sessions(work, recorded):
    with work():
        user = make_user(username="li.ming")
        token = sign_in().token
        password = operations.reset_password(user, actor=OPERATOR)
        assert queries.open_session(token_hash(token)) is None
        assert user.password_changed_at is None
        token = sign_in(password=password).token
        operations.end_account(user, reason="retired", actor=OPERATOR)
        assert queries.open_session(token_hash(token)) is None
        with pytest.raises(RuleViolated):
            operations.end_account(user, reason="again", actor=OPERATOR)
        with pytest.raises(RuleViolated):
            operations.grant_role(user, Role.HEAD, actor=OPERATOR)
    assert recorded() == ["session.opened", "password.reset", "session.opened", "user.ended"]


def test_the_language_of_the_account_is_kept(work, recorded):
    with work():
        user = make_user()
        operations.choose_language("en", actor=actor_of(user))
        assert user.language == "en"
        with pytest.raises(NotPermitted):
            operations.choose_language("en", actor=STRANGER)
    assert recorded() == ["language.chosen"]


def test_sessions_are_seen_in_the_order_of_signing_in(work, frozen):
    with work():
        user = make_user(username="li.ming")
        sign_in()
        frozen.shift(timedelta(minutes=5))
        sign_in()
        first, second = queries.sessions_of(user.id, since=user.created_at)
        assert first.signed_in_at > second.signed_in_at
