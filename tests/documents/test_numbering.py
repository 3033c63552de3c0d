"""Many writers at once, some of whom give up: the series of numbers has no gap and no duplicate."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from app.documents import operations, queries
from app.documents.models import Document
from tests.factories.cases import make_document

WRITERS = 8
PAPERS = 40


class GivenUp(Exception):
    """A writer whose transaction is rolled back after the number was taken."""


@pytest.mark.committed
@pytest.mark.real_time
def test_eight_writers_with_rollbacks_leave_no_gap_and_no_duplicate(database, work, desk):
    with work():
        papers = [make_document(desk.case, desk.drafter) for _ in range(PAPERS)]
        ids = [paper.id for paper in papers]
    for paper_id in ids:
        with work(desk.head):
            operations.approve(queries.document(paper_id), actor=desk.head)

    def number(position_and_id):
        position, paper_id = position_and_id
        try:
            with work(desk.drafter):
                operations.number(queries.document(paper_id), actor=desk.drafter)
                if position % 4 == 3:
                    raise GivenUp
        except GivenUp:
            return

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(number, enumerate(ids)))

    with work() as session:
        serials = sorted(session.scalars(select(Document.serial).where(Document.number.is_not(None))))
        assert serials == list(range(1, PAPERS - PAPERS // 4 + 1))
