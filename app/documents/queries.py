"""Reading papers and their service, within the actor's reach."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select

from app.core import db
from app.core.errors import NotFound
from app.documents.models import Document, Service
from app.web.paging import Page, Paging


def document(document_id: UUID) -> Document:
    """The paper; raises NotFound outside reach."""
    found = db.session().scalar(select(Document).where(Document.id == document_id))
    if found is None:
        raise NotFound()
    return found


def documents_of(case_file_id: UUID, paging: Paging) -> Page[Document]:
    """One page of the papers of a case, the newest first."""
    total = db.session().scalar(select(func.count(Document.id)).where(Document.case_file_id == case_file_id)) or 0
    newest = select(Document).where(Document.case_file_id == case_file_id).order_by(Document.id.desc())
    rows = db.session().scalars(newest.offset(paging.offset).limit(paging.size)).all()
    return Page(rows, total, paging)


def service(document_id: UUID) -> Service | None:
    """The service record of a paper, or None."""
    return db.session().scalar(select(Service).where(Service.document_id == document_id))


def services(document_ids: Collection[UUID]) -> dict[UUID, Service]:
    """The service records of many papers at once, by the paper's id."""
    served = select(Service).where(Service.document_id.in_(document_ids))
    return {record.document_id: record for record in db.session().scalars(served)}
