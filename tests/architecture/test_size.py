"""Small things with plain names: a reader holds a function in the head and finds it by what it is about."""

import re

import pytest

from tests.architecture.source import called, functions, length, name_of, python_files

LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 40
LINES_OF_A_VIEW = 25
ROUTES = {"get", "post", "put", "patch", "delete", "route"}
EMPTY_NAMES = re.compile(r"(^|_)(utils?|helpers?|commons?|managers?|misc)(_|$)")

FILES = python_files("app", "config", "tests")
PRODUCT = python_files("app", "config")


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_that_grows_becomes_a_package(path):
    lines = len(path.read_text().splitlines())

    assert lines <= LINES_OF_A_FILE, f"{lines} lines: split it into a package of the same name"


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_a_function_fits_on_a_screen(path):
    long = {function.name: length(function) for function in functions(path) if length(function) > LINES_OF_A_FUNCTION}

    assert not long, f"functions over {LINES_OF_A_FUNCTION} lines: name the steps and take them out"


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_a_view_parses_calls_one_thing_and_answers(path):
    views = [
        function
        for function in functions(path)
        if any(called(decorator) in ROUTES for decorator in function.decorator_list)
    ]
    long = {view.name: length(view) for view in views if length(view) > LINES_OF_A_VIEW}

    assert not long, f"views over {LINES_OF_A_VIEW} lines: what they decide belongs into an operation or a query"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_name_says_what_the_thing_is_about(path):
    assert not EMPTY_NAMES.search(path.stem), "utils, helpers, common and manager say nothing: name the subject"
