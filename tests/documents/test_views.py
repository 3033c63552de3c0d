from datetime import date

import pytest

from app.documents import operations, queries
from app.documents.states import ServiceManner
from tests.factories.cases import make_document
from tests.factories.organisation import make_actor

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def paper_id(work, desk):
    """A served order's id."""
    with work():
        paper_id = make_document(desk.case, desk.drafter).id
    with work(desk.head):
        operations.approve(queries.document(paper_id), actor=desk.head)
    with work(desk.drafter):
        paper = queries.document(paper_id)
        operations.number(paper, actor=desk.drafter)
        operations.serve(
            paper,
            manner=ServiceManner.LEFT,
            served_on=date(2022, 9, 28),
            place="虚构路1号",
            receiver="李四",
            witness="王五",
            actor=desk.drafter,
        )
    return paper_id


def test_the_list_names_number_state_and_service(acting, work, desk, paper_id):
    with work(desk.drafter):
        number = queries.document(paper_id).number
    page = acting(desk.drafter).get(f"/cases/{desk.case.id}/papers", headers=ENGLISH).get_data(as_text=True)

    assert number in page
    assert "Served" in page
    assert "Left at the address" in page


def test_a_paper_reads_field_by_field_with_hash_and_service(acting, work, desk, paper_id):
    with work(desk.drafter):
        sha256 = queries.document(paper_id).content_sha256
    page = acting(desk.drafter).get(f"/papers/{paper_id}", headers=ENGLISH).get_data(as_text=True)

    assert "公示基本原理" in page
    assert "How to report back" in page
    assert sha256 in page
    assert "王五" in page
    assert desk.head.name in page


def test_a_foreign_actor_gets_404(acting, work, desk, paper_id):
    with work():
        client = acting(make_actor(path="cn/33/"))

    assert client.get(f"/papers/{paper_id}").status_code == 404
    assert client.get(f"/cases/{desk.case.id}/papers").status_code == 404
