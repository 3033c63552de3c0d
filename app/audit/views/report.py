"""The gap report: each line opens the list of the events it counts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.audit.forms import SpanForm
from app.audit.queries import names_of
from app.audit.reading import noting
from app.audit.reading import report as reports
from app.audit.reading import scope as reading
from app.audit.reading.report import SHOWN, Line
from app.audit.views.blueprint import blueprint
from app.audit.views.events import tabs
from app.core.text import _
from app.web.display import Tile
from app.web.guards import permit
from app.web.identity import current_actor
from app.web.pages import render


@blueprint.get("/report")
@permit(Permission.AUDIT_READ)
def report() -> ResponseReturnValue:
    """What is missing or unusual in the log, from the start of the campaign unless other days are asked for."""
    actor, form = current_actor(), SpanForm()
    form.validate()
    since, until = reports.usual_span()
    since, until = form.since.data or since, form.until.data or until
    noting.note_report({"since": since, "until": until}, actor=actor)
    found = reports.report(since, until, reading.scope(actor))
    people = {line.person for line in (*found.hours, *found.reading, *found.outside) if line.person}
    usernames = reading.plugged_directory().usernames(people)
    return render(
        "audit/report.html",
        block="content",
        form=form,
        report=found,
        tiles=_tiles(found),
        names=names_of(people),
        link=lambda line: _link(line, usernames),
        shown=SHOWN,
        tabs=tabs("report", actor),
        status=200,
    )


def _link(line: Line, usernames: dict[UUID, str]) -> str:
    """The list of exactly the events that a line counts."""
    filters: dict[str, object] = {"since": line.first, "until": line.last, "notable": line.notable}
    if line.person:
        filters["who"] = usernames.get(line.person, str(line.person))
    place: dict[str, Any] = {name: str(value) for name, value in filters.items() if value}
    return url_for("audit.events", **place)


def _tiles(found: reports.Report) -> Sequence[Tile]:
    parts = (
        ("gaps", _("Missing numbers"), sum(gap.last - gap.first + 1 for gap in found.gaps), "red"),
        ("unchecked", _("Days without a checkpoint"), sum(_days(line) for line in found.unchecked), "orange"),
        ("backwards", _("Events of a clock run backwards"), sum(line.count for line in found.backwards), "orange"),
        ("hours", _("People at unusual hours"), len(found.hours), "amber"),
        ("reading", _("Days of unusual reading"), len(found.reading), "amber"),
        ("outside", _("People reading outside own cases"), len(found.outside), "amber"),
    )
    return [Tile(label, value, f"#{part}", tone if value else "green") for part, label, value, tone in parts]


def _days(line: Line) -> int:
    return (line.last - line.first).days + 1
