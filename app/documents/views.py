"""The papers of a case, and one paper as it reads."""

from typing import Any
from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.audit.sealing import receipts
from app.audit.views.receipts import sent
from app.cases import queries as cases
from app.cases.views import show
from app.core.errors import RuleViolated
from app.core.text import _
from app.documents import queries
from app.documents.contents import CHECKPOINT, day_in_chinese, readable
from app.documents.models import Document
from app.organisation import queries as organisation
from app.web.guards import permit
from app.web.identity import current_actor
from app.web.paging import paging

blueprint = Blueprint("documents", __name__, template_folder="templates")


@blueprint.get("/cases/<uuid:case_file_id>/papers")
@permit(Permission.CASE_READ)
def papers(case_file_id: UUID) -> ResponseReturnValue:
    """The papers of a case with number, state and service."""
    case_file = cases.case_file(case_file_id)
    page = queries.documents_of(case_file.id, paging())
    services = queries.services([document.id for document in page.items])
    return show("documents/papers.html", case_file, tab="papers", page=page, services=services)


@blueprint.get("/papers/<uuid:document_id>")
@permit(Permission.CASE_READ)
def paper(document_id: UUID) -> ResponseReturnValue:
    """One paper: what it says, its hash, its service."""
    document = queries.document(document_id)
    service = queries.service(document.id)
    people = (document.drafted_by, document.approved_by, service.served_by if service else None)
    return show(
        "documents/paper.html",
        cases.case_file(document.case_file_id),
        tab="papers",
        document=document,
        fields=readable(document.content),
        issued_on=document.issued_on and day_in_chinese(document.issued_on),
        service=service,
        office=organisation.office(document.office_id),
        names=organisation.user_names(people),
        sealed=document.content.get(CHECKPOINT),
        place=_place(document),
    )


@blueprint.get("/papers/<uuid:document_id>/receipt")
@permit(Permission.CASE_READ)
def receipt(document_id: UUID) -> ResponseReturnValue:
    """Hand out the receipt of the paper's issue."""
    document = queries.document(document_id)
    place = _place(document)
    if place is None:
        raise RuleViolated(_("A paper has a receipt once it has its number."))
    handed = receipts.hand_out(
        place.log, place.seq, document, case_file_id=document.case_file_id, actor=current_actor()
    )
    return sent(handed)


def _place(document: Document) -> Any:
    """Where the log says that the paper was issued; None before."""
    return receipts.place_of(f"document:{document.id}", "document.numbered")
