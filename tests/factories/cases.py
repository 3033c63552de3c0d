"""Case files, papers, evidence and deadlines for tests. Everything goes into the running unit of work."""

from itertools import count
from typing import Any

from app.access.actor import Actor, operator
from app.access.roles import Role
from app.audit.operations import record
from app.cases import operations
from app.cases.models import CaseAccess, CaseFile
from app.cases.states import AccessLevel, Capacity
from app.core import clock
from app.core.db import session
from app.core.ids import new_id
from app.documents.models import Document
from app.organisation.models import Office
from tests.factories.organisation import PREPARED, make_office, make_user

_serial = count(1)


def make_case(office: Office | None = None, *, team: tuple[Actor, ...] = (), **changes: Any) -> CaseFile:
    """A numbered case of an office with these people on its team; with `embargoed_until=…, number=None` embargoed."""
    office = office or make_office()
    values: dict[str, Any] = {
        "office_id": office.id,
        "office_path": office.path,
        "campaign_id": new_id(),
        "enterprise_id": new_id(),
        "title": f"虚构科技{next(_serial)}有限公司",
        "number": f"试检案〔2022〕第{next(_serial)}号",
    }
    case = added(CaseFile(**(values | changes)))
    for member in team:
        assert member.id is not None
        operations.admit(case, member.id, actor=operator("tests"))
    return case


def make_grant(case: CaseFile, user: Actor, **changes: Any) -> CaseAccess:
    """A grant to read the case until today, by a head of its office."""
    values: dict[str, Any] = {
        "capacity": Capacity.GRANT,
        "level": AccessLevel.READ,
        "until": clock.today(),
        "reason": "督导",
        "granted_by": make_user(session().get_one(Office, case.office_id), [Role.HEAD]).id,
    }
    return added(CaseAccess(case_file_id=case.id, user_id=user.id, **(values | changes)))


def make_document(case: CaseFile, drafted_by: Actor, **changes: Any) -> Document:
    """A complete draft of an order to correct."""
    values: dict[str, Any] = {
        "case_file_id": case.id,
        "kind": "D09",
        "office_id": case.office_id,
        "office_path": case.office_path,
        "title": "责令限期改正通知书",
        "content": ORDER,
        "drafted_by": drafted_by.id,
    }
    return added(Document(**(values | changes)))


ORDER: dict[str, Any] = {
    "party": "虚构科技有限公司",
    "facts": ["未公示算法推荐服务的基本原理"],
    "articles": ["16"],
    "demands": [{"text": "公示基本原理", "term": "自送达之日起10个工作日内"}],
    "report_back": "书面报告",
    "consequence": "拒不改正的，依照有关规定处理。",
    "remedies": "可依法申请行政复议。",
}
"""Everything an order to correct must contain."""


def added(row: Any) -> Any:
    """The row, in the running unit of work."""
    session().add(row)
    record(PREPARED, row, actor=operator("tests"))
    return row
