"""A paper and the log: what it prints, the checkpoint its issue demands, the receipt that goes with it."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.access.actor import operator
from app.audit.models import AuditEvent, CheckpointDemand, Why
from app.audit.sealing import rounds as sealing
from app.audit.sealing.signing import Signer
from app.core import db
from app.documents import operations, queries, rules
from app.documents.states import DocumentState
from app.worker import run_job
from tests.audit.test_receipts import verify_receipt
from tests.factories.cases import make_document
from tests.factories.organisation import make_actor

ENGLISH = {"Accept-Language": "en"}
CHINESE = {"Accept-Language": "zh-CN"}


@pytest.fixture
def seal(app, database) -> Callable[[], sealing.Sealed]:
    def now() -> sealing.Sealed:
        return sealing.seal_now(database, app.settings, Why.HOST, actor=operator("tests"))

    return now


@pytest.fixture
def approved(work, desk):
    """An approved order's id."""
    with work():
        paper_id = make_document(desk.case, desk.drafter).id
    with work(desk.head):
        operations.approve(queries.document(paper_id), actor=desk.head)
    return paper_id


def number(work, desk, paper_id):
    with work(desk.drafter):
        operations.number(queries.document(paper_id), actor=desk.drafter)


def test_a_numbered_paper_says_how_far_the_log_was_sealed_before(work, desk, approved, seal):
    said = seal().checkpoint
    number(work, desk, approved)

    with work(desk.drafter):
        paper = queries.document(approved)
        assert paper.content["checkpoint"] == f"localhost/audit/1 · {said.size} · {said.root.hex()[:16]}"
        assert paper.content_sha256 == rules.content_hash(paper)


def test_before_the_first_checkpoint_a_paper_says_nothing_of_it(work, desk, approved):
    number(work, desk, approved)

    with work(desk.drafter):
        assert "checkpoint" not in queries.document(approved).content


@pytest.mark.parametrize(
    ("language", "words"),
    [(ENGLISH, "Log before the issue"), (CHINESE, "制发前的审计日志")],
)
def test_the_sheet_prints_it(acting, work, desk, approved, seal, language, words):
    said = seal().checkpoint
    number(work, desk, approved)
    page = acting(desk.drafter).get(f"/papers/{approved}", headers=language).get_data(as_text=True)
    sheet = page[page.index("<article") : page.index("</article>")]

    assert words in sheet
    assert f"localhost/audit/1 · {said.size} · {said.root.hex()[:16]}" in sheet


def test_the_issue_demands_a_checkpoint_that_covers_it(app, work, desk, approved, seal):
    seal()
    number(work, desk, approved)
    with work() as session:
        assert session.scalars(select(CheckpointDemand.why)).all() == [Why.DOCUMENT]
    run_job(app, sealing.job(app.settings))

    with work() as session:
        assert session.scalars(select(CheckpointDemand)).all() == []
        issue = session.scalar(select(AuditEvent).where(AuditEvent.action == "document.numbered"))
        assert Signer(app.settings.signer_dir).promises()[1].checkpoint.size > issue.seq


def test_a_paper_that_gets_no_number_demands_nothing(work, desk):
    with work():
        paper_id = make_document(desk.case, desk.drafter).id
    with pytest.raises(Exception, match="approved by a second person"):
        number(work, desk, paper_id)

    with work() as session:
        assert session.scalars(select(CheckpointDemand)).all() == []


def test_the_receipt_of_the_issue_is_a_file_beside_the_paper(app, acting, work, desk, approved, seal):
    number(work, desk, approved)
    seal()
    client = acting(desk.drafter)
    page = client.get(f"/papers/{approved}", headers=ENGLISH).get_data(as_text=True)
    answer = client.get(f"/papers/{approved}/receipt")

    assert f'href="/papers/{approved}/receipt"' in page
    with work() as session:
        issue = session.scalar(select(AuditEvent).where(AuditEvent.action == "document.numbered"))
        taken = session.scalar(select(AuditEvent).where(AuditEvent.action == "receipt.downloaded"))
        assert issue.leaf_hash.hex() in page
        index, _size = verify_receipt(app, answer.data, issue.leaf_hash)
        assert (index, taken.object, taken.case_file_id) == (issue.seq, f"document:{approved}", desk.case.id)
    assert answer.headers["Content-Disposition"].endswith('.tlog-proof"')


def test_a_receipt_has_to_wait_for_the_checkpoint_and_the_checkpoint_for_the_number(acting, work, desk, approved):
    client = acting(desk.drafter)
    early = client.get(f"/papers/{approved}/receipt", headers=ENGLISH)
    number(work, desk, approved)
    waiting = client.get(f"/papers/{approved}/receipt", headers=ENGLISH)

    assert (early.status_code, waiting.status_code) == (422, 422)
    assert "once it has its number" in early.get_data(as_text=True)
    assert "signed within a minute" in waiting.get_data(as_text=True)
    with work():
        assert queries.document(approved).state is DocumentState.NUMBERED
        taken = select(AuditEvent).where(AuditEvent.action == "receipt.downloaded")
        assert db.session().scalars(taken).all() == []


def test_a_foreign_actor_gets_no_receipt(acting, work, desk, approved, seal):
    number(work, desk, approved)
    seal()
    with work():
        client = acting(make_actor(path="cn/33/"))

    assert client.get(f"/papers/{approved}/receipt").status_code == 404
