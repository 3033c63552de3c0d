"""Who is told of access to a case, of a change of rights and of an erasure from the log; mail names nothing."""

from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from app.access.roles import Role
from app.audit.catalogue import KINDS
from app.audit.models import AuditEvent
from app.audit.reading import redaction
from app.cases import operations as cases
from app.cases import queries
from app.cases.states import AccessLevel, EmbargoUntil
from app.core.outbox import OutboxMessage
from app.core.text import Text
from app.notifications.models import Notification
from app.organisation import operations
from app.organisation import queries as organisation
from app.organisation.models import AccountChange
from app.organisation.states import ChangeKind
from tests.factories.audit import CHANGED, MATTER, make_scene, numbered
from tests.factories.cases import make_case
from tests.factories.organisation import make_actor

TODAY = date(2022, 9, 28)
TITLE = "拟检对象案"


@pytest.fixture
def told(work):
    """Recipients of the notifications of a kind, with what they say and where they lead."""

    def read(kind):
        with work() as session:
            rows = session.scalars(select(Notification).where(Notification.kind == kind))
            return {row.recipient_id: (str(Text.restored(row.subject)), row.path) for row in rows}

    return read


@pytest.mark.parametrize("embargoed", [False, True])
def test_access_granted_and_withdrawn_is_told_to_the_grantee_alone(work, told, embargoed):
    secret = {"number": None, "embargoed_until": EmbargoUntil.NOTICE_SERVED} if embargoed else {}
    with work():
        head, reader = make_actor(Role.HEAD), make_actor(Role.OBSERVER, path="cn/33/")
        case = make_case(title=TITLE, team=(make_actor(Role.INSPECTOR),), **secret)
        case_id, number = case.id, case.number
    with work(head):
        person = organisation.user(reader.id)
        access_id = cases.grant_access(
            queries.case_file(case_id), person, level=AccessLevel.READ, until=TODAY, reason="督导", actor=head
        ).id
    ((recipient, (sentence, path)),) = told("access-granted").items()
    assert (recipient, path) == (reader.id, f"/cases/{case_id}")
    assert str(TODAY.day) in sentence

    with work(head):
        cases.withdraw_access(queries.grant(access_id), reason="复核完毕", actor=head)
    ((recipient, (_sentence, path)),) = told("access-withdrawn").items()
    assert (recipient, path) == (reader.id, "/inbox")

    with work() as session:
        mails = [str(mail.payload) for mail in session.scalars(select(OutboxMessage))]
        events = session.scalars(select(AuditEvent.case_file_id).where(AuditEvent.action == "notification.sent")).all()
    assert len(mails) == 2
    assert not any(name in mail for mail in mails for name in (TITLE, number or TITLE, "督导"))
    assert events == [case_id, case_id], "on the log it lies with the case, so nobody else learns of it there"


@pytest.fixture
def scene(work):
    with work():
        return SimpleNamespace(
            proposer=make_actor(Role.SECURITY_ADMIN),
            other=make_actor(Role.SECURITY_ADMIN, path="cn/"),
            head=make_actor(Role.HEAD),
            above=make_actor(Role.HEAD, path="cn/"),
            foreign=make_actor(Role.HEAD, path="cn/33/"),
            system=make_actor(Role.SYSTEM_ADMIN),
            worker=make_actor(Role.INSPECTOR),
        )


def propose(work, scene, user_id):
    with work(scene.proposer):
        person = organisation.user(user_id)
        change = operations.propose(person, ChangeKind.GRANT, Role.REGISTRAR, reason="调整分工", actor=scene.proposer)
        return change.id


def test_a_proposed_change_is_told_to_whoever_may_decide(work, told, scene):
    propose(work, scene, scene.worker.id)

    news = told("change-proposed")
    assert set(news) == {scene.other.id, scene.head.id, scene.above.id}
    assert {path for _sentence, path in news.values()} == {"/changes"}


def test_a_head_is_not_asked_about_the_own_account(work, told, scene):
    propose(work, scene, scene.head.id)

    assert set(told("change-proposed")) == {scene.other.id, scene.above.id}


@pytest.mark.parametrize(("decide", "word"), [("confirm", "confirmed"), ("refuse", "refused")])
def test_the_proposer_learns_what_became_of_it(work, told, scene, decide, word):
    change_id = propose(work, scene, scene.worker.id)
    more = {"reason": "案件未办结"} if decide == "refuse" else {}
    with work(scene.head) as session:
        getattr(operations, decide)(session.get_one(AccountChange, change_id), **more, actor=scene.head)

    ((recipient, (sentence, path)),) = told("change-decided").items()
    assert (recipient, path) == (scene.proposer.id, "/changes")
    assert word in sentence
    assert "案件" not in sentence


def test_an_erasure_is_told_to_the_others_who_answer_for_the_data(work, told, monkeypatch):
    monkeypatch.setitem(KINDS, CHANGED, MATTER)
    with work():
        made = make_scene()
        also = make_actor(Role.HEAD, path="cn/44/4403/")
        make_actor(Role.HEAD, path="cn/33/")
        make_actor(Role.OBSERVER, path="cn/44/4403/")
    with work():
        scene = numbered(made)
        head = scene.readers["head"]
    with work(head):
        redaction.ask(1, scene.events["own"], reason="含个人信息", legal_basis="PIPL 47", actor=head)
        may = {
            user.id
            for user in organisation.users_of([office.id for office in organisation.offices_within()])
            if user.id != head.id and user.roles & {Role.HEAD, Role.COORDINATOR}
        }

    news = told("erasure-asked")
    assert also.id in news
    assert head.id not in news
    assert set(news) < may, "a head of another province is not asked"
    assert {path for _sentence, path in news.values()} == {"/audit/redactions"}
