"""The own second factor: set up with its first code, replaced, removed; lost, and taken away by others."""

import re

import pytest
from sqlalchemy import func, select

from app.access.actor import Actor, ActorKind, operator
from app.access.roles import ADMINISTRATORS, Role
from app.core import clock
from app.core.errors import NotPermitted, RuleViolated, StepUp
from app.organisation import codes, operations, queries, vault
from app.organisation.models import RecoveryCode, SecondFactor
from app.organisation.operations.proving import spend_code
from app.organisation.rules import actor_of
from tests.factories.organisation import make_actor, make_office, make_user
from tests.factories.second_factor import HEAD, PAPER, SECRET, code, give_password, make_factor, show

STRANGER = Actor(ActorKind.USER, label="anonymous", ip="192.0.2.7", request_id="r1")


def own(username):
    return actor_of(queries.user_named(username), proven=True)


def sealed_of(page):
    return re.search(r'name="sealed"[^>]*value="([^"]+)"', page).group(1)


def test_a_second_factor_is_set_up_with_its_first_code(english, work, recorded):
    with work():
        make_user(make_office("cn/44/"), [Role.HEAD], username=HEAD)
    give_password(english)
    page = english.get("/account/second-factor").text
    assert 'src="data:image/svg+xml' in page
    with work():
        user_id = queries.user_named(HEAD).id
    secret = vault.current().open(sealed_of(page), user_id)
    assert codes.readable(secret) in page
    wrong = english.post("/account/second-factor", data={"sealed": sealed_of(page), "code": "000000"})
    assert wrong.status_code == 422
    assert sealed_of(wrong.text) == sealed_of(page)
    before = english.get_cookie("lianjian").value
    now = codes.code_at(secret, codes.step_at(clock.wall()))
    done = english.post("/account/second-factor", data={"sealed": sealed_of(page), "code": now})
    assert done.status_code == 200
    printed = re.findall(r"<code>([A-Z2-7-]{19})</code>", done.text)
    assert len(set(printed)) == 10
    assert english.get_cookie("lianjian").value != before
    assert english.get("/work").status_code == 200
    assert "Recovery codes left" in english.get("/account").text
    assert not [each for each in printed if each in english.get("/account").text]
    assert recorded() == ["session.opened", "second_factor.enrolled"]
    with work():
        assert spend_code(queries.user_named(HEAD), printed[0], actor=STRANGER) is None


def test_the_code_that_set_it_up_does_not_also_sign_in(app, english, work):
    with work():
        user = make_user(make_office("cn/44/"), [Role.HEAD], username=HEAD)
        operations.enrol(vault.current().seal(SECRET, user.id), code(), token="", actor=own(HEAD))
    give_password(english)
    assert show(english, code()).status_code == 422


@pytest.mark.parametrize("typed", ["", "12345", "一二三四五六"])
def test_what_is_no_code_sets_nothing_up(work, typed):
    with work():
        user = make_user(username="li.ming")
        with pytest.raises(RuleViolated, match="not the code"):
            operations.enrol(vault.current().seal(SECRET, user.id), typed, token="", actor=own("li.ming"))


def test_a_secret_shown_to_somebody_else_is_not_taken(work):
    with work():
        make_user(username="li.ming")
        with pytest.raises(RuleViolated, match="out of date"):
            operations.enrol(vault.current().seal(SECRET, make_user().id), code(), token="", actor=own("li.ming"))


def test_setting_up_asks_for_proof_first(work):
    with work():
        user = make_user()
        with pytest.raises(StepUp):
            operations.enrol(vault.current().seal(SECRET, user.id), code(), token="", actor=actor_of(user))


def test_replacing_ends_the_old_phone_its_paper_and_the_other_sessions(app, english, head, work):
    give_password(english)
    show(english, code(-1))
    other = app.test_client()
    give_password(other)
    show(other, code())
    new = codes.new_secret()
    with work():
        sealed = vault.current().seal(new, queries.user_named(head).id)
    now = codes.code_at(new, codes.step_at(clock.wall()))
    assert english.post("/account/second-factor", data={"sealed": sealed, "code": now}).status_code == 200
    assert english.get("/account").status_code == 200
    assert other.get("/account").status_code == 302
    with work():
        user = queries.user_named(head)
        assert spend_code(user, code(1), actor=STRANGER) is not None
        assert spend_code(user, PAPER[0], actor=STRANGER) is not None


def test_new_recovery_codes_need_a_fresh_code_and_end_the_old_ones(english, head, work, recorded):
    give_password(english)
    show(english, code())
    assert english.post("/account/recovery-codes", data={"proof_code": code()}).status_code == 422
    done = english.post("/account/recovery-codes", data={"proof_code": code(1)})
    printed = re.findall(r"<code>([A-Z2-7-]{19})</code>", done.text)
    assert len(set(printed)) == 10
    with work():
        user = queries.user_named(head)
        assert spend_code(user, PAPER[0], actor=STRANGER) is not None
        assert spend_code(user, printed[9], actor=STRANGER) is None
    assert "second_factor.codes_renewed" in recorded()


def test_when_few_recovery_codes_are_left_the_account_says_so(english, head, work):
    with work():
        for paper in PAPER[:7]:
            assert spend_code(queries.user_named(head), paper, actor=STRANGER) is None
    give_password(english)
    show(english, code())
    assert "Recovery codes left: 3. Make new ones" in english.get("/account").text


def test_who_may_go_without_removes_it_with_a_fresh_code(english, work, recorded):
    with work():
        make_factor(make_user(make_office("cn/44/"), [Role.INSPECTOR], username="li.ming"))
    give_password(english, "li.ming")
    show(english, code())
    assert english.post("/account/second-factor/removal", data={"proof_code": "000000"}).status_code == 422
    assert english.post("/account/second-factor/removal", data={"proof_code": code(1)}).status_code == 303
    assert recorded()[-1] == "second_factor.removed"
    with work() as session:
        assert session.scalar(select(func.count()).select_from(SecondFactor)) == 0
        assert session.scalar(select(func.count()).select_from(RecoveryCode)) == 0


def test_who_has_to_have_one_can_not_remove_it(english, head):
    give_password(english)
    show(english, code())
    assert "/account/second-factor/removal" not in english.get("/account").text
    assert english.post("/account/second-factor/removal", data={"proof_code": code(1)}).status_code == 422
    assert english.get("/account").status_code == 200


# --- Lost


def test_a_lost_one_is_taken_away_and_the_sessions_end(english, head, work, recorded):
    give_password(english)
    show(english, code())
    with work():
        security = make_actor(Role.SECURITY_ADMIN, path="cn/")
        operations.take_away(queries.user_named(head), reason="Phone lost, seen in person", actor=security)
    assert english.get("/account").status_code == 302
    give_password(english)
    assert english.get("/work").location == "/account/second-factor"
    assert "second_factor.removed" in recorded()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SECURITY_ADMIN}))
def test_nobody_else_takes_a_second_factor_away(work, role):
    with work():
        user = make_user(roles=[Role.HEAD])
        make_factor(user)
        with pytest.raises(NotPermitted):
            operations.take_away(user, reason="lost", actor=make_actor(role, path="cn/"))


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_that_of_an_administrator_is_taken_away_at_the_console_alone(work, role):
    with work():
        user = make_user(make_office("cn/"), [role])
        make_factor(user)
        with pytest.raises(RuleViolated, match="console"):
            operations.take_away(user, reason="lost", actor=make_actor(Role.SECURITY_ADMIN, path="cn/"))
        operations.take_away(user, reason="lost", actor=operator("root"))
        assert user.factor is None


def test_the_console_takes_it_away(app, head, work, recorded):
    runner = app.test_cli_runner()
    assert runner.invoke(args=["users", "reset-second-factor", head, "--reason", "lost"]).exit_code == 0
    assert recorded() == ["second_factor.removed"]
    again = runner.invoke(args=["users", "reset-second-factor", head, "--reason", "lost"])
    assert again.exit_code == 1
    assert recorded() == ["second_factor.removed"]
    assert (
        "There is no account" in runner.invoke(args=["users", "reset-second-factor", "nobody", "--reason", "x"]).output
    )
