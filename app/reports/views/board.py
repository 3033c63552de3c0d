"""The deadline board: the first page of whoever watches over terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.core.ids import parse_id
from app.core.text import Text, _
from app.deadlines import queries as deadlines
from app.deadlines.states import Bucket
from app.organisation import queries as organisation
from app.organisation.models import Office
from app.organisation.naming import office_name
from app.reports.forms import UNACKNOWLEDGED, BoardFilterForm
from app.reports.queries import board as queries
from app.reports.queries.board import BoardFilter, HeatRow, Tally
from app.reports.views import blueprint
from app.web.display import Tile
from app.web.guards import permit, reads_only
from app.web.identity import current_actor
from app.web.pages import render
from app.web.paging import paging

TONES = {
    Bucket.OVERDUE: "red",
    Bucket.WITHIN_3: "orange",
    Bucket.WITHIN_7: "amber",
    Bucket.WITHIN_15: "blue",
    Bucket.LATER: "grey",
}

SHORT = {
    Bucket.OVERDUE: _("Late"),
    Bucket.WITHIN_3: "≤3",
    Bucket.WITHIN_7: "≤7",
    Bucket.WITHIN_15: "≤15",
    Bucket.LATER: ">15",
}
"""The buckets as narrow columns are headed; the full words stand beside them for screen readers."""


@blueprint.get("/board")
@permit(Permission.BOARD_READ)
@reads_only
def board() -> ResponseReturnValue:
    """The running deadlines within reach: how many are how near, where, and which."""
    reminded = queries.unacknowledged()
    tallied = queries.tallies(reminded)
    names = _Names(_offices(tallied), {tally.responsible_id: tally.responsible for tally in tallied})
    form = _filter_form(names)
    wanted = _wanted(form)
    page = queries.rows(wanted, reminded, queries.total(tallied, wanted), paging())
    return render(
        "reports/board.html",
        block="content",
        form=form,
        page=page,
        tiles=_tiles(tallied, wanted),
        heat=queries.heat(_within(tallied, wanted), wanted.office_path or current_actor().reach or ""),
        names=names,
        reminders=queries.reminders([row.deadline for row in page.items]),
        words=WORDS,
        status=200,
    )


@dataclass(frozen=True)
class _Names:
    """The offices by path and the officers by id that the board speaks of."""

    offices: dict[str, Office]
    officers: dict[UUID, str]

    def of(self, row: HeatRow) -> str:
        """What a line of the heat table is called."""
        if row.responsible_id is not None:
            return self.officers[row.responsible_id]
        return office_name(self.offices[row.office_path]) if row.office_path in self.offices else "—"


def _offices(tallied: Sequence[Tally]) -> dict[str, Office]:
    """The offices by their path: those within reach, and those of cases the reader is admitted to."""
    reach = current_actor().reach
    within = organisation.offices_within(reach or organisation.NATIONAL) if reach is not None else []
    known = {office.path: office for office in within}
    elsewhere = {tally.office_id for tally in tallied if tally.office_path not in known}
    others = organisation.offices_by_id(elsewhere).values() if elsewhere else ()
    return known | {office.path: office for office in others}


def _filter_form(names: _Names) -> BoardFilterForm:
    form = BoardFilterForm()
    form.office.offer((path, office_name(names.offices[path])) for path in sorted(names.offices))
    named = sorted(names.officers.items(), key=lambda officer: officer[1])
    form.officer.offer((str(officer_id), name) for officer_id, name in named)
    form.validate()
    return form


def _wanted(form: BoardFilterForm) -> BoardFilter:
    return BoardFilter(
        bucket=Bucket(form.bucket.data) if form.bucket.data in set(Bucket) else None,
        office_path=form.office.data or "",
        responsible_id=parse_id(form.officer.data or ""),
        unacknowledged=form.bucket.data == UNACKNOWLEDGED,
    )


def _within(tallied: Sequence[Tally], wanted: BoardFilter) -> list[Tally]:
    """The tallies of the chosen office and officer, in whatever bucket."""
    return queries.matching(tallied, BoardFilter(office_path=wanted.office_path, responsible_id=wanted.responsible_id))


def _tiles(tallied: Sequence[Tally], wanted: BoardFilter) -> list[Tile]:
    """The figures of the chosen office and officer; each filters the list below."""
    found = _within(tallied, wanted)
    near = {bucket: sum(t.running for t in found if t.bucket is bucket) for bucket in Bucket}
    chosen = {"office": wanted.office_path or None, "officer": wanted.responsible_id}
    tiles = [
        Tile(bucket.label, near[bucket], link(bucket=bucket, **chosen), TONES[bucket] if near[bucket] else "grey")
        for bucket in (Bucket.OVERDUE, Bucket.WITHIN_3, Bucket.WITHIN_7, Bucket.WITHIN_15)
    ]
    waiting = sum(tally.unacknowledged for tally in found)
    tone = "purple" if waiting else "grey"
    return [*tiles, Tile(_("Reminder not acknowledged"), waiting, link(bucket=UNACKNOWLEDGED, **chosen), tone)]


def link(**wanted: Any) -> str:
    """The board filtered like this."""
    return f"{url_for('reports.board', **{name: value for name, value in wanted.items() if value})}#list"


def step_name(step: int) -> Text:
    """When a reminder goes out, in working days from the due date."""
    if step == 0:
        return _("on the due date")
    if step < 0:
        return _("1 working day before") if step == -1 else _("%(days)s working days before", days=-step)
    return _("1 working day after") if step == 1 else _("%(days)s working days after", days=step)


WORDS = {
    "link": link,
    "step": step_name,
    "label": deadlines.label,
    "view": deadlines.due_view,
    "tones": TONES,
    "short": SHORT,
}
"""What the template says deadlines, buckets and reminders with."""
