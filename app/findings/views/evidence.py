"""Adding evidence to a finding."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.cases.views import show_form
from app.core.text import _
from app.evidence import operations as evidence
from app.evidence.forms import EvidenceForm
from app.findings import queries
from app.findings.views import blueprint
from app.web.guards import permit
from app.web.identity import current_actor


@blueprint.route("/findings/<uuid:finding_id>/evidence", methods=["GET", "POST"])
@permit(Permission.EVIDENCE_COLLECT)
def add_evidence(finding_id: UUID) -> ResponseReturnValue:
    """Take a file as evidence for the finding."""
    finding = queries.finding(finding_id)
    form = EvidenceForm()
    if form.validate_on_submit():
        with form.attempting():
            evidence.collect(finding.case_file, queries.ref(finding), **form.collected(), actor=current_actor())
            flash(str(_("The evidence is registered with its hash.")))
            return redirect(url_for(".finding", finding_id=finding_id), 303)
    return show_form(
        "findings/step_form.html",
        finding.case_file,
        form=form,
        finding=finding,
        title=_("Add evidence"),
        label=_("Register the evidence"),
        hint=_(
            "The file is kept as it is and can't be altered or removed; "
            "its SHA-256 is taken now and checked at each look."
        ),
    )
