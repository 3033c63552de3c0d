"""The inbox."""

from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.core.text import Text, _
from app.notifications import operations, queries
from app.notifications.states import NotificationState
from app.web.display import Tab
from app.web.guards import permit, reads_only
from app.web.identity import current_actor
from app.web.pages import render
from app.web.paging import paging
from app.web.views import inside

blueprint = Blueprint("notifications", __name__, template_folder="templates")


@blueprint.get("/inbox")
@permit(Permission.INBOX_READ)
@reads_only
def inbox() -> ResponseReturnValue:
    """The caller's notifications: all, or by the tab those to acknowledge or acknowledged."""
    asked = request.args.get("state", "")
    state = NotificationState(asked) if asked in {"sent", "acknowledged"} else None
    page = queries.inbox(current_actor(), paging(), state=state)
    tabs = [
        Tab(label, url_for(".inbox", state=key or None), active=asked == key)
        for key, label in (("", _("All")), ("sent", _("To acknowledge")), ("acknowledged", _("Acknowledged")))
    ]
    return render("notifications/inbox.html", page=page, tab_list=tabs, restored=Text.restored)


@blueprint.post("/inbox/<uuid:notification_id>/acknowledge")
@permit(Permission.INBOX_READ)
def acknowledge(notification_id: UUID) -> ResponseReturnValue:
    """Take note of one notification and stay where one was."""
    operations.acknowledge(queries.notification(notification_id, current_actor()), actor=current_actor())
    return redirect(inside(request.form.get("next", url_for("notifications.inbox"))), 303)
