"""Each address that changes something does it, leaves exactly its declared events, and takes nothing but its form."""

from collections import defaultdict
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.core.db import Base
from app.web.dispatch import Application
from tests.architecture.reached import changing_views, events_of, fields_of
from tests.architecture.source import ROOT
from tests.architecture.test_coverage import KEEPS_NOTHING
from tests.factories.inspections import make_cast
from tests.journeys.acts import ACTS, Act
from tests.journeys.markup import read
from tests.journeys.walk import STEPS

DOOR, FACTOR = "tests/organisation/test_views.py", "tests/organisation/test_second_factor.py"
ERASURE, WITNESS = "tests/audit/test_redaction.py", "tests/audit/test_witnesses.py"
ELSEWHERE = {
    "audit.new_redaction": ERASURE,
    "audit.take_in_cosignatures": WITNESS,
    "audit.take_redaction_step": ERASURE,
    "organisation.confirm": FACTOR,
    "organisation.enrol": FACTOR,
    "organisation.enter_code": FACTOR,
    "organisation.password": DOOR,
    "organisation.recovery_codes": FACTOR,
    "organisation.remove_factor": FACTOR,
    "organisation.sign_in": DOOR,
    "organisation.sign_out": DOOR,
}
"""What needs a session that was really opened, or a log that is already written, and where it is done."""
SHOWING = {"case.read"}
"""What an address leaves that shows its form, or shows it again."""
WORD, ID = "混入的内容", UUID("01890000-0000-7000-8000-0000000000ff")
"""What is slipped in: words, and an id of nothing."""
COLUMNS = {column.name for table in Base.metadata.tables.values() for column in table.columns} | {"csrf", "roles"}


def names(act: Act) -> str:
    return str(act).replace(" ", "-")


def intruders(application: Application, endpoint: str) -> dict[str, str]:
    """A value for every column of every table that is no field of the address's forms."""
    strange = COLUMNS - fields_of(application.view_functions[endpoint])
    return {name: str(ID) if name.endswith(("id", "_by", "user")) else WORD for name in strange}


def everything(session: Any) -> str:
    """Every row of every table, as text."""
    return "\n".join(repr(row) for table in Base.metadata.tables.values() for row in session.execute(select(table)))


def test_each_address_that_changes_something_has_an_act(application: Application):
    acted = {one.endpoint for one in ACTS} | set(ELSEWHERE) | set(KEEPS_NOTHING)

    assert acted == set(changing_views(application)), "write an act in tests/journeys/acts"
    assert all((ROOT / path).exists() for path in ELSEWHERE.values())


def test_each_step_behind_an_address_has_an_act():
    taken: defaultdict[str, set[str]] = defaultdict(set)
    for one in ACTS:
        if one.step:
            taken[one.endpoint].add(one.step)

    assert taken == {endpoint: set(steps) for endpoint, steps in STEPS.items() if endpoint not in ELSEWHERE}


def test_the_acts_of_an_address_leave_all_its_events(application: Application):
    left: defaultdict[str, set[str]] = defaultdict(set)
    for one in ACTS:
        left[one.endpoint] |= one.leaves
    declared = {endpoint: events_of(application.view_functions[endpoint]) - SHOWING for endpoint in left}

    assert left == declared, "write an act for each event that an address can leave"


@pytest.mark.parametrize("act", ACTS, ids=names)
def test_an_act_leaves_exactly_its_events_and_takes_nothing_but_its_form(app, acting, work, act: Act):
    with work() as session:
        cast = make_cast("cn/44/4401/")
        ready = act.arrange(cast)
        actor = ready.actor or act.actor(cast)
        session.flush()
    with work() as session:
        last = session.scalar(select(func.max(AuditEvent.seq)))
    answer = act.post(acting(actor), app, ready, more=intruders(app, act.endpoint))
    assert answer.status_code in act.answers, [one.label for one in read(answer.text).all("title", "summary", "li")][
        -8:
    ]
    with work() as session:
        left = set(session.scalars(select(AuditEvent.action).where(AuditEvent.seq > last)))
        assert left == act.leaves | act.told
        rows = everything(session)
    assert WORD not in rows
    assert str(ID) not in rows
