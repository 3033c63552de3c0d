"""The command, and what keeps the demo away from real cases."""

import json

import pytest

from app.access.actor import operator
from app.core import clock, migrations
from app.demo import refuse_demo
from app.demo.days import AS_OF
from app.demo.operations import note_begun
from app.demo.people import PASSWORD, PEOPLE
from app.web.dispatch import Application
from config import UnsafeSettings


def run(app: Application, *words: str):
    return app.test_cli_runner().invoke(app.cli, ["demo", *words])


def test_loading_sets_business_time_to_the_morning_of_the_day(empty: Application):
    done = run(empty, "load", "--as-of", "2022-04-15", "--json")

    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["today"] == "2022-04-15"
    assert clock.local(clock.now()).isoformat().startswith("2022-04-15T09:00")


@pytest.mark.parametrize("option", [[], ["--if-empty"]])
def test_a_loaded_demo_is_left_as_it_is(demo: Application, option: list[str]):
    done = run(demo, "load", *option)

    assert done.exit_code == 0
    assert "Left as it is" in done.output
    assert clock.today() == AS_OF


def test_a_demo_loaded_in_part_is_told(empty: Application):
    with empty.database.unit_of_work(operator("tests")):
        note_begun(actor=operator("tests"))

    done = run(empty, "load", "--if-empty")

    assert done.exit_code == 1
    assert "in part" in done.output


def test_a_database_with_real_accounts_is_not_touched(empty: Application):
    assert empty.test_cli_runner().invoke(empty.cli, ["users", "bootstrap"]).exit_code == 0

    assert run(empty, "load").exit_code == 1
    assert run(empty, "load", "--if-empty").exit_code == 0


def test_a_day_outside_the_story_is_refused(empty: Application):
    assert run(empty, "load", "--as-of", "2023-01-01").exit_code == 1


def test_the_accounts_are_listed_for_people_and_for_programs(demo: Application):
    table, rows = run(demo, "accounts"), json.loads(run(demo, "accounts", "--json").output)

    assert PASSWORD in table.output
    assert [row["username"] for row in rows] == [person.username for person in PEOPLE]
    assert {"username", "password", "name", "role", "office", "to_try"} == rows[0].keys()


@pytest.mark.parametrize("words", [["load"], ["accounts"]])
def test_outside_the_demo_the_command_refuses(application: Application, words: list[str]):
    done = run(application, *words)

    assert done.exit_code == 1
    assert "APP_ENV=demo" in done.output


def test_outside_the_demo_there_is_no_way_to_jump(application: Application):
    assert "demo.jump" not in application.view_functions


def test_production_refuses_a_database_that_holds_the_demo(demo: Application):
    with pytest.raises(UnsafeSettings, match="holds the demo"):
        refuse_demo(demo)


def test_production_starts_on_an_empty_database_and_on_one_of_its_own(empty: Application):
    refuse_demo(empty)
    migrations.downgrade(empty.database, "base")
    refuse_demo(empty)
