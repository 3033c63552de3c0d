"""The evidence of a case: the list, collecting a file, and the file itself."""

from io import BytesIO
from uuid import UUID

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.cases import queries as cases
from app.cases.models import CaseFile
from app.cases.views import show
from app.core.text import _
from app.evidence import operations, queries
from app.evidence.forms import EvidenceForm
from app.organisation import queries as organisation
from app.web.guards import permit
from app.web.identity import current_actor
from app.web.paging import paging

blueprint = Blueprint("evidence", __name__, template_folder="templates")

ALONE = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
SANDBOXED = f"{ALONE}; sandbox"
SHOWN = {
    "image/jpeg": SANDBOXED,
    "image/png": SANDBOXED,
    "image/webp": SANDBOXED,
    "application/pdf": f"{ALONE}; object-src 'self'",
}
"""The kinds that may be shown in the browser, without script; its PDF reader refuses to work in a sandbox."""


@blueprint.get("/cases/<uuid:case_file_id>/evidence")
@permit(Permission.CASE_READ)
def evidence(case_file_id: UUID) -> ResponseReturnValue:
    """The evidence of a case, with the form to add a file for those on its team."""
    return _listed(cases.case_file(case_file_id), EvidenceForm())


@blueprint.post("/cases/<uuid:case_file_id>/evidence")
@permit(Permission.EVIDENCE_COLLECT)
def collect(case_file_id: UUID) -> ResponseReturnValue:
    """Take a file into the case."""
    case_file = cases.case_file(case_file_id)
    form = EvidenceForm()
    if form.validate_on_submit():
        with form.attempting():
            operations.collect(case_file, f"case_file:{case_file.id}", **form.collected(), actor=current_actor())
            flash(str(_("The file is kept as evidence; its hash is in the log.")))
            return redirect(url_for(".evidence", case_file_id=case_file.id), 303)
    return _listed(cases.case_file(case_file_id), form)


def _listed(case_file: CaseFile, form: EvidenceForm) -> ResponseReturnValue:
    actor = current_actor()
    page = queries.evidence_of(case_file.id, paging())
    return show(
        "evidence/evidence.html",
        case_file,
        tab="evidence",
        page=page,
        form=form,
        names=organisation.user_names(item.collected_by for item in page.items),
        images={kind for kind in SHOWN if kind.startswith("image/")},
        may_collect=actor.may(Permission.EVIDENCE_COLLECT) and cases.is_on_team(case_file, actor),
    )


@blueprint.get("/evidence/<uuid:evidence_id>/file")
@permit(Permission.CASE_READ)
def file(evidence_id: UUID) -> ResponseReturnValue:
    """The original, hashed again; saved, or with `?inline=1` shown where it is a picture or a PDF."""
    item = queries.evidence(evidence_id)
    content = operations.view(item, actor=current_actor())
    shown = "inline" in request.args and item.media_type in SHOWN
    response = send_file(
        BytesIO(content), mimetype=item.media_type, download_name=item.filename, as_attachment=not shown, max_age=0
    )
    response.headers["Content-Security-Policy"] = SHOWN[item.media_type] if shown else SANDBOXED
    response.headers["Cache-Control"] = "no-store"
    return response
