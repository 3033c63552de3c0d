"""What is for somebody to do, nobody else does: each act, with its right body, by every role in every relation.

Whoever must be turned away is told so with the status that is due, whoever may only look is refused, what does not
exist is refused like what is foreign, and no row changes.
"""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.access.roles import Role
from app.cases.models import CaseAccess, CaseFile
from app.core.db import session
from app.inspections.models import Inspection
from app.web.dispatch import Application
from tests.factories.inspections import make_campaign, make_cast
from tests.journeys.acts import ACTS, Act
from tests.journeys.acts.act import Ready
from tests.journeys.matrix import CITY, ENTRIES, Opens, Person, Relation, make_people, turned_away
from tests.journeys.walk import Imprint

BRIEF = {"Accept": "application/problem+json"}
CASES: dict[str, Any] = {"case_file_id": CaseFile, "grant_id": CaseAccess, "inspection_id": Inspection}
"""What an act names whose case may be under embargo."""
SHOWN_AGAIN = {"case.read"}
"""What a refused form leaves that is shown again to somebody who sees the case."""
DECIDED_TOGETHER = {"audit.take_redaction_step", "organisation.decide", "organisation.take_back"}
"""What a second person of several decides: tests/organisation and tests/audit say who."""


@dataclass(frozen=True)
class Prepared:
    """An act with everything it needs, and whether its case is under embargo."""

    act: Act
    ready: Ready
    secret: bool

    def due(self, app: Application, person: Person) -> set[int]:
        """The statuses with which the person must be refused; none where the person may do it."""
        view = app.view_functions[self.act.endpoint]
        status = turned_away(self.act.endpoint, view, person, secret=self.secret)
        if status == 403 or (status and self.act.endpoint not in DECIDED_TOGETHER):
            return {status}
        looks_on = person.role is Role.OBSERVER or person.relation is Relation.GRANTED
        return {403, 409, 422} if looks_on and ENTRIES[self.act.endpoint] in (Opens.CASE, Opens.REGISTRY) else set()


@pytest.fixture
def prepared(work, app) -> tuple[list[Prepared], list[Person]]:
    """Every act, ready to be done, and everybody to whom it is not open."""
    with work():
        cast, acts = make_cast(CITY), []
        for act in ACTS:
            ready = act.arrange(replace(cast, campaign=make_campaign()))
            acts.append(Prepared(act, ready, _under_embargo(ready)))
        people = make_people(session().scalars(select(CaseFile).where(CaseFile.embargoed_until.is_(None))).all())
        session().flush()
        return acts, people


def _under_embargo(ready: Ready) -> bool:
    named = {**ready.ids, **{f"{name}_id": value for name, value in ready.asked.items()}}
    for name, model in CASES.items():
        if name in named:
            row = session().get_one(model, named[name])
            case = row if model is CaseFile else session().get_one(CaseFile, row.case_file_id)
            return case.embargoed_until is not None
    return False


def test_nobody_does_what_is_for_others_to_do(app, acting, work, prepared) -> None:
    acts, people = prepared
    wrong, before = [], Imprint(work)
    for person in people:
        client = acting(person.actor)
        for one in acts:
            due = one.due(app, person)
            if due:
                status = one.act.post(client, app, one.ready, headers=BRIEF).status_code
                wrong += [] if status in due else [f"{person}: {one.act} answers {status}, not {due}"]
    assert not wrong
    assert before.changes() <= SHOWN_AGAIN


def test_what_does_not_exist_is_refused_like_what_is_foreign(app, acting, prepared) -> None:
    acts, people = prepared
    for person in (one for one in people if one.relation in (Relation.FOREIGN_CITY, Relation.ENDED)):
        client = acting(person.actor)
        for one in acts:
            if one.due(app, person) == {404}:
                ids = {name: uuid4() if isinstance(value, UUID) else value for name, value in one.ready.ids.items()}
                asked = {name: uuid4() if isinstance(value, UUID) else value for name, value in one.ready.asked.items()}
                absent = replace(one.ready, ids=ids, asked=asked)
                foreign, missing = (one.act.post(client, app, ready, headers=BRIEF) for ready in (one.ready, absent))
                assert _said(foreign) == _said(missing), (str(person), str(one.act))


def _said(answer: Any) -> tuple[int, dict[str, Any]]:
    """A refusal without the address it is about and the number of its request."""
    return answer.status_code, {**answer.json, "instance": "", "request_id": ""}
