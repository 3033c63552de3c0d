"""`flask deadlines compute` answers without a database."""

import json

import pytest
from click.testing import CliRunner

from app.deadlines.cli import deadlines

VECTORS = [
    (["--from", "2022-09-29", "--amount", "5", "--unit", "working_days"], "2022-10-11"),
    (["--from", "2022-04-01", "--amount", "10", "--unit", "working_days"], "2022-04-18"),
    (["--from", "2022-07-05", "--amount", "90", "--unit", "calendar_days"], "2022-10-08"),
    (["--from", "2022-07-05", "--amount", "90", "--unit", "calendar_days", "--roll", "none"], "2022-10-03"),
    (["--from", "2022-08-31", "--amount", "6", "--unit", "months"], "2023-02-28"),
    (["--from", "2022-09-28", "--rule", "hearing_request"], "2022-10-10"),
    (["--from", "2022-09-01", "--rule", "service_by_notice"], "2022-10-08"),
]


@pytest.mark.parametrize(("options", "due"), VECTORS)
def test_a_period_is_computed_with_its_steps(options, due):
    answer = CliRunner().invoke(deadlines, ["compute", *options])
    told = json.loads(answer.output)

    assert answer.exit_code == 0
    assert (told["due"], told["provisional"]) == (due, False)
    assert told["steps"]


def test_beyond_the_calendar_it_is_provisional():
    answer = CliRunner().invoke(
        deadlines, ["compute", "--from", "2026-12-20", "--amount", "30", "--unit", "working_days"]
    )

    assert json.loads(answer.output)["provisional"] is True


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--amount", "5"],
        ["--unit", "months"],
        ["--rule", "unheard_of"],
        ["--rule", "service_by_notice", "--from", "2003-01-01"],
        ["--amount", "0", "--unit", "months"],
        ["--from", "2022-13-01", "--amount", "5", "--unit", "months"],
    ],
)
def test_nonsense_fails_with_an_exit_code(options):
    answer = CliRunner().invoke(deadlines, ["compute", "--from", "2022-09-28", *options])

    assert answer.exit_code != 0
    assert answer.output
