"""My work: the first page of whoever takes the next steps."""

from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.core import clock
from app.core.text import Text
from app.reports.queries import work as queries
from app.reports.views import blueprint
from app.web.guards import permit, reads_only
from app.web.identity import current_actor
from app.web.pages import render


@blueprint.get("/work")
@permit(Permission.WORK_READ)
@reads_only
def my_work() -> ResponseReturnValue:
    """Everything that waits for the reader, each line with its next step."""
    waiting = queries.work(current_actor())
    return render("reports/work.html", work=waiting, today=clock.today(), said=Text.restored)
