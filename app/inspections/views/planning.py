"""Planning an inspection and changing the plan."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.cases.views import show_form
from app.core.ids import parse_id
from app.core.text import _
from app.enterprises import queries as enterprises
from app.enterprises.queries import EnterpriseFilter
from app.enterprises.states import EnterpriseState
from app.inspections import operations, queries
from app.inspections.forms import ChangePlanForm, EnterpriseSearchForm, PlanForm
from app.inspections.states import Basis, InspectionKind
from app.inspections.views import blueprint
from app.web.guards import permit
from app.web.identity import current_actor
from app.web.language import is_chinese
from app.web.pages import render
from app.web.paging import Page, paging


@blueprint.route("/inspections/new", methods=["GET", "POST"])
@permit(Permission.INSPECTION_PLAN)
def new_inspection() -> ResponseReturnValue:
    """Choose an enterprise by search, then plan its inspection."""
    chosen = parse_id(request.args.get("enterprise", ""))
    return _plan(chosen) if chosen else _choose()


def _choose() -> ResponseReturnValue:
    form, asked = EnterpriseSearchForm(), paging()
    form.validate()
    wanted = EnterpriseFilter(
        text=form.q.data or "", office_path=current_actor().reach or "", state=EnterpriseState.ACTIVE
    )
    rows, total = enterprises.enterprises(wanted, offset=asked.offset, limit=asked.size)
    return render("inspections/choose.html", block="content", form=form, page=Page(rows, total, asked), status=200)


def _plan(enterprise_id: UUID) -> ResponseReturnValue:
    enterprise, form = enterprises.enterprise(enterprise_id), PlanForm()
    campaigns = {str(campaign.id): campaign for campaign in queries.campaigns_under_way()}
    form.campaign.offer((key, found.name_zh if is_chinese() else found.name_en) for key, found in campaigns.items())
    if not form.is_submitted():
        form.place.data = enterprise.address or ""
    if form.validate_on_submit():
        with form.attempting():
            planned = operations.plan(
                enterprise,
                campaigns[str(form.campaign.data)],
                kind=InspectionKind(form.kind.data),
                basis=Basis(form.basis.data),
                **_changeable(form),
                actor=current_actor(),
            )
            flash(str(_("The inspection is planned. Only the people assigned to it and the approvers see it.")))
            return redirect(url_for(".inspection", inspection_id=planned.id), 303)
    return render("inspections/plan_form.html", form=form, enterprise=enterprise)


def _changeable(form: ChangePlanForm) -> dict[str, Any]:
    return {
        "subject": form.subject.data,
        "planned_on": form.planned_on.data,
        "place": form.place.data,
        "materials": form.materials.data or None,
        "site_rules": form.site_rules.data or None,
    }


@blueprint.route("/inspections/<uuid:inspection_id>/edit", methods=["GET", "POST"])
@permit(Permission.INSPECTION_PLAN)
def edit_plan(inspection_id: UUID) -> ResponseReturnValue:
    """Change the plan before a notice is drafted."""
    inspection = queries.inspection(inspection_id)
    form = ChangePlanForm(obj=inspection)
    if form.validate_on_submit():
        with form.attempting():
            inspection.unchanged_since(form.version.data)
            operations.replan(inspection, **_changeable(form), actor=current_actor())
            flash(str(_("The plan is changed.")))
            return redirect(url_for(".inspection", inspection_id=inspection_id), 303)
    return show_form(
        "inspections/step_form.html",
        inspection.case_file,
        form=form,
        inspection=inspection,
        title=_("Change the plan"),
        label=_("Save the plan"),
        hint=None,
    )
