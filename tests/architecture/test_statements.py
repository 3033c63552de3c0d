"""Reach is held on ORM statements. Whatever slips past it is forbidden outside core, audit and the guard itself."""

import ast

import pytest

from tests.architecture.source import called, functions, name_of, python_files, tree_of

BELOW_THE_GUARD = ("app/core/", "app/audit/", "app/cases/guard.py")
ROOMS = [path for path in python_files("app") if not name_of(path).startswith(BELOW_THE_GUARD)]
STATEMENTS = {"select", "update", "delete", "exists"}


def calls(node: ast.AST, names: set[str]) -> list[ast.Call]:
    return [inner for inner in ast.walk(node) if isinstance(inner, ast.Call) and called(inner) in names]


def names_a_table(node: ast.AST, tables: set[str]) -> bool:
    return any(
        (isinstance(inner, ast.Attribute) and inner.attr == "__table__")
        or (isinstance(inner, ast.Name) and inner.id in tables)
        for inner in ast.walk(node)
    )


@pytest.mark.parametrize("path", ROOMS, ids=name_of)
def test_nothing_is_selected_from_a_bare_table(path):
    tree = tree_of(path)
    tables = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute) and node.value.attr == "__table__"
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    slipping = [call.lineno for call in calls(tree, STATEMENTS) if names_a_table(call, tables)]

    assert not slipping, "select from the mapped class, so that the guard can filter by reach"


@pytest.mark.parametrize("path", ROOMS, ids=name_of)
def test_no_statement_is_written_as_text(path):
    written = [call.lineno for call in calls(tree_of(path), {"exec_driver_sql"})]
    if path.stem != "models":
        written += [call.lineno for call in calls(tree_of(path), {"text", "literal_column"})]

    assert not written, "the guard can't read SQL text: use mapped classes"


@pytest.mark.parametrize("path", ROOMS, ids=name_of)
def test_nothing_is_read_on_the_bare_connection(path):
    slipping = [
        function.name for function in functions(path) if calls(function, {"connection"}) and calls(function, STATEMENTS)
    ]

    assert not slipping, "execute on the session: the connection does not know the actor"
