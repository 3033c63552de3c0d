"""Drafting an order and its demands."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.cases import queries as cases
from app.cases.views import show_form
from app.core.errors import NotFound
from app.core.text import _
from app.findings.models import Finding
from app.legal.rules import article_name
from app.rectification import operations, queries
from app.rectification.forms import REPORT_BACK, DemandForm, NewDemandForm, OrderForm, ReportBackForm
from app.rectification.states import OrderKind
from app.rectification.views import blueprint
from app.rectification.views.steps import to_demand
from app.web.forms import PostForm
from app.web.guards import permit
from app.web.identity import current_actor

USUAL = {"amount": 15, "unit": "calendar_days"}
"""The term a form starts with; the law fixes none."""


@blueprint.route("/cases/<uuid:case_file_id>/orders/new", methods=["GET", "POST"])
@permit(Permission.ORDER_DRAFT)
def new_order(case_file_id: UUID) -> ResponseReturnValue:
    """Draft a letter or an order (`kind` in the address) for the findings chosen."""
    case_file, kind = cases.case_file(case_file_id), _kind(request.args.get("kind", ""))
    waiting = {str(finding.id): finding for finding in queries.demandable(case_file.id, kind)}
    form = OrderForm(data={"report_back": REPORT_BACK, "findings": list(waiting), **USUAL})
    form.findings.offer((key, _described(finding)) for key, finding in waiting.items())
    if form.validate_on_submit():
        with form.attempting():
            chosen = [waiting[key] for key in form.findings.data or ()]
            order = operations.draft_for(
                case_file, kind, chosen, form.term(), report_back=form.report_back.data or "", actor=current_actor()
            )
            flash(str(_("The draft is saved. Check each demand, then hand it in for review.")))
            return redirect(url_for(".order", order_id=order.id), 303)
    return show_form("rectification/order_form.html", case_file, form=form, kind=kind, waiting=waiting)


def _kind(asked: str) -> OrderKind:
    if asked not in set(OrderKind):
        raise NotFound()
    return OrderKind(asked)


def _described(finding: Finding) -> str:
    basis = article_name(finding.article) if finding.article else finding.aspect.label if finding.aspect else ""
    return f"{finding.title}（{basis}）"


@blueprint.route("/orders/<uuid:order_id>/edit", methods=["GET", "POST"])
@permit(Permission.ORDER_DRAFT)
def edit_order(order_id: UUID) -> ResponseReturnValue:
    """Say anew how the enterprise reports back."""
    order = queries.order(order_id)
    form = ReportBackForm(obj=order)
    if form.validate_on_submit():
        with form.attempting():
            order.unchanged_since(form.version.data)
            operations.change(order, report_back=form.report_back.data or "", actor=current_actor())
            flash(str(_("The draft is changed.")))
            return redirect(url_for(".order", order_id=order_id), 303)
    return show_form(
        "rectification/step_form.html",
        order.case_file,
        form=form,
        order=order,
        title=_("Change the draft"),
        label=_("Save the draft"),
    )


@blueprint.route("/orders/<uuid:order_id>/demands/new", methods=["GET", "POST"])
@permit(Permission.ORDER_DRAFT)
def new_demand(order_id: UUID) -> ResponseReturnValue:
    """Add one more finding to a draft."""
    order = queries.order(order_id)
    waiting = {str(finding.id): finding for finding in queries.demandable(order.case_file_id, order.kind)}
    form = NewDemandForm(data={"version": order.version, **USUAL})
    form.findings.offer((key, _described(finding)) for key, finding in waiting.items())
    if form.validate_on_submit():
        with form.attempting():
            order.unchanged_since(form.version.data)
            finding = waiting[form.findings.data or ""]
            wording = form.wording.data or finding.title
            demand = operations.add_demand(order, finding, wording, form.term(), actor=current_actor())
            return to_demand(demand, _("The demand is added."))
    hint = None if waiting else _("Every confirmed finding of this family is on an order already.")
    label = _("Save the demand")
    return show_form(
        "rectification/step_form.html",
        order.case_file,
        form=form,
        order=order,
        title=_("Add a finding"),
        label=label,
        hint=hint,
    )


@blueprint.route("/demands/<uuid:demand_id>/edit", methods=["GET", "POST"])
@permit(Permission.ORDER_DRAFT)
def edit_demand(demand_id: UUID) -> ResponseReturnValue:
    """Reword a demand or its term while the order is a draft."""
    demand = queries.demand(demand_id)
    form = DemandForm(obj=demand)
    if form.validate_on_submit():
        with form.attempting():
            demand.unchanged_since(form.version.data)
            operations.change_demand(demand, form.wording.data or "", form.term(), actor=current_actor())
            return to_demand(demand, _("The demand is changed."))
    return show_form(
        "rectification/step_form.html",
        demand.order.case_file,
        form=form,
        order=demand.order,
        demand=demand,
        title=_("Change the demand"),
        label=_("Save the demand"),
    )


@blueprint.post("/demands/<uuid:demand_id>/remove")
@permit(Permission.ORDER_DRAFT)
def remove_demand(demand_id: UUID) -> ResponseReturnValue:
    """Take a demand out of a draft."""
    demand, form = queries.demand(demand_id), PostForm()
    demand.unchanged_since(form.version.data)
    order_id = demand.order_id
    operations.remove_demand(demand, actor=current_actor())
    flash(str(_("The demand is removed; its finding can go into another order.")))
    return redirect(url_for(".order", order_id=order_id), 303)
