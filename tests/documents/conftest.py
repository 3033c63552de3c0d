"""An office with its drafter and head, the law, and a case both are on."""

from dataclasses import dataclass

import pytest

from app.access.actor import Actor, operator
from app.access.roles import Role
from app.cases.models import CaseFile
from app.core import db
from app.legal import operations as legal
from app.organisation.models import Office
from tests.factories.cases import make_case
from tests.factories.organisation import make_actor, make_office


@dataclass(frozen=True)
class Desk:
    """Who writes, who approves, and for which case."""

    office: Office
    case: CaseFile
    drafter: Actor
    head: Actor


@pytest.fixture
def desk(work) -> Desk:
    """Everything a paper needs, kept in the database."""
    with work():
        legal.load(actor=operator("tests"))
        office = make_office("cn/44/")
        drafter, head = make_actor(Role.INSPECTOR), make_actor(Role.HEAD)
        case = make_case(office, team=(drafter, head))
        db.session().flush()
        db.session().expunge_all()
    return Desk(office, case, drafter, head)
