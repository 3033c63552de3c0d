"""The list of running deadlines."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.core.ids import parse_id
from app.deadlines import queries
from app.deadlines.forms import DeadlineFilterForm
from app.deadlines.states import Bucket
from app.organisation import queries as organisation
from app.organisation.naming import office_name
from app.web.guards import permit, reads_only
from app.web.identity import current_actor
from app.web.pages import render
from app.web.paging import paging

blueprint = Blueprint("deadlines", __name__, template_folder="templates")


@blueprint.get("/deadlines")
@permit(Permission.CASE_READ)
@reads_only
def deadlines() -> ResponseReturnValue:
    """The running deadlines of the reader's reach, the nearest first."""
    form = DeadlineFilterForm()
    officers = queries.officers()
    offices = organisation.offices_within(current_actor().office_path)
    form.office.offer([(office.path, office_name(office)) for office in offices])
    form.officer.offer([(str(user_id), name) for user_id, name in officers.items()])
    valid = form.validate()
    wanted = queries.Wanted(
        bucket=Bucket(form.bucket.data) if valid and form.bucket.data else None,
        office_path=(form.office.data or "") if valid else "",
        responsible_id=parse_id(form.officer.data or "") if valid else None,
    )
    page = queries.deadlines(wanted, paging())
    return render(
        "deadlines/deadlines.html", form=form, page=page, names=officers, view=queries.due_view, label=queries.label
    )
