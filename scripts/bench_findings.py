"""How long the list of findings takes with 10,000 of them: `python scripts/bench_findings.py [ROWS] [REQUESTS]`.

Builds a database of its own on SQLite, asks for pages of 50 through the test client, and prints the median beside that
of the same list filtered to nothing: what the page costs whatever it shows.
"""

import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.access.actor import Actor, operator
from app.audit.operations import record
from app.core import clock, db, migrations
from app.core.ids import new_id
from app.factory import create_app
from app.findings.models import Finding
from app.findings.states import Aspect, Family, FindingState
from app.inspections.states import InspectionState
from app.web import identity
from app.web.dispatch import Application
from config import load
from tests.factories.inspections import Cast, make_cast, make_inspection

TARGET = 60
"""Milliseconds."""
ARTICLES = ("7", "8", "10", "16", "17", "22", "26")


def main(rows: int, requests: int) -> None:
    """Build, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(load({"APP_ENV": "testing", "INSTANCE_DIR": folder}))
        app.config.update(WTF_CSRF_ENABLED=False)
        migrations.upgrade(app.database)
        reader = build(app, rows)
        identity.identify_with(lambda renew: reader)
        full = measure(app, "/findings?size=50", requests)
        empty = measure(app, "/findings?size=50&article=26&family=shortcoming", requests)
        late = measure(app, f"/findings?size=50&page={rows // 50}", requests)
    print(f"{rows} findings, page of 50: median {full:.1f} ms (target {TARGET}), last page {late:.1f} ms")  # noqa: T201
    print(f"empty list: {empty:.1f} ms, ratio {full / empty:.2f}")  # noqa: T201


def build(app: Application, rows: int) -> Actor:
    """Inspections with fifty findings each, and somebody who may read them."""
    with app.database.unit_of_work(operator("bench")) as session:
        cast = make_cast()
        while rows > 0:
            session.add_all(findings_of_one(cast, min(rows, 50), rows))
            rows -= 50
        record("test.arranged", "bench:findings", actor=operator("bench"))
        return cast.supervisor


def findings_of_one(cast: Cast, count: int, seed: int) -> list[Finding]:
    """The findings of one more inspection, in all families and states."""
    visit = make_inspection(cast, InspectionState.ON_SITE)
    db.session().flush()
    return [one(cast, visit, ordinal, seed + ordinal) for ordinal in range(1, count + 1)]


def one(cast: Cast, visit: Any, ordinal: int, seed: int) -> Finding:
    """A finding as the verbs would leave it."""
    breach, recorded = seed % 3 == 0, seed % 2 == 0
    return Finding(
        id=new_id(),
        created_at=clock.now() - timedelta(minutes=seed),
        case_file_id=visit.case_file_id,
        inspection_id=visit.id,
        enterprise_id=visit.enterprise_id,
        ordinal=ordinal,
        family=Family.BREACH if breach else Family.SHORTCOMING,
        aspect=None if breach else list(Aspect)[seed % 3],
        article=ARTICLES[seed % len(ARTICLES)] if breach else None,
        title=f"问题{seed}",
        facts="现场核查情况。" * 40,
        state=FindingState.RECORDED if recorded else FindingState.DRAFT,
        drafted_by=cast.leader.id,
        recorded_by=cast.leader.id if recorded else None,
        recorded_at=clock.now() if recorded else None,
    )


def measure(app: Application, address: str, requests: int) -> float:
    """Median milliseconds of a page, after three to warm up."""
    client = app.test_client()
    times = []
    for _number in range(requests + 3):
        start = perf_counter()
        answer = client.get(address)
        times.append((perf_counter() - start) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
    return median(times[3:])


if __name__ == "__main__":
    main(*(int(argument) for argument in (sys.argv[1:] + ["10000", "40"][len(sys.argv) - 1 :])))
