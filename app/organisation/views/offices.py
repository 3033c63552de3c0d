"""The directory of offices."""

from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.organisation import queries
from app.organisation.views.blueprint import blueprint
from app.web.guards import permit, reads_only
from app.web.pages import render


@blueprint.get("/offices")
@permit(Permission.OFFICE_READ)
@reads_only
def offices() -> ResponseReturnValue:
    """Show the tree of offices with the staff of each."""
    return render("organisation/offices.html", offices=queries.offices_within(), staff=queries.staff_counts())
