"""Verifying a demand, and serving the opinion that starts a new term."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.cases.views import show_form
from app.core import clock
from app.core.text import _
from app.rectification import operations, queries
from app.rectification.forms import VerificationForm
from app.rectification.states import Result
from app.rectification.views import blueprint
from app.rectification.views.steps import service_form, to_demand
from app.web.guards import permit
from app.web.identity import current_actor


@blueprint.route("/demands/<uuid:demand_id>/verification", methods=["GET", "POST"])
@permit(Permission.DEMAND_VERIFY)
def verify(demand_id: UUID) -> ResponseReturnValue:
    """Verify as first officer; a second officer confirms on the order's page."""
    demand = queries.demand(demand_id)
    form = VerificationForm(data={"version": demand.version, "verified_on": clock.today()})
    if form.validate_on_submit():
        with form.attempting():
            demand.unchanged_since(form.version.data)
            operations.propose(demand, **form.findings(), actor=current_actor())
            return to_demand(demand, _("Your result is recorded. A second officer has to confirm it."))
    return show_form(
        "rectification/step_form.html",
        demand.order.case_file,
        form=form,
        order=demand.order,
        demand=demand,
        title=_("Verify as first officer"),
        label=_("Record the result"),
        hint=_("“Not done” can be found only after the due date; “partly done” sets a new term for what is left."),
    )


SERVED_PARTLY = _("The service is recorded; the new term is running.")
NEW_TERM = _("The new term is counted from the day the service takes effect; that day is not counted itself.")


@blueprint.route("/demands/<uuid:demand_id>/opinion-service", methods=["GET", "POST"])
@permit(Permission.ORDER_SERVE)
def opinion_service(demand_id: UUID) -> ResponseReturnValue:
    """Record the service of the opinion; a partly done demand's new term starts with it."""
    demand = queries.demand(demand_id)
    partly = demand.verifications and demand.verifications[-1].result is Result.PARTLY
    form = service_form(demand.version, demand.order)
    if form.validate_on_submit():
        with form.attempting():
            demand.unchanged_since(form.version.data)
            operations.serve_opinion(demand, form.service(), actor=current_actor())
            return to_demand(demand, SERVED_PARTLY if partly else _("The service is recorded."))
    return show_form(
        "rectification/step_form.html",
        demand.order.case_file,
        form=form,
        order=demand.order,
        demand=demand,
        title=_("Serve the opinion"),
        label=_("Record the service"),
        hint=NEW_TERM if partly else None,
    )
