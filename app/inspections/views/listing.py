"""The list of inspections."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.inspections import queries
from app.inspections.forms import InspectionFilterForm
from app.inspections.models import Inspection
from app.inspections.queries import SORTS, InspectionFilter
from app.inspections.rules import active
from app.inspections.states import Basis, InspectionKind, InspectionState, TeamCapacity
from app.inspections.views import blueprint
from app.organisation import queries as organisation
from app.organisation.naming import office_name
from app.web.guards import permit, reads_only
from app.web.identity import current_actor
from app.web.pages import render
from app.web.paging import Page, paging


@blueprint.get("/inspections")
@permit(Permission.CASE_READ)
@reads_only
def inspections() -> ResponseReturnValue:
    """List the inspections within reach."""
    form, asked = _filter_form(), paging(sorts=SORTS, default="-day")
    rows, total = queries.inspections(
        _wanted(form), sort=asked.sort, descending=asked.descending, offset=asked.offset, limit=asked.size
    )
    leaders = {row.id: _leader(row) for row in rows}
    strengths = {row.id: len(active(row)) for row in rows}
    return render(
        "inspections/inspections.html",
        block="content",
        form=form,
        page=Page(rows, total, asked),
        offices=organisation.offices_by_id({row.office_id for row in rows}),
        leaders=leaders,
        strengths=strengths,
        names=organisation.user_names(leaders.values()),
        status=200,
    )


def _leader(inspection: Inspection) -> UUID | None:
    chosen = (member.user_id for member in active(inspection) if member.capacity is TeamCapacity.LEADER)
    return next(chosen, None)


def _filter_form() -> InspectionFilterForm:
    form = InspectionFilterForm()
    reach = current_actor().reach
    offices = organisation.offices_within(reach or organisation.NATIONAL) if reach is not None else []
    form.office.offer((office.path, office_name(office)) for office in offices)
    form.validate()
    return form


def _wanted(form: InspectionFilterForm) -> InspectionFilter:
    return InspectionFilter(
        text=form.q.data or "",
        state=InspectionState(form.state.data) if form.state.data in set(InspectionState) else None,
        kind=InspectionKind(form.kind.data) if form.kind.data in set(InspectionKind) else None,
        basis=Basis(form.basis.data) if form.basis.data in set(Basis) else None,
        office_path=form.office.data or "",
        since=form.since.data,
        until=form.until.data,
    )
