"""One process at a time leads, and the lead ends with it."""

import subprocess
import sys
import time

import pytest

from app.core import leader
from app.core.db import Database
from tests.databases import opened

pytestmark = pytest.mark.committed

HOLDER = """
import sys, time
from app.core import leader
from app.core.db import Database
mine = leader.candidate(Database(sys.argv[1]))
print(mine.held(), flush=True)
time.sleep(60)
"""


def url(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def test_one_leads_until_it_gives_up(database):
    with opened(url(database)) as elsewhere:
        first, second = leader.candidate(database), leader.candidate(elsewhere)

        assert first.held()
        assert first.held(), "who leads keeps the lead"
        assert not second.held()

        first.give_up()
        assert second.held()
        assert not first.held()
        second.give_up()
        second.give_up()


def test_two_claims_of_one_process_are_two(database):
    first, second = leader.candidate(database), leader.candidate(database)

    assert (first.held(), second.held()) == (True, False)
    first.give_up()
    assert second.held()
    second.give_up()


@pytest.mark.real_time
def test_the_lead_of_a_killed_process_is_free(database):
    mine = leader.candidate(database)
    with subprocess.Popen([sys.executable, "-c", HOLDER, url(database)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        assert not mine.held()
        other.kill()
        other.wait()
    deadline = time.monotonic() + 10
    while not mine.held():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    mine.give_up()


def test_a_leader_whose_connection_broke_takes_the_lead_again(database):
    mine = leader.candidate(database)
    assert mine.held()
    if isinstance(mine, leader.AdvisoryLock):
        with opened(url(database)) as elsewhere, elsewhere.engine.begin() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    assert mine.held()
    mine.give_up()
