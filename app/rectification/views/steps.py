"""The steps of orders and demands that need one button, or a button and a reason; and the service."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.access.actor import Actor
from app.access.permissions import Permission
from app.cases.views import show_form
from app.core import clock
from app.core.errors import NotFound
from app.core.text import Text, _
from app.documents.forms import ServiceForm
from app.rectification import operations, queries
from app.rectification.models import Demand, Order
from app.rectification.states import Result
from app.rectification.views import blueprint
from app.web.forms import PostForm
from app.web.guards import permit
from app.web.identity import current_actor


def _send_back(order: Order, reason: str, actor: Actor) -> None:
    operations.send_back(order, reason=reason, actor=actor)


def _disagree(demand: Demand, reason: str, actor: Actor) -> None:
    operations.disagree(demand, reason=reason, actor=actor)


def _confirm(result: Result) -> Callable[[Demand, str, Actor], None]:
    return lambda demand, reason, actor: operations.confirm(demand, result=result, actor=actor)


SENT_BACK = _("The order went back to its drafter.")
ANEW = _("The demand has to be verified anew.")
CONFIRMED = _("The result is confirmed by two officers and the opinion is numbered.")

ORDER_STEPS: dict[str, tuple[Callable[[Order, str, Actor], None], Text]] = {
    "submit": (
        lambda order, reason, actor: operations.submit(order, actor=actor),
        _("The order is in review; a second person reads it next."),
    ),
    "send_back": (_send_back, SENT_BACK),
    "refuse": (_send_back, SENT_BACK),
    "review": (
        lambda order, reason, actor: operations.review(order, actor=actor),
        _("The review is passed. The office head approves it next."),
    ),
    "approve": (
        lambda order, reason, actor: operations.approve(order, actor=actor),
        _("The order is approved. An officer of the team numbers and issues it."),
    ),
    "issue": (
        lambda order, reason, actor: operations.issue(order, actor=actor),
        _("The order is numbered and issued. Serve it and record the service."),
    ),
    "close": (lambda order, reason, actor: operations.close(order, actor=actor), _("The order is closed.")),
    "withdraw": (
        lambda order, reason, actor: operations.withdraw(order, reason=reason, actor=actor),
        _("The order is withdrawn; its findings can go into another one."),
    ),
}

DEMAND_STEPS: dict[str, tuple[Callable[[Demand, str, Actor], None], Text]] = {
    "send_remarks": (
        lambda demand, reason, actor: operations.send_remarks(demand, remarks=reason, actor=actor),
        _("The answer went back with remarks; the term runs on."),
    ),
    "disagree": (_disagree, ANEW),
    "disagree_unanswered": (_disagree, ANEW),
    "confirm_done": (_confirm(Result.DONE), CONFIRMED),
    "confirm_partly": (_confirm(Result.PARTLY), CONFIRMED),
    "confirm_failed": (_confirm(Result.NOT_DONE), CONFIRMED),
}


@blueprint.post("/orders/<uuid:order_id>/steps/<step>")
@permit(Permission.CASE_READ)
def take_step(order_id: UUID, step: str) -> ResponseReturnValue:
    """Take a step of an order; the step's own permission and gates decide."""
    if step not in ORDER_STEPS:
        raise NotFound()
    order, form = queries.order(order_id), PostForm()
    order.unchanged_since(form.version.data)
    act, said = ORDER_STEPS[step]
    act(order, form.reason.data or "", current_actor())
    flash(str(said))
    return redirect(url_for(".order", order_id=order_id), 303)


@blueprint.post("/demands/<uuid:demand_id>/steps/<step>")
@permit(Permission.CASE_READ)
def take_demand_step(demand_id: UUID, step: str) -> ResponseReturnValue:
    """Take a step of a demand; the step's own permission and gates decide."""
    if step not in DEMAND_STEPS:
        raise NotFound()
    demand, form = queries.demand(demand_id), PostForm()
    demand.unchanged_since(form.version.data)
    act, said = DEMAND_STEPS[step]
    act(demand, form.reason.data or "", current_actor())
    return to_demand(demand, said)


def to_demand(demand: Demand, said: Text) -> Response:
    """Say what was done, and lead to the demand on its order's page."""
    flash(str(said))
    return redirect(url_for(".order", order_id=demand.order_id, _anchor=f"demand-{demand.ordinal}"), 303)


@blueprint.route("/orders/<uuid:order_id>/service", methods=["GET", "POST"])
@permit(Permission.ORDER_SERVE)
def service(order_id: UUID) -> ResponseReturnValue:
    """Record the service of an issued order; its terms start with it."""
    order = queries.order(order_id)
    form = service_form(order.version, order)
    if form.validate_on_submit():
        with form.attempting():
            order.unchanged_since(form.version.data)
            operations.serve(order, form.service(), actor=current_actor())
            flash(str(_("The service is recorded; the terms are running.")))
            return redirect(url_for(".order", order_id=order_id), 303)
    return show_form(
        "rectification/step_form.html",
        order.case_file,
        form=form,
        order=order,
        title=_("Record the service"),
        label=_("Record the service"),
        hint=_("Every term is counted from the day the service takes effect; that day is not counted itself."),
    )


def service_form(version: int, order: Order) -> ServiceForm:
    """A form for the service of a paper at the enterprise's address, today."""
    return ServiceForm(data={"version": version, "served_on": clock.today(), "place": order.enterprise.address})
