"""No change without its event: each address that changes something runs a registered operation, and what an operation
declares is seen by a test.

That an operation appends exactly what it declares, and that no unit of work changes rows without an event, is held at
run time (app.audit.operations, app.audit.unit).
"""

import dis
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from sqlalchemy import select

from app.access.actor import operator
from app.audit.catalogue import REGISTRY
from app.audit.models import AuditEvent
from app.core.db import session
from app.web.dispatch import Application
from tests.architecture.source import python_files
from tests.databases import opened

CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
KEEPS_NOTHING = {
    "web.csp_report": "writes to the server's own log only",
    "web.language": "sets a cookie in the caller's browser",
}
NAMED_IN_PART = {"deadline.cancelled", "document.sent_back", "document.submitted", "enterprise.renamed"}
"""Events that their room's tests tell without the room's name."""


def changing_views(application: Application) -> dict[str, FunctionType]:
    """The views that answer a changing method, by endpoint."""
    return {
        rule.endpoint: application.view_functions[rule.endpoint]
        for rule in application.url_map.iter_rules()
        if CHANGING & (rule.methods or set())
    }


def operations_of(thing: Any, seen: set[int]) -> set[str]:
    """The registered operations that a view can reach through functions, lambdas and tables of this application."""
    if id(thing) in seen:
        return set()
    seen.add(id(thing))
    if isinstance(thing, FunctionType) and hasattr(thing, "__records__"):
        return {f"{thing.__module__}.{thing.__qualname__}"}
    if isinstance(thing, dict):
        return operations_of(tuple(thing.values()), seen)
    if isinstance(thing, tuple):
        return set().union(*(operations_of(part, seen) for part in thing))
    if isinstance(thing, FunctionType) and thing.__module__.startswith("app."):
        return set().union(*(operations_of(used, seen) for used in _used(thing)))
    return set()


def _used(function: FunctionType) -> Iterator[Any]:
    """What a function names: globals, attributes of modules, and what it closes over."""
    yield from (cell.cell_contents for cell in function.__closure__ or ())
    for code in _codes(function.__code__):
        module: Any = None
        for step in dis.get_instructions(code):
            if step.opname == "LOAD_GLOBAL":
                found = function.__globals__.get(str(step.argval))
                module = found if isinstance(found, ModuleType) else None
                yield found
            elif step.opname in ("LOAD_ATTR", "LOAD_METHOD") and module is not None:
                found = getattr(module, str(step.argval), None)
                module = found if isinstance(found, ModuleType) else None
                yield found
            else:
                module = None


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def test_every_address_that_changes_something_runs_a_registered_operation(application: Application):
    silent = {endpoint for endpoint, view in changing_views(application).items() if not operations_of(view, set())}

    assert silent == set(KEEPS_NOTHING), "call an operation decorated with @records(…), or say here why nothing is kept"


def test_the_steps_behind_one_address_are_followed(application: Application):
    assert operations_of(application.view_functions["inspections.take_step"], set()) >= {
        "app.inspections.operations.visit.conclude",
        "app.inspections.operations.planning.cancel",
    }


def test_every_declared_event_is_told_by_the_demo_or_named_by_a_test(application: Application, loaded_folder: Path):
    declared = {action for operation in REGISTRY.values() for action in operation.actions}
    with opened(f"sqlite:///{loaded_folder / 'lianjian.db'}") as database, database.unit_of_work(operator("tests")):
        told = set(session().scalars(select(AuditEvent.action).distinct()))
    named = "\n".join(path.read_text() for path in python_files("tests") if path.name != "test_coverage.py")
    unseen = {action for action in declared - told if f'"{action}"' not in named}

    assert unseen == NAMED_IN_PART, "let a test see the event in the log"
