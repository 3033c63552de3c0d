"""Rights change by two persons; in an emergency one person takes them all away, and never gives them back alone."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest

from app.access.actor import Actor, ActorKind, operator
from app.access.roles import Role
from app.core.errors import IllegalTransition, NotPermitted, RuleViolated, Stale, StepUp
from app.core.workflow import Lifecycle
from app.organisation import operations, queries, rights
from app.organisation.states import ACCOUNT_CHANGE, AccountState, ChangeKind, ChangeState
from tests import lifecycles
from tests.factories.organisation import PASSWORD, make_actor, make_office, make_user
from tests.factories.second_factor import make_factor

OPERATOR = operator("tests")
SECURITY, HEAD = Role.SECURITY_ADMIN, Role.HEAD
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
DECIDES = frozenset({SECURITY, HEAD})

LAW = {
    "confirm": ("proposed → confirmed", DECIDES),
    "refuse": ("proposed → refused", DECIDES),
    "withdraw": ("proposed → withdrawn", ADMINISTRATORS),
}


@pytest.mark.parametrize("case", lifecycles.cases(ACCOUNT_CHANGE), ids=str)
def test_only_the_lawful_steps_are_possible(case):
    assert lifecycles.is_lawful(ACCOUNT_CHANGE, case) is lifecycles.is_demanded(LAW, case)


def test_the_ways_are_those_of_the_law():
    assert lifecycles.ways(ACCOUNT_CHANGE) == {step: way for step, (way, _roles) in LAW.items()}
    assert Lifecycle.registry["account_change"] is ACCOUNT_CHANGE


def proposed(user, kind=ChangeKind.GRANT, role=Role.SUPERVISOR, *, by):
    return operations.propose(user, kind, role, reason="调整分工", actor=by)


def test_the_first_role_is_granted_by_somebody_who_did_not_make_the_account(work, recorded):
    with work():
        system, security = make_actor(Role.SYSTEM_ADMIN), make_actor(SECURITY)
        office, password = make_office(), "Lotus-Gate-2022"
        user = operations.create_user(username="new", name="新人", office=office, password=password, actor=system)
        assert user.made_by == system.id
        with pytest.raises(RuleViolated, match="directly"):
            proposed(user, by=security)
        operations.grant_role(user, Role.INSPECTOR, actor=security)
        assert (user.authorised_by, user.authorised_at) == (security.id, user.created_at)
        moved = make_actor(SECURITY)
        mine = make_user(roles=[], made_by=moved.id)
        with pytest.raises(RuleViolated, match="You made this account"):
            operations.grant_role(mine, Role.INSPECTOR, actor=moved)
    assert recorded() == ["user.created", "role.granted"]


def test_an_account_that_lost_all_its_roles_is_not_new_again(work):
    with work():
        user, security = make_user(), make_actor(SECURITY)
        operations.withdraw_role(user, Role.INSPECTOR, reason="moved", actor=OPERATOR)
        with pytest.raises(RuleViolated, match="second person"):
            operations.grant_role(user, Role.INSPECTOR, actor=security)


@pytest.mark.parametrize(("role", "path"), [(SECURITY, "cn/"), (HEAD, "cn/44/4403/"), (HEAD, "cn/44/"), (HEAD, "cn/")])
def test_a_second_person_confirms_and_only_then_it_takes_effect(work, log, role, path):
    with work():
        first, second = make_actor(SECURITY), make_actor(role, path=path)
        user = make_user(make_office("cn/44/4403/"))
        change = proposed(user, by=first)
        assert user.roles == {Role.INSPECTOR}
        operations.confirm(change, actor=second)
        assert user.roles == {Role.INSPECTOR, Role.SUPERVISOR}
        assert (change.state, change.decided_by) == (ChangeState.CONFIRMED, second.id)
        with pytest.raises(IllegalTransition):
            operations.confirm(change, actor=second)
    assert [(event.action, event.actor_id) for event in log()] == [
        ("account.change_proposed", first.id),
        ("account.change_confirmed", second.id),
        ("role.granted", second.id),
    ]


def test_neither_the_proposer_nor_the_account_itself_nor_a_stranger_confirms(work, recorded):
    with work():
        first = make_actor(SECURITY)
        own = make_actor(HEAD, path="cn/44/")
        change = proposed(queries.user(own.id), by=first)
        for actor, said in (
            (first, "second person"),
            (own, "own account"),
            (make_actor(HEAD, path="cn/44/4403/"), "head of the account's office"),
            (make_actor(HEAD, path="cn/33/"), "head of the account's office"),
        ):
            with pytest.raises(RuleViolated, match=said):
                operations.confirm(change, actor=actor)
            with pytest.raises(RuleViolated, match=said):
                operations.refuse(change, reason="x", actor=actor)
        for role in (Role.SYSTEM_ADMIN, Role.AUDITOR, Role.INSPECTOR, Role.COORDINATOR):
            with pytest.raises(NotPermitted):
                operations.confirm(change, actor=make_actor(role, path="cn/"))
        assert queries.user(own.id).roles == {HEAD}
    assert recorded() == ["account.change_proposed"]


LOST = {
    "suspended": lambda user: operations.suspend(user, reason="口令外泄", actor=OPERATOR),
    "ended": lambda user: operations.end_account(user, reason="调离", actor=OPERATOR),
    "without the role": lambda user: operations.withdraw_role(user, SECURITY, reason="调岗", actor=OPERATOR),
}


@pytest.mark.parametrize("lost", LOST)
def test_a_proposal_falls_with_the_say_of_its_proposer_and_can_be_made_anew(work, recorded, lost):
    with work():
        user, first, second = make_user(make_office("cn/44/4403/")), make_actor(SECURITY), make_actor(SECURITY)
        change, head = proposed(user, by=first), make_actor(HEAD)
        assert rights.ChangeView(change, []).lapsed is None
        LOST[lost](queries.user(first.id))
        with pytest.raises(RuleViolated, match="not propose it any more"):
            operations.confirm(change, actor=head)
        assert "anew" in str(rights.ChangeView(change, []).lapsed)
        assert (user.roles, rights.waiting(head)) == ({Role.INSPECTOR}, 1)
        operations.refuse(change, reason="重新提出", actor=head)
        assert rights.ChangeView(change, []).lapsed is None
        operations.confirm(proposed(user, by=second), actor=head)
        assert user.roles == {Role.INSPECTOR, Role.SUPERVISOR}
    assert recorded()[-1] == "role.granted"


def test_a_second_factor_is_given_up_on_the_word_of_whoever_gives_passwords_now(work):
    with work():
        user, system, security = make_user(), make_actor(Role.SYSTEM_ADMIN), make_actor(SECURITY)
        make_factor(user)
        change = proposed(user, ChangeKind.SECOND_FACTOR, None, by=system)
        operations.withdraw_role(queries.user(system.id), Role.SYSTEM_ADMIN, reason="调岗", actor=OPERATOR)
        with pytest.raises(RuleViolated, match="not propose it any more"):
            operations.confirm(change, actor=security)
        assert user.factor is not None


def test_a_head_knows_only_of_changes_below(work):
    with work():
        proposed(make_user(make_office("cn/44/4403/")), by=make_actor(SECURITY))
        counts = {path: rights.waiting(make_actor(HEAD, path=path)) for path in ("cn/", "cn/44/", "cn/33/")}
        assert counts == {"cn/": 1, "cn/44/": 1, "cn/33/": 0}
        assert rights.waiting(make_actor(Role.INSPECTOR)) == 0


def test_a_head_is_not_told_to_decide_on_a_second_factor(work):
    with work():
        user = make_user(make_office("cn/44/4403/"))
        make_factor(user)
        proposed(user, ChangeKind.SECOND_FACTOR, None, by=make_actor(Role.SYSTEM_ADMIN))
        assert rights.waiting(make_actor(HEAD, path="cn/44/")) == 0
        assert rights.waiting(make_actor(SECURITY)) == 1


def test_a_withdrawal_takes_two_persons_too(work, recorded):
    with work():
        user, head = make_user(roles=[Role.INSPECTOR, Role.SUPERVISOR]), make_actor(HEAD)
        change = proposed(user, ChangeKind.WITHDRAW, by=make_actor(SECURITY))
        operations.confirm(change, actor=head)
        assert user.roles == {Role.INSPECTOR}
    assert recorded()[-1] == "role.withdrawn"


def test_a_refusal_has_its_reason_and_changes_nothing(work, recorded):
    with work():
        user, head = make_user(), make_actor(HEAD)
        change = proposed(user, by=make_actor(SECURITY))
        with pytest.raises(RuleViolated, match="reason"):
            operations.refuse(change, reason=" ", actor=head)
        operations.refuse(change, reason="不同意", actor=head)
        assert (user.roles, change.decision_reason) == ({Role.INSPECTOR}, "不同意")
        with pytest.raises(IllegalTransition):
            operations.confirm(change, actor=head)
        assert proposed(user, by=make_actor(SECURITY)).state is ChangeState.PROPOSED
    assert recorded().count("account.change_refused") == 1


def test_only_the_proposer_takes_the_proposal_back(work):
    with work():
        first, second = make_actor(SECURITY), make_actor(SECURITY)
        change = proposed(make_user(), by=first)
        with pytest.raises(RuleViolated, match="Only the person who proposed"):
            operations.take_back(change, actor=second)
        operations.take_back(change, actor=first)
        with pytest.raises(IllegalTransition):
            operations.confirm(change, actor=second)


@pytest.mark.parametrize(
    ("kind", "role", "said"),
    [
        (ChangeKind.GRANT, Role.INSPECTOR, "already holds"),
        (ChangeKind.GRANT, Role.AUDITOR, "one role only"),
        (ChangeKind.GRANT, Role.COORDINATOR, "national office"),
        (ChangeKind.GRANT, None, "Choose the role"),
        (ChangeKind.REINSTATE, Role.HEAD, "Choose the role"),
        (ChangeKind.WITHDRAW, Role.HEAD, "does not hold"),
        (ChangeKind.REINSTATE, None, "not suspended"),
    ],
)
def test_what_can_not_be_is_not_proposed(work, kind, role, said):
    with work(), pytest.raises(RuleViolated, match=said):
        proposed(make_user(), kind, role, by=make_actor(SECURITY))


def test_the_same_change_waits_once(work):
    with work():
        user, security = make_user(), make_actor(SECURITY)
        proposed(user, by=security)
        with pytest.raises(RuleViolated, match="already"):
            proposed(user, by=make_actor(SECURITY))
        proposed(user, role=Role.REGISTRAR, by=security)


def test_what_became_impossible_is_refused_when_it_is_confirmed(work):
    with work():
        user, head = make_user(), make_actor(HEAD)
        change = proposed(user, by=make_actor(SECURITY))
        operations.grant_role(user, Role.SUPERVISOR, actor=OPERATOR)
        with pytest.raises(RuleViolated, match="already holds"):
            operations.confirm(change, actor=head)


def test_changing_rights_asks_who_is_at_the_keyboard(work):
    with work():
        unproven = make_actor(SECURITY, proven=False)
        change = proposed(make_user(), by=make_actor(SECURITY))
        with pytest.raises(StepUp):
            operations.grant_role(make_user(roles=[]), Role.INSPECTOR, actor=unproven)
        with pytest.raises(StepUp):
            proposed(make_user(), by=unproven)
        with pytest.raises(StepUp):
            operations.confirm(change, actor=unproven)


def test_a_suspended_account_is_out_at_once(work, recorded):
    with work():
        user, security = make_user(username="li.ming"), make_actor(SECURITY)
        operations.suspend(user, reason="口令外泄", actor=security)
        assert (user.usable, user.suspended_reason, user.roles) == (False, "口令外泄", {Role.INSPECTOR})
        assert queries.users_of([user.office_id], [Role.INSPECTOR]) == []
        with pytest.raises(RuleViolated, match="already"):
            operations.suspend(user, reason="again", actor=security)
    assert recorded() == ["user.suspended"]


def test_a_suspension_ends_by_two_persons_or_at_the_console(work, recorded):
    with work():
        user, security = make_user(), make_actor(SECURITY)
        for _time in range(2):
            operations.suspend(user, reason="口令外泄", actor=security)
            with pytest.raises(NotPermitted):
                operations.reinstate(user, reason="x", actor=security)
            change = proposed(user, ChangeKind.REINSTATE, None, by=security)
            with pytest.raises(RuleViolated, match="second person"):
                operations.confirm(change, actor=security)
            operations.confirm(change, actor=make_actor(HEAD))
            assert user.usable
        operations.suspend(user, reason="口令外泄", actor=security)
        operations.reinstate(user, reason="核实", actor=OPERATOR)
        assert (user.suspended_at, user.suspended_reason) == (None, None)
    assert recorded().count("user.reinstated") == 3


def test_nobody_sends_away_the_one_who_watches(work):
    with work():
        auditor = make_user(roles=[Role.AUDITOR])
        with pytest.raises(RuleViolated, match="console"):
            operations.suspend(auditor, reason="x", actor=make_actor(SECURITY))
        operations.suspend(auditor, reason="x", actor=OPERATOR)
        assert not auditor.usable


def test_a_suspension_needs_the_right_and_a_reason(work):
    with work():
        user = make_user()
        with pytest.raises(NotPermitted):
            operations.suspend(user, reason="x", actor=make_actor(Role.SYSTEM_ADMIN))
        for reason in (" ", "x" * 501):
            with pytest.raises(RuleViolated, match="reason"):
                operations.suspend(user, reason=reason, actor=make_actor(SECURITY))
        operations.suspend(user, reason="x" * 500, actor=make_actor(SECURITY))


@pytest.mark.committed
def test_of_two_who_decide_at_once_one_has_decided(work, recorded):
    with work():
        user = make_user()
        change_id = proposed(user, by=make_actor(SECURITY)).id
        deciders = [make_actor(HEAD), make_actor(SECURITY)]
    both_have_looked = threading.Barrier(2)

    def confirm(actor):
        with suppress(IllegalTransition, Stale), work(actor):
            change = rights.change(change_id, actor)
            with suppress(threading.BrokenBarrierError):
                both_have_looked.wait(timeout=0.5)
            operations.confirm(change, actor=actor)

    threads = [threading.Thread(target=confirm, args=[actor]) for actor in deciders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert recorded() == ["account.change_proposed", "account.change_confirmed", "role.granted"]


def test_the_console_changes_rights_at_once(work):
    with work():
        user = make_user()
        operations.grant_role(user, Role.SUPERVISOR, actor=OPERATOR)
        operations.withdraw_role(user, Role.INSPECTOR, reason="moved", actor=OPERATOR)
        assert user.roles == {Role.SUPERVISOR}
        with pytest.raises(NotPermitted):
            operations.withdraw_role(user, Role.SUPERVISOR, reason="moved", actor=make_actor(SECURITY))


def test_an_account_unused_for_ninety_days_is_stale(work, frozen):
    with work():
        make_user(username="unused")
        make_user(username="ended", active=False)
        make_user(username="used")
        make_user(username="new", roles=[])
    frozen.shift(timedelta(days=89))
    with work():
        sign_in("used")
        assert stale() == []
    frozen.shift(timedelta(days=1))
    with work():
        assert stale() == ["unused"]
        assert queries.account_counts(list(AccountState)) == {
            AccountState.IN_USE: 2,
            AccountState.UNAUTHORISED: 1,
            AccountState.SUSPENDED: 0,
            AccountState.STALE: 1,
            AccountState.ENDED: 1,
        }


def sign_in(username):
    stranger = Actor(ActorKind.USER, label="anonymous", ip="192.0.2.7")
    assert operations.sign_in(username, PASSWORD, user_agent="Firefox", actor=stranger).token


def stale():
    wanted = queries.AccountFilter(state=AccountState.STALE)
    return [user.username for user in queries.accounts(wanted, offset=0, limit=10)[0]]
