"""The steps of a finding that need one button, or a button and a reason."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.actor import Actor
from app.access.permissions import Permission
from app.cases.views import show_form
from app.core.errors import NotFound
from app.core.text import Text, _
from app.findings import operations, queries
from app.findings.forms import RecordForm
from app.findings.models import Finding
from app.findings.views import blueprint
from app.web.forms import PostForm
from app.web.guards import permit
from app.web.identity import current_actor

Step = Callable[[Finding, str, Actor], None]

RECORDED = _("The finding is recorded. A second officer confirms it next.")

STEPS: dict[str, tuple[Step, Text]] = {
    "record": (
        lambda finding, reason, actor: operations.record_finding(finding, actor=actor),
        RECORDED,
    ),
    "confirm": (
        lambda finding, reason, actor: operations.confirm(finding, actor=actor),
        _("The finding is confirmed."),
    ),
    "send_back": (
        lambda finding, reason, actor: operations.send_back(finding, reason=reason, actor=actor),
        _("The finding is a draft again."),
    ),
    "dismiss": (
        lambda finding, reason, actor: operations.dismiss(finding, reason=reason, actor=actor),
        _("The finding is dismissed."),
    ),
}
"""What is done here; feedback, rectification and verification come from their orders."""


@blueprint.post("/findings/<uuid:finding_id>/steps/<step>")
@permit(Permission.CASE_READ)
def take_step(finding_id: UUID, step: str) -> ResponseReturnValue:
    """Take a step of the lifecycle; the step's own permission and gates decide."""
    if step not in STEPS:
        raise NotFound()
    finding, form = queries.finding(finding_id), PostForm()
    finding.unchanged_since(form.version.data)
    act, said = STEPS[step]
    act(finding, form.reason.data or "", current_actor())
    flash(str(said))
    return redirect(url_for(".finding", finding_id=finding_id), 303)


@blueprint.route("/findings/<uuid:finding_id>/record", methods=["GET", "POST"])
@permit(Permission.FINDING_RECORD)
def record_without_evidence(finding_id: UUID) -> ResponseReturnValue:
    """Record a finding that has no evidence, with the reason why."""
    finding = queries.finding(finding_id)
    form = RecordForm(data={"version": finding.version})
    if form.validate_on_submit():
        with form.attempting():
            finding.unchanged_since(form.version.data)
            reason = form.no_evidence_reason.data
            operations.record_finding(finding, no_evidence_reason=reason, actor=current_actor())
            flash(str(RECORDED))
            return redirect(url_for(".finding", finding_id=finding_id), 303)
    return show_form(
        "findings/step_form.html",
        finding.case_file,
        form=form,
        finding=finding,
        title=_("Record the finding without evidence"),
        label=_("Record the finding"),
        hint=_("A finding is recorded with evidence (APL art. 46). Where there can be none, say why."),
    )
