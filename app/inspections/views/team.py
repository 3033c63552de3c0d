"""The team on its pages: members, declarations, the head's decisions."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.cases.views import show_form
from app.core.text import _
from app.inspections import operations, queries
from app.inspections.forms import DeclarationForm, MemberForm
from app.inspections.states import Declaration, TeamCapacity
from app.inspections.views import blueprint
from app.organisation import queries as organisation
from app.organisation.naming import office_name
from app.web.forms import PostForm
from app.web.guards import permit
from app.web.identity import current_actor


@blueprint.route("/inspections/<uuid:inspection_id>/members/new", methods=["GET", "POST"])
@permit(Permission.INSPECTION_PLAN)
def new_member(inspection_id: UUID) -> ResponseReturnValue:
    """Put an officer on the team, chosen from those who may join."""
    inspection, form = queries.inspection(inspection_id), MemberForm()
    officers = queries.proposed_officers(inspection)
    form.user.offer((str(officer.id), f"{officer.name} · {office_name(officer.office)}") for officer in officers)
    if not form.is_submitted():
        has_leader = any(member.capacity is TeamCapacity.LEADER for member in inspection.team)
        form.capacity.data = TeamCapacity.MEMBER if has_leader else TeamCapacity.LEADER
    if form.validate_on_submit():
        with form.attempting():
            officer = organisation.user(UUID(form.user.data))
            operations.add_member(inspection, officer, TeamCapacity(form.capacity.data), actor=current_actor())
            flash(str(_("%(name)s is on the team and sees the case from now on.", name=officer.name)))
            return _back(inspection_id)
    return show_form(
        "inspections/step_form.html",
        inspection.case_file,
        form=form,
        inspection=inspection,
        title=_("Add an officer to the team"),
        label=_("Add to the team"),
        hint=None if officers else _("Nobody else has a certificate valid on the day of the visit."),
    )


@blueprint.route("/inspections/<uuid:inspection_id>/declaration", methods=["GET", "POST"])
@permit(Permission.INSPECTION_CONDUCT)
def declaration(inspection_id: UUID) -> ResponseReturnValue:
    """Declare the own interests."""
    inspection, form = queries.inspection(inspection_id), DeclarationForm()
    if form.validate_on_submit():
        with form.attempting():
            operations.declare(
                inspection,
                declaration=Declaration(form.declaration.data),
                conflict=form.conflict.data,
                actor=current_actor(),
            )
            flash(str(_("Your declaration is on record.")))
            return _back(inspection_id)
    return show_form(
        "inspections/step_form.html",
        inspection.case_file,
        form=form,
        inspection=inspection,
        title=_("Declaration of interests"),
        label=_("Declare"),
        hint=_(
            "Officers with an interest in the matter or another relation to the party step aside (APL art. 43). "
            "Your declaration goes on record under your name."
        ),
    )


@blueprint.post("/inspections/<uuid:inspection_id>/members/<uuid:member_id>/removal")
@permit(Permission.INSPECTION_PLAN)
def remove_member(inspection_id: UUID, member_id: UUID) -> ResponseReturnValue:
    """Take an officer off the team."""
    inspection = queries.inspection(inspection_id)
    operations.remove_member(inspection, queries.member(inspection, member_id), actor=current_actor())
    flash(str(_("The officer is off the team.")))
    return _back(inspection_id)


@blueprint.post("/inspections/<uuid:inspection_id>/members/<uuid:member_id>/recusal")
@permit(Permission.INSPECTION_APPROVE)
def recuse(inspection_id: UUID, member_id: UUID) -> ResponseReturnValue:
    """Decide that an officer steps aside."""
    inspection, form = queries.inspection(inspection_id), PostForm()
    member = queries.member(inspection, member_id)
    operations.recuse(inspection, member, reason=form.reason.data or "", actor=current_actor())
    flash(str(_("The officer is recused and off the team.")))
    return _back(inspection_id)


@blueprint.post("/inspections/<uuid:inspection_id>/members/<uuid:member_id>/retention")
@permit(Permission.INSPECTION_APPROVE)
def keep(inspection_id: UUID, member_id: UUID) -> ResponseReturnValue:
    """Decide that a declared conflict is no ground for recusal."""
    inspection, form = queries.inspection(inspection_id), PostForm()
    member = queries.member(inspection, member_id)
    operations.keep(inspection, member, reason=form.reason.data or "", actor=current_actor())
    flash(str(_("The officer stays on the team.")))
    return _back(inspection_id)


def _back(inspection_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".inspection", inspection_id=inspection_id), 303)
