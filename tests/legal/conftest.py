"""The law is loaded, and an inspector reads it."""

import pytest

from app.access.actor import Actor, ActorKind, operator
from app.access.roles import Role
from app.core.ids import new_id
from app.legal import operations


@pytest.fixture
def law(work):
    """The law of the data files, in the test's database."""
    with work():
        operations.load(actor=operator("tests"))


@pytest.fixture
def inspector():
    """Somebody whose role may read the law."""
    return Actor(ActorKind.USER, "inspector", id=new_id(), reach="cn/44/", roles=frozenset({Role.INSPECTOR}))
