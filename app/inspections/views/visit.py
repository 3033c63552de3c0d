"""The visit on its pages: arrival, record, the enterprise's signature."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.cases.views import show_form
from app.core import clock
from app.core.text import Text, _
from app.inspections import operations, queries
from app.inspections.forms import ArrivalForm, EnterpriseSignatureForm, RecordForm
from app.inspections.models import Inspection
from app.inspections.views import blueprint
from app.web.guards import permit
from app.web.identity import current_actor


@blueprint.route("/inspections/<uuid:inspection_id>/arrival", methods=["GET", "POST"])
@permit(Permission.INSPECTION_CONDUCT)
def arrival(inspection_id: UUID) -> ResponseReturnValue:
    """Record that the team is on site."""
    inspection = queries.inspection(inspection_id)
    form = ArrivalForm(data={"version": inspection.version, "arrived_at": clock.now()})
    if form.validate_on_submit():
        with form.attempting():
            inspection.unchanged_since(form.version.data)
            assert form.arrived_at.data is not None
            operations.arrive(
                inspection,
                arrived_at=form.arrived_at.data,
                certificates_shown=form.certificates_shown.data,
                rights_told=form.rights_told.data,
                received_by=form.received_by.data,
                actor=current_actor(),
            )
            return _done(inspection_id, _("The team is on site."))
    return _form_page(inspection, form, _("Record arrival"), _("Record arrival"))


@blueprint.route("/inspections/<uuid:inspection_id>/record", methods=["GET", "POST"])
@permit(Permission.INSPECTION_CONDUCT)
def write_record(inspection_id: UUID) -> ResponseReturnValue:
    """Write the inspection record, or write it anew before anybody signs."""
    inspection = queries.inspection(inspection_id)
    paper = inspection.record_paper
    written = {"facts": paper.content["facts"], "materials_seen": paper.content["evidence"]} if paper else {}
    form = RecordForm(data={"version": inspection.version, **written})
    if form.validate_on_submit():
        with form.attempting():
            inspection.unchanged_since(form.version.data)
            operations.write_record(
                inspection,
                facts=form.facts.data,
                materials_seen=form.materials_seen.data,
                actor=current_actor(),
            )
            return _done(inspection_id, _("The record is written. Read it back to the enterprise next."))
    hint = _("It is read back to the enterprise and signed by both sides; after the first signature it stays as it is.")
    return _form_page(inspection, form, _("Write the record"), _("Save the record"), hint)


@blueprint.route("/inspections/<uuid:inspection_id>/signature", methods=["GET", "POST"])
@permit(Permission.INSPECTION_CONDUCT)
def sign_for_enterprise(inspection_id: UUID) -> ResponseReturnValue:
    """Take the enterprise's signature, or note its refusal before a witness."""
    inspection = queries.inspection(inspection_id)
    form = EnterpriseSignatureForm(data={"version": inspection.version, "name": inspection.received_by})
    if form.validate_on_submit():
        with form.attempting():
            inspection.unchanged_since(form.version.data)
            operations.sign_for_enterprise(
                inspection,
                name=form.name.data,
                refusal_reason=(form.refusal_reason.data or "") if form.refused.data else None,
                witness=form.witness.data or None,
                actor=current_actor(),
            )
            return _done(inspection_id, _("The signature or refusal is on record."))
    return _form_page(inspection, form, _("The enterprise's signature"), _("Put on record"))


def _form_page(
    inspection: Inspection, form: object, title: Text, label: Text, hint: Text | None = None
) -> ResponseReturnValue:
    return show_form(
        "inspections/step_form.html",
        inspection.case_file,
        form=form,
        inspection=inspection,
        title=title,
        label=label,
        hint=hint,
    )


def _done(inspection_id: UUID, said: Text) -> ResponseReturnValue:
    flash(str(said))
    return redirect(url_for(".inspection", inspection_id=inspection_id), 303)
