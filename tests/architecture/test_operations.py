"""Every verb of every room says which audit events it appends; there is no way to change a record unseen."""

import importlib
import inspect
from types import FunctionType, ModuleType

import pytest

from app.audit.catalogue import undeclared
from app.web.dispatch import Application
from tests.architecture.source import ROOT, name_of

OPERATIONS = sorted(
    path
    for pattern in ("*/operations.py", "*/operations/*.py")
    for path in (ROOT / "app").glob(pattern)
    if path.parts[-2] != "audit" and path.parts[-3] != "audit"
)


def is_operation(name: str, function: FunctionType, package: ModuleType) -> bool:
    """A verb takes the actor by name; whatever a room offers as its operations is one too."""
    actor = inspect.signature(function).parameters.get("actor")
    takes_actor = actor is not None and actor.kind is inspect.Parameter.KEYWORD_ONLY
    return not name.startswith("_") and (takes_actor or getattr(package, name, None) is function)


@pytest.mark.parametrize("path", OPERATIONS, ids=name_of)
def test_every_operation_declares_its_events(path):
    module = importlib.import_module(name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    package = importlib.import_module(".".join(module.__name__.split(".")[:3]))
    silent = [
        name
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and is_operation(name, function, package)
        if not hasattr(function, "__records__")
    ]

    assert not silent, "decorate the operation with @records(…) of app.audit.operations"


def test_every_event_has_its_sentence(application: Application):
    assert not undeclared(), "declare(…) the sentence of the event in the room's init_app"
