"""The steps that need one button, or a button and a reason."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.actor import Actor
from app.access.permissions import Permission
from app.core.errors import NotFound
from app.core.text import Text, _
from app.inspections import operations, queries
from app.inspections.models import Inspection
from app.inspections.views import blueprint
from app.web.forms import PostForm
from app.web.guards import permit
from app.web.identity import current_actor

Step = Callable[[Inspection, str, Actor], None]

STEPS: dict[str, tuple[Step, Text]] = {
    "ready_team": (
        lambda inspection, reason, actor: operations.ready_team(inspection, actor=actor),
        _("The team is confirmed."),
    ),
    "draft_notice": (
        lambda inspection, reason, actor: operations.draft_notice(inspection, actor=actor),
        _("The notice is drafted. The office head approves it next."),
    ),
    "approve_notice": (
        lambda inspection, reason, actor: operations.approve_notice(inspection, actor=actor),
        _("The notice is approved. The team can serve it."),
    ),
    "withdraw_notice": (
        lambda inspection, reason, actor: operations.withdraw_notice(inspection, reason=reason, actor=actor),
        _("The notice is withdrawn. Plan and team can change."),
    ),
    "approve_unannounced": (
        lambda inspection, reason, actor: operations.approve_unannounced(inspection, reason=reason, actor=actor),
        _("The unannounced visit is approved. The embargo lasts until the team is on site."),
    ),
    "read_back": (
        lambda inspection, reason, actor: operations.read_back(inspection, actor=actor),
        _("The record was read back. Both sides sign next."),
    ),
    "sign": (lambda inspection, reason, actor: operations.sign(inspection, actor=actor), _("You have signed.")),
    "sign_record": (
        lambda inspection, reason, actor: operations.sign_record(inspection, actor=actor),
        _("The record is closed and numbered."),
    ),
    "conclude": (
        lambda inspection, reason, actor: operations.conclude(inspection, actor=actor),
        _("The inspection is concluded."),
    ),
    "cancel": (
        lambda inspection, reason, actor: operations.cancel(inspection, reason=reason, actor=actor),
        _("The inspection is cancelled. Its plan stays under embargo until you end it."),
    ),
    "release": (
        lambda inspection, reason, actor: operations.release(inspection, reason=reason, actor=actor),
        _("The embargo has ended."),
    ),
}


@blueprint.post("/inspections/<uuid:inspection_id>/steps/<step>")
@permit(Permission.CASE_READ)
def take_step(inspection_id: UUID, step: str) -> ResponseReturnValue:
    """Take a step of the lifecycle; the step's own permission and gates decide."""
    if step not in STEPS:
        raise NotFound()
    inspection, form = queries.inspection(inspection_id), PostForm()
    inspection.unchanged_since(form.version.data)
    act, said = STEPS[step]
    act(inspection, form.reason.data or "", current_actor())
    flash(str(said))
    return redirect(url_for(".inspection", inspection_id=inspection_id), 303)
