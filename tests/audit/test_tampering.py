"""The drill: a log is tampered with in more than five hundred ways, and each is found, with its kind and its place."""

from sqlalchemy import Connection, delete, insert

from app.audit.log.writing import EVENT, HEAD, NODE
from app.audit.verifying.chain import Finding, Pledge
from app.audit.verifying.verification import verify
from app.core import db
from tests.audit.conftest import Log, disarm
from tests.audit.tampering import SEALED, SIZE, Rows, tamperings
from tests.audit.tampering import log as ordered_log

ROWS = ordered_log()
PLEDGES = [Pledge(ROWS.checkpoint(size), f"outside, size {size}", outside=True) for size in SEALED]
WAYS = list(tamperings(ROWS))


def put(connection: Connection, rows: Rows) -> None:
    """Make the tables hold these rows, as whoever owns the database can."""
    for table, held in ((EVENT, rows.events), (NODE, rows.nodes), (HEAD, [rows.head])):
        connection.execute(delete(table))
        if held:
            connection.execute(insert(table), held)


def found_in(connection: Connection, rows: Rows) -> Finding:
    """What the reading finds after the rows were put in; the tables are left as they were."""
    attempt = connection.begin_nested()
    put(connection, rows)
    (finding,) = verify(connection, {1: PLEDGES})
    attempt.rollback()
    return finding


def test_there_are_more_than_five_hundred_ways() -> None:
    assert len({way.name for way in WAYS}) == len(WAYS) >= 500


def test_every_way_is_found_with_its_kind_and_first_bad_index(log: Log) -> None:
    with log.unit():
        connection = db.session().connection()
        disarm(connection)
        in_order = found_in(connection, ROWS)
        found = {way: found_in(connection, way.applied(ROWS)) for way in WAYS}
    assert (in_order.fault, in_order.size, in_order.held, in_order.outside) == (None, SIZE, SIZE, SIZE)
    missed = [
        f"{way.name}: {finding.fault} at {finding.first_bad}, not {way.fault} at {way.first_bad}"
        for way, finding in found.items()
        if (finding.fault, finding.first_bad) != (way.fault, way.first_bad)
    ]
    assert not missed, "\n".join(missed)
