from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.audit import queries as audit
from app.core import db, events
from app.core.errors import IllegalTransition, NotPermitted, RuleViolated
from app.documents import operations, queries, rules
from app.documents.contents import REQUIRED
from app.documents.models import Document, Service
from app.documents.operations import Served
from app.documents.states import DocumentState, ServiceManner
from app.organisation.models import Office
from tests.factories.cases import ORDER
from tests.factories.organisation import make_actor

SERVED = {"place": "虚构路1号", "receiver": "李四"}


@pytest.fixture
def draft(work, desk):
    """Drafts a paper in a unit of work of its own and answers its id."""

    def make(kind="D09", content=ORDER):
        with work(desk.drafter):
            return operations.draft(
                desk.case, kind, title="标题", content=content, office=desk.office, actor=desk.drafter
            ).id

    return make


@pytest.fixture
def numbered(work, desk, draft):
    """A numbered order's id."""
    paper_id = draft()
    with work(desk.head):
        operations.approve(queries.document(paper_id), actor=desk.head)
    with work(desk.drafter):
        operations.number(queries.document(paper_id), actor=desk.drafter)
    return paper_id


def actions(desk):
    return [entry.action for entry in reversed(audit.timeline(desk.case.id)) if entry.action.startswith("document.")]


def test_a_paper_goes_from_draft_to_served_and_the_log_says_so(work, desk, draft):
    paper_id = draft()
    with work(desk.drafter):
        paper = queries.document(paper_id)
        operations.revise(paper, content=ORDER | {"report_back": "书面"}, actor=desk.drafter)
        operations.submit(paper, actor=desk.drafter)
    with work(desk.head):
        operations.send_back(queries.document(paper_id), reason="补充事实", actor=desk.head)
    with work(desk.drafter):
        operations.submit(queries.document(paper_id), actor=desk.drafter)
    with work(desk.head):
        operations.approve(queries.document(paper_id), actor=desk.head)
    with work(desk.drafter):
        paper = queries.document(paper_id)
        operations.number(paper, actor=desk.drafter)
        operations.seal(paper, actor=desk.drafter)
        operations.serve(paper, manner=ServiceManner.DIRECT, served_on=date(2022, 9, 28), **SERVED, actor=desk.drafter)
    with work(desk.drafter):
        paper = queries.document(paper_id)
        assert paper.state is DocumentState.SERVED
        assert paper.number == f"{db.session().get_one(Office, desk.office.id).short_name}改〔2022〕第1号"
        assert paper.issued_on == date(2022, 9, 28)
        assert paper.content_sha256 == rules.content_hash(paper)
        assert actions(desk) == [
            "document.drafted",
            "document.revised",
            "document.submitted",
            "document.sent_back",
            "document.submitted",
            "document.approved",
            "document.numbered",
            "document.sealed",
            "document.served",
        ]


def test_an_inspection_record_is_numbered_without_approval(work, desk, draft):
    record = dict.fromkeys(REQUIRED["D05"], "x")
    paper_id = draft("D05", record)
    with work(desk.drafter):
        paper = queries.document(paper_id)
        operations.number(paper, actor=desk.drafter)
        assert paper.number is not None
        assert "检〔2022〕第1号" in paper.number


def test_an_incomplete_paper_gets_no_number_and_burns_none(work, desk, draft):
    paper_id = draft(content={"party": "虚构"})
    with work(desk.head):
        operations.approve(queries.document(paper_id), actor=desk.head)
    with pytest.raises(RuleViolated, match="not complete"), work(desk.drafter):
        operations.number(queries.document(paper_id), actor=desk.drafter)
    with work(desk.drafter):
        assert queries.document(paper_id).number is None


def test_an_unknown_kind_is_refused(work, desk, draft):
    paper_id = draft("D99", {})
    with work(desk.head):
        operations.approve(queries.document(paper_id), actor=desk.head)
    with pytest.raises(RuleViolated, match="D99"), work(desk.drafter):
        operations.number(queries.document(paper_id), actor=desk.drafter)


def test_kinds_have_series_of_their_own_and_void_numbers_stay(work, desk, numbered, draft):
    with work(desk.head):
        operations.void(queries.document(numbered), reason="送达对象有误", actor=desk.head)
    paper_id = draft()
    with work(desk.head):
        operations.approve(queries.document(paper_id), actor=desk.head)
    with work(desk.drafter):
        paper = queries.document(paper_id)
        operations.number(paper, actor=desk.drafter)
        assert paper.serial == 2
        assert queries.document(numbered).serial == 1
        assert queries.document(numbered).state is DocumentState.VOID


def test_an_approved_paper_is_not_revised(work, desk, numbered):
    with pytest.raises(RuleViolated, match="not changed any more"), work(desk.drafter):
        operations.revise(queries.document(numbered), content={}, actor=desk.drafter)


def test_who_may_not_draft_is_refused(work, desk):
    with pytest.raises(NotPermitted), work(desk.head):
        operations.draft(desk.case, "D09", title="x", content={}, office=desk.office, actor=desk.head)


def test_a_paper_is_served_once(work, desk, numbered):
    service = {"manner": ServiceManner.DIRECT, "served_on": date(2022, 9, 28), **SERVED}
    with work(desk.drafter):
        operations.serve(queries.document(numbered), **service, actor=desk.drafter)
    with pytest.raises(IllegalTransition), work(desk.drafter):
        operations.serve(queries.document(numbered), **service, actor=desk.drafter)


@pytest.mark.parametrize(
    ("service", "field"),
    [
        ({"manner": ServiceManner.DIRECT, "served_on": date(2022, 9, 29)}, "served_on"),
        ({"manner": ServiceManner.DIRECT, "served_on": date(2022, 9, 27)}, "served_on"),
        ({"manner": ServiceManner.LEFT, "served_on": date(2022, 9, 28)}, "witness"),
        ({"manner": ServiceManner.LEFT, "served_on": date(2022, 9, 28), "witness": "  "}, "witness"),
        ({"manner": ServiceManner.ELECTRONIC, "served_on": date(2022, 9, 28)}, "consent"),
    ],
)
def test_unlawful_service_is_refused_beside_its_field(work, desk, numbered, service, field):
    with pytest.raises(RuleViolated) as refused, work(desk.drafter):
        operations.serve(queries.document(numbered), **SERVED, **service, actor=desk.drafter)

    assert refused.value.field == field
    with work(desk.drafter):
        assert queries.service(numbered) is None


@pytest.mark.parametrize(
    ("manner", "more", "effective"),
    [
        (ServiceManner.DIRECT, {}, date(2022, 9, 28)),
        (ServiceManner.LEFT, {"witness": "王五"}, date(2022, 9, 28)),
        (ServiceManner.ENTRUSTED, {}, date(2022, 9, 28)),
        (ServiceManner.POST, {}, date(2022, 9, 28)),
        (ServiceManner.ELECTRONIC, {"consent": True}, date(2022, 9, 28)),
        (ServiceManner.PUBLIC_NOTICE, {}, date(2022, 10, 28)),
    ],
)
def test_when_service_takes_effect(work, desk, numbered, manner, more, effective, monkeypatch):
    heard = []
    monkeypatch.setitem(events._handlers, Served, [heard.append])
    with work(desk.drafter):
        operations.serve(
            queries.document(numbered),
            manner=manner,
            served_on=date(2022, 9, 28),
            **SERVED,
            **more,
            actor=desk.drafter,
        )
        assert [fact.service.effective_on for fact in heard] == [effective]
    with work(desk.drafter):
        service = queries.service(numbered)
        assert service is not None
        assert service.effective_on == effective


CHANGES = {
    "content": "UPDATE document SET content = '{}'",
    "title": "UPDATE document SET title = 'x'",
    "number": "UPDATE document SET number = 'x'",
    "no number": "UPDATE document SET number = NULL, state = 'draft'",
    "serial": "UPDATE document SET serial = 9",
    "hash": "UPDATE document SET content_sha256 = '0'",
    "day": "UPDATE document SET issued_on = '2022-01-01'",
    "case": "UPDATE document SET office_path = 'cn/33/'",
    "deletion": "DELETE FROM document",
    "service day": "UPDATE service SET served_on = '2022-09-27'",
    "service deletion": "DELETE FROM service",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_numbered_paper_and_its_service_stay_as_they_are_even_by_raw_sql(work, desk, numbered, change):
    with work(desk.drafter):
        operations.serve(
            queries.document(numbered),
            manner=ServiceManner.DIRECT,
            served_on=date(2022, 9, 28),
            **SERVED,
            actor=desk.drafter,
        )
    with work() as session:
        with pytest.raises(DBAPIError, match="stays as it is"), session.begin_nested():
            session.connection().execute(text(CHANGES[change]))
        session.rollback()


def test_a_numbered_paper_is_not_replaced_on_sqlite(work, numbered):
    with work() as session:
        if session.get_bind().dialect.name == "sqlite":
            columns = ", ".join(Document.__table__.columns.keys())
            with pytest.raises(DBAPIError, match="stays as it is"), session.begin_nested():
                session.connection().execute(
                    text(f"INSERT OR REPLACE INTO document ({columns}) SELECT {columns} FROM document")
                )
        session.rollback()


def test_a_draft_can_still_be_deleted_by_raw_sql(work, draft):
    draft()
    with work() as session:
        assert session.connection().execute(text("DELETE FROM document")).rowcount == 1
        session.rollback()


def test_the_database_refuses_a_drafter_who_approves(work, desk, draft):
    paper_id = draft()
    with pytest.raises(IntegrityError), work():
        queries.document(paper_id).approved_by = desk.drafter.id
        db.session().flush()


def test_a_foreign_actor_finds_neither_paper_nor_service(work, desk, numbered):
    with work(desk.drafter):
        operations.serve(
            queries.document(numbered),
            manner=ServiceManner.DIRECT,
            served_on=date(2022, 9, 28),
            **SERVED,
            actor=desk.drafter,
        )
    with work():
        foreign = make_actor(path="cn/33/")
    with work(foreign) as session:
        assert session.scalars(select(Document)).all() == []
        assert session.scalars(select(Service)).all() == []
        assert queries.services([numbered]) == {}
