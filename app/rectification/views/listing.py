"""The list of orders, and the orders of a case."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.cases import queries as cases
from app.cases.views import show
from app.inspections import queries as inspections
from app.inspections import rules as inspection_rules
from app.organisation import queries as organisation
from app.organisation.naming import office_name
from app.rectification import queries
from app.rectification.forms import OrderFilterForm
from app.rectification.queries import SORTS, OrderFilter
from app.rectification.states import OrderKind, OrderState
from app.rectification.views import blueprint
from app.web.guards import permit, reads_only
from app.web.identity import current_actor
from app.web.pages import render
from app.web.paging import Page, paging


@blueprint.get("/orders")
@permit(Permission.CASE_READ)
@reads_only
def orders() -> ResponseReturnValue:
    """List the orders and letters within reach, the nearest due date first."""
    form, asked = _filter_form(), paging(sorts=SORTS, default="due")
    rows, total = queries.orders(
        _wanted(form), sort=asked.sort, descending=asked.descending, offset=asked.offset, limit=asked.size
    )
    return render(
        "rectification/orders.html",
        block="content",
        form=form,
        page=Page(rows, total, asked),
        progress=queries.progress(rows),
        offices=organisation.offices_by_id({row.case_file.office_id for row in rows}),
        status=200,
    )


def _filter_form() -> OrderFilterForm:
    form, reach = OrderFilterForm(), current_actor().reach
    offices = organisation.offices_within(reach or organisation.NATIONAL) if reach is not None else []
    form.office.offer((office.path, office_name(office)) for office in offices)
    form.validate()
    return form


def _wanted(form: OrderFilterForm) -> OrderFilter:
    return OrderFilter(
        text=form.q.data or "",
        kind=OrderKind(form.kind.data) if form.kind.data in set(OrderKind) else None,
        state=OrderState(form.state.data) if form.state.data in set(OrderState) else None,
        office_path=form.office.data or "",
    )


@blueprint.get("/cases/<uuid:case_file_id>/orders")
@permit(Permission.CASE_READ)
def orders_of_case(case_file_id: UUID) -> ResponseReturnValue:
    """The orders and letters of a case, and what can be drafted next."""
    case_file, actor = cases.case_file(case_file_id), current_actor()
    found = queries.orders_of(case_file.id)
    waiting = {kind: len(queries.demandable(case_file.id, kind)) for kind in OrderKind}
    drafting = actor.may(Permission.ORDER_DRAFT) and any(waiting.values())
    return show(
        "rectification/of_case.html",
        case_file,
        tab="orders",
        orders=found,
        progress=queries.progress(found),
        waiting=waiting,
        may_draft=drafting
        and inspection_rules.not_on_team(inspections.inspection_of_case(case_file.id), actor) is None,
    )
