"""Entering the enterprise's answer, and its proof."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.cases.views import show_form
from app.core import clock
from app.core.text import _
from app.evidence.forms import EvidenceForm
from app.evidence.states import EvidenceKind
from app.rectification import operations, queries
from app.rectification.forms import AnswerForm
from app.rectification.views import blueprint
from app.rectification.views.steps import to_demand
from app.web.guards import permit
from app.web.identity import current_actor


@blueprint.route("/demands/<uuid:demand_id>/answer", methods=["GET", "POST"])
@permit(Permission.ANSWER_ENTER)
def answer(demand_id: UUID) -> ResponseReturnValue:
    """Enter what the enterprise reports on a demand; proof files follow on the order's page."""
    demand = queries.demand(demand_id)
    form = AnswerForm(data={"version": demand.version, "received_on": clock.today()})
    if form.validate_on_submit():
        with form.attempting():
            demand.unchanged_since(form.version.data)
            operations.answer(demand, **form.answer(), actor=current_actor())
            return to_demand(demand, _("The answer is entered. Attach its proof and verify it."))
    return show_form(
        "rectification/step_form.html",
        demand.order.case_file,
        form=form,
        order=demand.order,
        demand=demand,
        title=_("Enter the enterprise's answer"),
        label=_("Save the answer"),
        hint=_("The report of the enterprise (D10) as it arrived. Its files are added next, on the page of the order."),
    )


@blueprint.route("/answers/<uuid:answer_id>/proof", methods=["GET", "POST"])
@permit(Permission.EVIDENCE_COLLECT)
def add_proof(answer_id: UUID) -> ResponseReturnValue:
    """Take a file that the enterprise sent with its answer as evidence."""
    answered, demand = queries.answer(answer_id)
    source = demand.order.enterprise.name
    form = EvidenceForm(data={"kind": EvidenceKind.DOCUMENT, "source": source, "occurred_at": clock.now()})
    if form.validate_on_submit():
        with form.attempting():
            operations.add_proof(answered, demand, form.collected(), actor=current_actor())
            return to_demand(demand, _("The proof is kept as evidence; its hash is in the log."))
    return show_form(
        "rectification/step_form.html",
        demand.order.case_file,
        form=form,
        order=demand.order,
        demand=demand,
        title=_("Add proof of the answer"),
        label=_("Keep as evidence"),
        hint=_("The file is kept as it is and can't be altered; its SHA-256 is taken now and checked at each look."),
    )
