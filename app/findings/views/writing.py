"""Writing a finding down, changing a draft, linking a repeat."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.cases.views import show_form
from app.core.errors import NotFound
from app.core.ids import parse_id
from app.core.text import _
from app.findings import operations, queries
from app.findings.forms import FindingForm, RepeatForm
from app.findings.models import Finding
from app.findings.states import Aspect, Family
from app.findings.views import blueprint
from app.inspections import queries as inspections
from app.inspections.models import Inspection
from app.legal.rules import breach_choices
from app.web.guards import permit
from app.web.identity import current_actor
from app.web.language import is_chinese


@blueprint.route("/findings/new", methods=["GET", "POST"])
@permit(Permission.FINDING_RECORD)
def new_finding() -> ResponseReturnValue:
    """Draft a finding of the inspection named in the address."""
    inspection_id = parse_id(request.args.get("inspection", ""))
    if inspection_id is None:
        raise NotFound()
    inspection, form = inspections.inspection(inspection_id), FindingForm()
    _offer_articles(form, inspection)
    if form.validate_on_submit():
        with form.attempting():
            drafted = operations.draft(inspection, **_said(form), actor=current_actor())
            flash(str(_("The finding is drafted. Add evidence, then record it.")))
            return redirect(url_for(".finding", finding_id=drafted.id), 303)
    return show_form("findings/finding_form.html", inspection.case_file, form=form, inspection=inspection, finding=None)


@blueprint.route("/findings/<uuid:finding_id>/edit", methods=["GET", "POST"])
@permit(Permission.FINDING_RECORD)
def edit_finding(finding_id: UUID) -> ResponseReturnValue:
    """Change a draft."""
    finding = queries.finding(finding_id)
    form = FindingForm(obj=finding)
    _offer_articles(form, finding.inspection)
    if form.validate_on_submit():
        with form.attempting():
            finding.unchanged_since(form.version.data)
            operations.edit(finding, **_said(form), actor=current_actor())
            flash(str(_("The draft is changed.")))
            return redirect(url_for(".finding", finding_id=finding_id), 303)
    return show_form(
        "findings/finding_form.html", finding.case_file, form=form, inspection=finding.inspection, finding=finding
    )


def _offer_articles(form: FindingForm, inspection: Inspection) -> None:
    form.article.offer(breach_choices(queries.breach_articles(inspection), chinese=is_chinese()))


def _said(form: FindingForm) -> dict[str, Any]:
    return {
        "family": Family(form.family.data),
        "aspect": Aspect(form.aspect.data) if form.aspect.data else None,
        "article": form.article.data or None,
        "title": form.title.data,
        "facts": form.facts.data,
    }


@blueprint.route("/findings/<uuid:finding_id>/repeat", methods=["GET", "POST"])
@permit(Permission.FINDING_RECORD)
def link_repeat(finding_id: UUID) -> ResponseReturnValue:
    """Say which earlier finding this one repeats."""
    finding = queries.finding(finding_id)
    earlier = {str(found.id): found for found in queries.earlier_findings(finding)}
    form = RepeatForm(data={"version": finding.version, "earlier": str(finding.repeat_of_id or "") or None})
    form.earlier.offer((key, _described(found)) for key, found in earlier.items())
    if form.validate_on_submit():
        with form.attempting():
            finding.unchanged_since(form.version.data)
            operations.link_repeat(finding, earlier[str(form.earlier.data)], actor=current_actor())
            flash(str(_("The repeat is linked.")))
            return redirect(url_for(".finding", finding_id=finding_id), 303)
    return show_form(
        "findings/step_form.html",
        finding.case_file,
        form=form,
        finding=finding,
        title=_("Repeat of an earlier finding"),
        label=_("Link the repeat"),
        hint=None if earlier else _("No earlier confirmed finding of this enterprise is within your reach."),
    )


def _described(finding: Finding) -> str:
    return f"{finding.case_file.number or ''}-{finding.ordinal} {finding.title}"
