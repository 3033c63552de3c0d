"""A case with something behind every address, and everything in it that an outsider must not learn."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.access.actor import operator
from app.core import clock
from app.core.db import session
from app.core.text import Text
from app.documents.models import Document
from app.evidence import queries as evidence
from app.findings import queries as findings
from app.findings.models import Finding
from app.findings.states import FindingState
from app.inspections.models import Inspection
from app.inspections.operations import draft_notice
from app.inspections.states import InspectionState
from app.notifications import operations as notifications
from app.notifications.models import Notification
from app.notifications.operations import Message
from app.organisation import queries as organisation
from app.rectification.models import Order
from app.rectification.states import OrderState
from tests.factories.findings import add_evidence, make_finding
from tests.factories.inspections import Cast, make_inspection
from tests.factories.rectification import answer, make_order, propose


@dataclass(frozen=True)
class Scene:
    """What fills the variables of an address, and what belongs to the case alone: its ids, its numbers, and the mark
    that stands in each text somebody typed."""

    ids: dict[str, list[UUID]]
    secrets: frozenset[str]

    def told_by(self, text: str) -> set[str]:
        """The secrets that a page gives away."""
        return {secret for secret in self.secrets if secret in text}


def make_scene(cast: Cast, mark: str) -> Scene:
    """A case on record: a served order with an answered demand, a draft of another, findings in every early state."""
    inspection = make_inspection(cast, InspectionState.RECORD_SIGNED, **plan_with(mark))
    served = make_order(cast, OrderState.SERVED, findings=[_finding(inspection, cast, mark)])
    demand = served.demands[0]
    answer(demand, cast, measure=f"整改措施{mark}", responsible_person=f"责任人{mark}")
    propose(demand, cast, observations=f"复查情况{mark}")
    draft = make_order(cast, findings=[_finding(inspection, cast, mark)])
    _finding(inspection, cast, mark)
    pending = _finding(inspection, cast, mark, FindingState.DRAFT)
    add_evidence(pending, cast.leader)
    ids = {
        **ids_of(inspection),
        "finding_id": [pending.id, demand.finding_id],
        "evidence_id": [piece.id for piece in evidence.evidence_for([findings.ref(pending)])[findings.ref(pending)]],
        "order_id": [served.id, draft.id],
        "demand_id": [demand.id, draft.demands[0].id],
        "answer_id": [demand.answers[0].id],
        "notification_id": [_notification(inspection, served, cast)],
    }
    return Scene(ids, _secrets(inspection, ids, mark))


def make_embargoed_scene(cast: Cast, mark: str) -> Scene:
    """A planned inspection of which nobody else knows: its team stands, its notice is drafted."""
    inspection = make_inspection(cast, InspectionState.TEAM_READY, **plan_with(mark))
    draft_notice(inspection, actor=cast.leader)
    ids = ids_of(inspection)
    return Scene(ids, _secrets(inspection, ids, mark))


def plan_with(mark: str) -> dict[str, str]:
    """The typed texts of a plan."""
    return {
        "subject": f"检查事项{mark}",
        "place": f"检查地点{mark}",
        "materials": f"材料{mark}",
        "site_rules": f"现场纪律{mark}",
    }


def ids_of(inspection: Inspection) -> dict[str, list[UUID]]:
    """The ids by which the pages of an inspection and its papers are called."""
    papers = session().scalars(select(Document.id).where(Document.case_file_id == inspection.case_file_id))
    return {
        "case_file_id": [inspection.case_file_id],
        "inspection_id": [inspection.id],
        "member_id": [member.id for member in inspection.team],
        "document_id": list(papers),
    }


def _finding(inspection: Inspection, cast: Cast, mark: str, state: FindingState = FindingState.CONFIRMED) -> Finding:
    return make_finding(inspection, cast, state, title=f"问题{mark}", facts=f"事实{mark}")


def _notification(inspection: Inspection, served: Order, cast: Cast) -> UUID:
    assert cast.leader.id is not None
    message = Message(
        kind="deadline",
        object_ref=f"deadline:{served.demands[0].deadline_id}",
        step=0,
        planned_on=clock.today(),
        subject=Text(inspection.subject),
        path=f"/orders/{served.id}",
        case_file_id=inspection.case_file_id,
    )
    notifications.notify(message, [organisation.user(cast.leader.id)], actor=operator("tests"))
    return session().scalars(select(Notification.id).where(Notification.object_ref == message.object_ref)).one()


def _secrets(inspection: Inspection, ids: dict[str, list[UUID]], mark: str) -> frozenset[str]:
    papers = session().scalars(select(Document.number).where(Document.case_file_id == inspection.case_file_id))
    numbers = {inspection.case_file.number, *papers} - {None}
    return frozenset({mark, *(str(one) for known in ids.values() for one in known), *map(str, numbers)})
