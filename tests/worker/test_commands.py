"""The commands for the whole system."""

import json
import re

import pytest
from sqlalchemy import text

from app.core.workflow import Lifecycle

STATE = re.compile(r"    (\w+): ([^:;\n]+)")
STEP = re.compile(r"    (\w+) --> (\w+): ([^:;\n]+)")


def diagrams(printed):
    """The lines of each diagram, without fence and heading."""
    return re.findall(r"^## [^\n]+\n\n```mermaid\nstateDiagram-v2\n(.*?)\n```$", printed, re.DOTALL | re.MULTILINE)


def test_every_lifecycle_is_printed_as_a_diagram_mermaid_can_read(application):
    result = application.test_cli_runner().invoke(args=["docs", "states"])

    assert result.exit_code == 0
    assert len(Lifecycle.registry) == len(diagrams(result.output)) >= 5
    for lifecycle, diagram in zip(Lifecycle.registry.values(), diagrams(result.output), strict=True):
        states = [found[1] for line in diagram.splitlines() if (found := STATE.fullmatch(line))]
        steps = {found.group(1, 2) for line in diagram.splitlines() if (found := STEP.fullmatch(line))}
        assert states == [state.value for state in lifecycle.states]
        assert steps == {
            (source.value, transition.target.value)
            for transition in lifecycle.transitions.values()
            for source in transition.sources
        }
        assert len(states) + sum(len(step.sources) for step in lifecycle.transitions.values()) == len(
            diagram.splitlines()
        ), "every line is a state or a step"


@pytest.mark.committed
def test_the_check_finds_no_difference_on_a_migrated_database(app):
    result = app.test_cli_runner().invoke(args=["db", "check"])

    assert (result.exit_code, result.output) == (0, "in step\n")


@pytest.mark.committed
def test_the_check_names_what_differs_and_fails(app, database):
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE forgotten (id INTEGER PRIMARY KEY)"))

    told = app.test_cli_runner().invoke(args=["db", "check"])
    as_json = app.test_cli_runner().invoke(args=["db", "check", "--json"])

    assert told.exit_code == as_json.exit_code == 1
    assert "forgotten" in told.output
    assert "forgotten" in json.loads(as_json.output)["differences"][0]


@pytest.mark.committed
def test_the_schema_goes_down_and_up_by_command(app):
    runner = app.test_cli_runner()

    assert runner.invoke(args=["db", "downgrade", "0001"]).exit_code == 0
    assert runner.invoke(args=["db", "upgrade"]).exit_code == 0
    assert runner.invoke(args=["db", "check"]).exit_code == 0


@pytest.mark.parametrize("every", ["0", "-1", "soon"])
def test_a_worker_without_a_sensible_pause_is_refused(application, every):
    assert application.test_cli_runner().invoke(args=["worker", "--every", every]).exit_code == 2
