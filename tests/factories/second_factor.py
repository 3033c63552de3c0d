"""Second factors for tests, and the codes that an authenticator app would show."""

import json

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.access.actor import operator
from app.audit.operations import record
from app.core import clock
from app.core.db import session
from app.organisation import codes, queries, vault
from app.organisation.models import RecoveryCode, SecondFactor, User
from tests.factories.organisation import PASSWORD, PREPARED

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""The secret of every second factor of the tests."""
HEAD = "zhao.head"
"""The user name of the head who has one in the tests of this room."""
PAPER = [f"AAAA-AAAA-AAAA-AAA{letter}" for letter in "ABCDEFGHIJ"]
"""The recovery codes of every second factor of the tests."""


def make_factor(user: User) -> SecondFactor:
    """A second factor of `user`, none of whose codes was used."""
    factor = SecondFactor(
        user=user,
        secret=vault.current().seal(SECRET, user.id),
        last_step=0,
        enrolled_at=clock.wall(),
        recovery_codes=[RecoveryCode(code_hash=codes.recovery_hash(code)) for code in PAPER],
    )
    session().add(factor)
    session().flush()
    record(PREPARED, user, actor=operator("tests"))
    return factor


def code(steps: int = 0) -> str:
    """The code that the app shows now, or so many 30-second steps from now."""
    return codes.code_at(SECRET, codes.step_at(clock.wall()) + steps)


def unused_code(username: str) -> str:
    """A code that the account's second factor takes now: the first of its window that was not used."""
    user = queries.user_named(username)
    assert user is not None
    assert user.factor is not None
    now = codes.step_at(clock.wall())
    return codes.code_at(SECRET, max(now - codes.WINDOW, user.factor.last_step + 1))


def give_password(client: FlaskClient, username: str = HEAD, password: str = PASSWORD, **query: str) -> TestResponse:
    """The first step of signing in."""
    return client.post("/sign-in", query_string=query, data={"username": username, "password": password})


def show(client: FlaskClient, typed: str, field: str = "proof_code", **query: str) -> TestResponse:
    """The second step of signing in."""
    return client.post("/sign-in/code", query_string=query, data={field: typed})


def shown(log):
    """What the events say, by action."""
    return [(event.action, json.loads(event.body).get("after")) for event in log()]
