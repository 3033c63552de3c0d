"""A case with an officer responsible for what is due in it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from app.access.actor import Actor
from app.access.roles import Role
from app.cases.models import CaseFile
from app.core import db
from app.core.calendar import Unit
from app.core.text import _
from app.deadlines import operations
from app.deadlines.models import Deadline
from app.organisation.models import Office
from tests.factories.cases import make_case
from tests.factories.organisation import make_actor, make_office


@dataclass(frozen=True)
class Docket:
    """A case, its office, who is responsible, and somebody elsewhere."""

    office: Office
    case: CaseFile
    officer: Actor
    foreign: Actor

    def start(self, ref: str = "demand:1", **changes: Any) -> Deadline:
        """Start ten working days from 2022-09-28 in the running unit of work."""
        values: dict[str, Any] = {
            "label": _("Demand %(number)s", number=1),
            "path": "/orders/1",
            "responsible_id": self.officer.id,
            "office": self.office,
            "starts_on": date(2022, 9, 28),
            "amount": 10,
            "unit": Unit.WORKING_DAYS,
            "actor": self.officer,
        }
        return operations.start(self.case, "rectification_term", ref, **(values | changes))


@pytest.fixture
def docket(work) -> Docket:
    with work():
        office = make_office("cn/44/")
        officer, foreign = make_actor(Role.INSPECTOR), make_actor(Role.INSPECTOR, path="cn/33/")
        case = make_case(office, team=(officer,))
        db.session().flush()
        db.session().expunge_all()
    return Docket(office, case, officer, foreign)
