"""What the log costs: `python scripts/bench_audit.py [EVENTS] [SECONDS]`, on SQLite and on PostgreSQL.

Builds a log of EVENTS (100,000), and tells how long its verification takes in the database and as an export, each
beside `json.loads` and SHA-256 alone over the same rows or lines in the same run; what memory the commands take; what
an append adds to a request; and how many chained transactions four writers make in SECONDS (5), beside a bare loop of
synced commits. Other load on the machine shows in all of them alike: compare the ratios.
"""

import hashlib
import json
import multiprocessing
import os
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from subprocess import DEVNULL, Popen
from time import perf_counter
from typing import Any
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import select

from app.access.actor import operator
from app.audit.log import unit, writing
from app.audit.log.writing import EVENT, append
from app.audit.operations import record
from app.audit.verifying.archive.lines import EVENTS
from app.audit.verifying.archive.reading import verify_archive
from app.audit.verifying.archive.writing import Wanted, export
from app.audit.verifying.trust import Trust
from app.audit.verifying.verification import verify
from app.core import migrations
from app.factory import create_app
from app.web.dispatch import Application
from config import load
from tests.factories.organisation import PREPARED
from tests.postgresql import server

ACTOR = operator("bench")
LOT = 1_000
WRITERS = 4


def main(events: int, seconds: int) -> None:
    """Both databases."""
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder) / "sqlite", "", events, seconds)
    with tempfile.TemporaryDirectory() as folder, server(durable=True) as url:
        measure(Path(folder) / "postgresql", url, events, seconds)


def measure(folder: Path, url: str, events: int, seconds: int) -> None:
    """Everything on one database."""
    environment = {"APP_ENV": "testing", "INSTANCE_DIR": str(folder), "DATABASE_URL": url}
    app = create_app(load(environment))
    migrations.upgrade(app.database)
    say(f"{folder.name}, {events} events")
    chained(app, environment, seconds)
    for _lot in range(0, events, LOT):
        with app.database.unit_of_work(ACTOR) as session:
            append(session.connection(), [body() for _number in range(LOT)])
    database(app)
    archive(app, folder / "export")
    for words in (["verify"], ["verify", "--dir", str(folder / "export")]):
        say(f"  audit {' '.join(words[:2])}, with all its process needs: {command(words, environment)}")
    app.database.engine.dispose()


def body() -> dict[str, Any]:
    """What an event says, of the usual length."""
    return {
        "action": "inspection.planned",
        "actor": f"user:{uuid4()}",
        "actor_office": str(uuid4()),
        "object": f"inspection:{uuid4()}",
        "object_office": str(uuid4()),
        "case": str(uuid4()),
        "campaign": str(uuid4()),
        "request_id": secrets.token_hex(8),
        "ip": "10.0.0.7",
        "before": {"officer": str(uuid4()), "state": "draft"},
        "after": {"officer": str(uuid4()), "state": "planned", "due_on": "2022-10-11"},
        "reason": "按照年度计划安排检查",
        "salt": secrets.token_hex(16),
    }


def database(app: Application) -> None:
    """Verification in the database, beside reading the same rows, parsing and hashing them."""
    with app.database.unit_of_work(ACTOR, appends=False) as session:
        connection = session.connection()
        own, findings = timed(lambda: verify(connection))
        require(not any(finding.fault for finding in findings))
        rows = select(EVENT.c.leaf, EVENT.c.body).order_by(EVENT.c.seq).execution_options(yield_per=500)
        alone, _none = timed(lambda: parsed_and_hashed(connection.execute(rows)))
    say(f"  verify in the database: {own:.1f} s, json + sha256 alone {alone:.1f} s, {alone / own:.2f} of its speed")


def archive(app: Application, folder: Path) -> None:
    """An export, and its verification beside reading the same lines, parsing and hashing them."""
    length, _done = timed(lambda: export(app.database, app.settings, folder, Wanted(), actor=ACTOR, progress=silent))
    own, finding = timed(lambda: verify_archive(folder, Trust()))
    require(finding.fault is None)
    alone, _none = timed(lambda: parsed_and_hashed(lines(folder / EVENTS)))
    say(f"  export: {length:.1f} s")
    say(f"  verify the export: {own:.1f} s, json + sha256 alone {alone:.1f} s, {alone / own:.2f} of its speed")


def lines(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """Leaf and body of every line."""
    with path.open("rb") as file:
        for line in file:
            event = json.loads(line)
            yield event["leaf"].encode(), event["body"].encode()


def parsed_and_hashed(events: Iterable[Any]) -> None:
    """The least that any verification does."""
    for leaf, data in events:
        json.loads(data)
        hashlib.sha256(data).digest()
        hashlib.sha256(leaf).digest()


def command(words: list[str], environment: dict[str, str]) -> str:
    """How long a command takes with all its process needs, and the most memory it held."""
    start = perf_counter()
    program = [sys.executable, "-m", "flask", "--app", "wsgi", "audit", *words]
    root = Path(__file__).resolve().parents[1]
    with Popen(program, env={**os.environ, **environment}, cwd=root, stdout=DEVNULL) as process:  # noqa: S603
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    require(process.returncode == 0)
    return f"{perf_counter() - start:.1f} s, {usage.ru_maxrss / 1024:.0f} MB"


def chained(app: Application, environment: dict[str, str], seconds: int) -> None:
    """Transactions with one event each: by one writer, of which the append is timed, and by four at once."""
    times: list[float] = []
    with timing(times):
        alone = transactions(environment, seconds)
    app.database.engine.dispose()
    with multiprocessing.get_context("spawn").Pool(WRITERS) as pool:
        together = sum(pool.starmap(transactions, [(environment, seconds)] * WRITERS))
    bare = commits(app, seconds)
    say(f"  an append adds {quantiles(times, n=20)[-1] * 1000:.2f} ms (p95)")
    say(f"  transactions/s: {alone / seconds:.0f} by one writer, {together / seconds:.0f} by {WRITERS}")
    say(f"  bare synced commits/s: {bare / seconds:.0f}; four writers make {together / bare:.2f} of them")


def transactions(environment: dict[str, str], seconds: int) -> int:
    """How many units of work with an event one writer commits."""
    app = create_app(load(environment))
    count, end = 0, perf_counter() + seconds
    while perf_counter() < end:
        with app.database.unit_of_work(ACTOR):
            record(PREPARED, f"thing:{count}", actor=ACTOR)
        count += 1
    app.database.engine.dispose()
    return count


def commits(app: Application, seconds: int) -> int:
    """How many one-row transactions the database commits, with nothing around them."""
    with app.database.engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE bare (number integer)")
        connection.commit()
        count, end = 0, perf_counter() + seconds
        while perf_counter() < end:
            connection.exec_driver_sql("INSERT INTO bare VALUES (1)")
            connection.commit()
            count += 1
        connection.exec_driver_sql("DROP TABLE bare")
        connection.commit()
    return count


@contextmanager
def timing(times: list[float]) -> Iterator[None]:
    """Keep how long each append takes."""

    def timed_append(*arguments: Any) -> None:
        taken, _none = timed(lambda: writing.append(*arguments))
        times.append(taken)

    unit.append = timed_append  # type: ignore[assignment]
    try:
        yield
    finally:
        unit.append = writing.append


@contextmanager
def silent(_length: int) -> Iterator[Callable[[int], object]]:
    """No bar."""
    yield bool


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds taken, and the result."""
    start = perf_counter()
    result = work()
    return perf_counter() - start, result


def require(holds: bool) -> None:
    """A benchmark of what fails tells nothing."""
    if not holds:
        raise SystemExit("the log does not hold")


def say(text: str) -> None:
    """Print at once."""
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*(int(argument) for argument in (sys.argv[1:] + ["100000", "5"][len(sys.argv) - 1 :])))
