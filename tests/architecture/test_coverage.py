"""No change without its event: each address that changes something runs a registered operation, and what an operation
declares is seen by a test.

What each address leaves in the log is held by tests/journeys (test_acts.py, test_matrix.py). That an operation appends
exactly what it declares, and that no unit of work changes rows without an event, is held at run time
(app.audit.operations, app.audit.log.unit).
"""

from pathlib import Path

from sqlalchemy import select

from app.access.actor import operator
from app.audit.catalogue import REGISTRY
from app.audit.models import AuditEvent
from app.core.db import session
from app.web.dispatch import Application
from tests.architecture.reached import changing_views, operations_of
from tests.architecture.source import python_files
from tests.databases import opened
from tests.journeys.acts import ACTS

KEEPS_NOTHING = {
    "web.csp_report": "writes to the server's own log only",
    "web.language": "sets a cookie in the caller's browser",
}


def test_every_address_that_changes_something_runs_a_registered_operation(application: Application):
    silent = {endpoint for endpoint, view in changing_views(application).items() if not operations_of(view)}

    assert silent == set(KEEPS_NOTHING), "call an operation decorated with @records(…), or say here why nothing is kept"


def test_the_steps_behind_one_address_are_followed(application: Application):
    assert operations_of(application.view_functions["inspections.take_step"]) >= {
        "app.inspections.operations.visit.conclude",
        "app.inspections.operations.planning.cancel",
    }


def test_every_declared_event_is_told_by_the_demo_an_act_or_a_test(application: Application, loaded_folder: Path):
    declared = {action for operation in REGISTRY.values() for action in operation.actions}
    with opened(f"sqlite:///{loaded_folder / 'lianjian.db'}") as database, database.unit_of_work(operator("tests")):
        told = set(session().scalars(select(AuditEvent.action).distinct()))
    told |= {action for act in ACTS for action in act.leaves}
    named = "\n".join(path.read_text() for path in python_files("tests"))
    unseen = {action for action in declared - told if f'"{action}"' not in named}

    assert not unseen, "let a test see the event in the log"
