"""What the database itself refuses: roles that exclude each other, and one person in the place of two."""

import threading
from contextlib import suppress

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.access.actor import operator
from app.access.roles import ADMINISTRATORS, Family, Role, family_of
from app.audit.operations import record
from app.core import clock, db
from app.core.ids import new_id
from app.organisation.models import AccountChange, User, UserRole
from app.organisation.states import ChangeKind, ChangeState
from tests.factories.organisation import PREPARED, make_office, make_user

USER, ROLE, CHANGE = User.__table__, UserRole.__table__, AccountChange.__table__
BUSINESS = sorted(set(Role) - ADMINISTRATORS)


def role_row(user_id, role, family=None):
    return {
        "id": new_id(),
        "created_at": clock.now(),
        "user_id": user_id,
        "role": role,
        "family": family or family_of(role),
    }


def refused(work, *statements):
    """Whether the database refuses the last of these statements, written past every rule of ours."""
    with work() as session:
        for statement in statements[:-1]:
            session.execute(statement)
        try:
            with session.begin_nested():
                session.execute(statements[-1])
        except IntegrityError:
            return True
        finally:
            record(PREPARED, "test", actor=operator("tests"))
        return False


@pytest.mark.parametrize("second", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("first", sorted(Role))
def test_no_account_holds_a_role_of_administration_beside_another(work, first, second):
    with work():
        user_id = make_user(make_office("cn/"), [first]).id
    for family in Family:
        assert refused(work, insert(ROLE).values(role_row(user_id, second, family)))


@pytest.mark.parametrize("role", BUSINESS)
def test_no_administrator_holds_a_role_of_casework(work, role):
    with work():
        user_id = make_user(roles=[Role.AUDITOR]).id
    for family in Family:
        assert refused(work, insert(ROLE).values(role_row(user_id, role, family)))


def test_no_account_changes_its_family_while_it_holds_a_role(work):
    with work():
        user_id = make_user().id
    assert refused(work, update(USER).where(USER.c.id == user_id).values(family=Family.ADMINISTRATION))
    assert refused(work, update(ROLE).where(ROLE.c.user_id == user_id).values(role=Role.AUDITOR))
    assert refused(
        work,
        update(ROLE).where(ROLE.c.user_id == user_id).values(role=Role.AUDITOR, family=Family.ADMINISTRATION),
    )


def test_roles_of_casework_meet(work):
    with work():
        user_id = make_user().id
    assert not refused(work, insert(ROLE).values(role_row(user_id, Role.SUPERVISOR)))


@pytest.mark.committed
@pytest.mark.parametrize("pair", [(Role.SYSTEM_ADMIN, Role.AUDITOR), (Role.SECURITY_ADMIN, Role.INSPECTOR)])
def test_of_two_writers_at_once_one_is_refused(database, work, pair):
    with work():
        user_id = make_user(roles=[]).id
    ready = threading.Barrier(2)

    def write(role):
        with suppress(DBAPIError), database.engine.connect() as connection, connection.begin():
            with suppress(threading.BrokenBarrierError):
                ready.wait(timeout=0.5)
            connection.execute(update(USER).where(USER.c.id == user_id).values(family=family_of(role)))
            connection.execute(insert(ROLE).values(role_row(user_id, role)))

    threads = [threading.Thread(target=write, args=[role]) for role in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.engine.connect() as connection:
        held = select(func.count()).select_from(ROLE).where(ROLE.c.user_id == user_id)
        assert connection.scalar(held) == 1


@pytest.fixture
def people(work):
    with work():
        return [make_user(roles=[]).id for _person in range(4)]


@pytest.mark.parametrize(
    "changes",
    [
        {"proposed_by": 0},
        {"state": ChangeState.CONFIRMED, "decided_by": None},
        {"state": ChangeState.CONFIRMED, "decided_by": 0},
        {"state": ChangeState.CONFIRMED, "decided_by": 1},
        {"state": ChangeState.PROPOSED, "decided_by": 2},
        {"state": ChangeState.REFUSED, "decided_by": 2},
        {"kind": ChangeKind.REINSTATE},
        {"role": None},
    ],
    ids=str,
)
def test_a_change_has_its_two_persons_and_neither_is_the_account(work, people, changes):
    persons = {key: people[value] for key, value in changes.items() if isinstance(value, int)}
    assert not refused(work, insert(CHANGE).values(change_row(people)))
    with work() as session:
        session.execute(update(CHANGE).values(state=ChangeState.WITHDRAWN))
        record(PREPARED, "test", actor=operator("tests"))
    assert refused(work, insert(CHANGE).values(change_row(people) | changes | persons))


def change_row(people):
    return {
        "id": new_id(),
        "created_at": clock.now(),
        "state_since": clock.now(),
        "user_id": people[0],
        "proposed_by": people[1],
        "kind": ChangeKind.GRANT,
        "role": Role.INSPECTOR,
        "reason": "x",
        "state": ChangeState.PROPOSED,
        "decided_by": None,
    }


def test_the_same_change_waits_once(work, people):
    assert refused(work, insert(CHANGE).values(change_row(people)), insert(CHANGE).values(change_row(people)))
    lift = {"kind": ChangeKind.REINSTATE, "role": None}
    first, second = change_row(people) | lift, change_row(people) | lift
    assert refused(work, insert(CHANGE).values(first), insert(CHANGE).values(second))


@pytest.mark.parametrize(
    "changes",
    [
        {"made_by": 1, "authorised_by": 1, "authorised_at": "now"},
        {"authorised_by": 1},
        {"suspended_at": "now"},
        {"suspended_reason": "x"},
    ],
    ids=str,
)
def test_an_account_is_made_and_authorised_by_two_and_suspended_with_a_reason(work, people, changes):
    values = {
        key: people[value] if isinstance(value, int) else clock.now() if value == "now" else value
        for key, value in changes.items()
    }
    assert refused(work, update(USER).where(USER.c.id == people[0]).values(values))


def test_the_family_follows_the_role_that_is_granted(work):
    with work():
        user = make_user(roles=[Role.SECURITY_ADMIN])
        db.session().refresh(user)
        assert (user.family, user.grants[0].family) == (Family.ADMINISTRATION, Family.ADMINISTRATION)
