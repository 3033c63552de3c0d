"""Recording how the notice was served."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.cases.views import show_form
from app.core import clock
from app.core.text import _
from app.documents.forms import ServiceForm
from app.inspections import operations, queries
from app.inspections.views import blueprint
from app.web.guards import permit
from app.web.identity import current_actor


@blueprint.route("/inspections/<uuid:inspection_id>/service", methods=["GET", "POST"])
@permit(Permission.INSPECTION_CONDUCT)
def service(inspection_id: UUID) -> ResponseReturnValue:
    """Number the approved notice and record its service."""
    inspection = queries.inspection(inspection_id)
    form = ServiceForm(
        data={"version": inspection.version, "served_on": clock.today(), "place": inspection.enterprise.address}
    )
    if form.validate_on_submit():
        with form.attempting():
            inspection.unchanged_since(form.version.data)
            operations.serve_notice(inspection, **form.service(), actor=current_actor())
            flash(str(_("The notice is served; the embargo has ended and the case has its number.")))
            return redirect(url_for(".inspection", inspection_id=inspection_id), 303)
    return show_form(
        "inspections/step_form.html",
        inspection.case_file,
        form=form,
        inspection=inspection,
        title=_("Serve the inspection notice"),
        label=_("Record the service"),
        hint=_("With the service the notice gets its number and the inspection becomes visible in its jurisdiction."),
    )
