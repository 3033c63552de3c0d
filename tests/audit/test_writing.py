"""Many writers, one gapless log."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import select

from app.audit.log.writing import EVENT
from app.audit.operations import record
from app.audit.verifying.verification import verify
from app.core import db
from app.core.db import Database
from tests.audit.conftest import ZHANG, Base, Thing

WRITERS, EACH = 4, 12


@pytest.mark.committed
@pytest.mark.real_time
def test_concurrent_writers_leave_no_gap_and_no_event_without_its_change(database: Database) -> None:
    with database.unit_of_work(ZHANG) as session:
        Base.metadata.create_all(session.connection())
    start = threading.Barrier(WRITERS)
    with ThreadPoolExecutor(WRITERS) as pool:
        kept = [
            writer.result() for writer in [pool.submit(write, database, number, start) for number in range(WRITERS)]
        ]
    with database.unit_of_work(ZHANG) as session:
        rows: Any = session.connection().execute(select(EVENT.c.seq, EVENT.c.object).order_by(EVENT.c.seq)).all()
        assert [row.seq for row in rows] == list(range(sum(kept)))
        assert {row.object for row in rows} == {f"thing:{thing.id}" for thing in session.scalars(select(Thing))}
        (finding,) = verify(session.connection())
        assert finding.fault is None


def write(database: Database, writer: int, start: threading.Barrier) -> int:
    """Make things, every third in a unit of work that fails; answers how many were kept."""
    start.wait()
    kept = 0
    for number in range(writer * EACH, (writer + 1) * EACH):
        with suppress(ZeroDivisionError), database.unit_of_work(ZHANG):
            thing = Thing(id=number)
            db.session().add(thing)
            record("thing.made", thing, actor=ZHANG)
            if number % 3 == 0:
                raise ZeroDivisionError
        kept += number % 3 != 0
    return kept
