"""A case with an inspector on its team, and files of every kind."""

from dataclasses import dataclass

import pytest

from app.access.actor import Actor
from app.access.roles import Role
from app.cases.models import CaseFile
from app.core import db
from tests.factories.cases import make_case
from tests.factories.organisation import make_actor, make_office


@dataclass(frozen=True)
class Bench:
    """A case, who is on its team, and who is not."""

    case: CaseFile
    officer: Actor
    colleague: Actor
    foreign: Actor


@pytest.fixture
def bench(app, work) -> Bench:
    with work():
        officer, colleague = make_actor(Role.INSPECTOR), make_actor(Role.INSPECTOR)
        foreign = make_actor(Role.INSPECTOR, path="cn/33/")
        case = make_case(make_office("cn/44/"), team=(officer,))
        db.session().flush()
        db.session().expunge_all()
    return Bench(case, officer, colleague, foreign)
