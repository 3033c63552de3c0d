"""What a view can reach by the names in its code: the operations it runs, so the events it leaves, and its forms."""

import dis
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

from flask_wtf import FlaskForm
from wtforms.fields.core import UnboundField

from app.audit.catalogue import REGISTRY
from app.web.dispatch import Application

CHANGING = {"POST", "PUT", "PATCH", "DELETE"}


def changing_views(application: Application) -> dict[str, FunctionType]:
    """The views that answer a changing method, by endpoint."""
    return {
        rule.endpoint: application.view_functions[rule.endpoint]
        for rule in application.url_map.iter_rules()
        if CHANGING & (rule.methods or set())
    }


def operations_of(view: FunctionType) -> set[str]:
    """The registered operations that a view can reach, and those which they reach in turn."""
    return {f"{thing.__module__}.{thing.__qualname__}" for thing in reached(view) if hasattr(thing, "__records__")}


def events_of(view: FunctionType) -> set[str]:
    """Every event that those operations declare."""
    return set().union(*(REGISTRY[name].actions for name in operations_of(view)))


def fields_of(view: FunctionType) -> set[str]:
    """The names of the fields of every form that a view can reach."""
    forms = [thing for thing in reached(view) if isinstance(thing, type) and issubclass(thing, FlaskForm)]
    return {name for form in forms for name in dir(form) if isinstance(getattr(form, name), UnboundField)}


def reached(thing: Any, seen: dict[int, Any] | None = None) -> Iterator[Any]:
    """Functions and classes that a function names, directly or through functions, lambdas and tables of the
    application."""
    seen = {} if seen is None else seen
    if id(thing) in seen:
        return
    seen[id(thing)] = thing
    if isinstance(thing, dict):
        thing = tuple(thing.values())
    if isinstance(thing, tuple):
        for part in thing:
            yield from reached(part, seen)
    elif isinstance(thing, type):
        yield thing
    elif isinstance(thing, FunctionType) and thing.__module__.startswith("app."):
        yield thing
        for used in _used(thing):
            yield from reached(used, seen)


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
