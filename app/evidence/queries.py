"""Reading evidence, within the actor's reach."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from app.core import db
from app.core.errors import NotFound
from app.evidence.models import Evidence
from app.web.paging import Page, Paging


def evidence(evidence_id: UUID) -> Evidence:
    """One item; raises NotFound outside reach."""
    found = db.session().scalar(select(Evidence).where(Evidence.id == evidence_id))
    if found is None:
        raise NotFound()
    return found


def evidence_of(case_file_id: UUID, paging: Paging) -> Page[Evidence]:
    """One page of the evidence of a case, the newest first."""
    total = db.session().scalar(select(func.count(Evidence.id)).where(Evidence.case_file_id == case_file_id)) or 0
    newest = select(Evidence).where(Evidence.case_file_id == case_file_id).order_by(Evidence.id.desc())
    rows = db.session().scalars(newest.offset(paging.offset).limit(paging.size)).all()
    return Page(rows, total, paging)


def evidence_for(subject_refs: Sequence[str]) -> dict[str, list[Evidence]]:
    """The evidence of many subjects at once, by `subject_ref`, the oldest first."""
    grouped: dict[str, list[Evidence]] = {ref: [] for ref in subject_refs}
    wanted = select(Evidence).where(Evidence.subject_ref.in_(subject_refs)).order_by(Evidence.id)
    for item in db.session().scalars(wanted):
        grouped[item.subject_ref].append(item)
    return grouped
