"""My jurisdiction: the first page of whoever keeps the registry."""

from datetime import date

from flask import url_for
from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.core import calendar, clock
from app.core.text import _
from app.organisation import queries as organisation
from app.organisation.naming import office_name
from app.reports.forms import JurisdictionFilterForm
from app.reports.queries import jurisdiction as queries
from app.reports.queries.jurisdiction import SORTS, JurisdictionFilter
from app.reports.states import Missing, Stage
from app.reports.views import blueprint
from app.web.display import DueView, Tile
from app.web.guards import permit, reads_only
from app.web.identity import current_actor
from app.web.pages import render
from app.web.paging import paging

TONES = {Stage.OPEN_FINDINGS: "amber", Stage.OPEN_ORDERS: "blue", Stage.OVERDUE: "red"}


@blueprint.get("/jurisdiction")
@permit(Permission.JURISDICTION_READ)
@reads_only
def jurisdiction() -> ResponseReturnValue:
    """The enterprises of the own jurisdiction: how the work on each stands and what is missing."""
    actor, reach = current_actor(), current_actor().reach
    offices = organisation.offices_within(reach or organisation.NATIONAL) if reach is not None else []
    form = JurisdictionFilterForm()
    form.office.offer((office.path, office_name(office)) for office in offices)
    form.validate()
    page = queries.standings(actor, _wanted(form), paging(sorts=SORTS, default="due"))
    return render(
        "reports/jurisdiction.html",
        block="content",
        form=form,
        page=page,
        tiles=_tiles(),
        offices={office.id: office for office in offices},
        due=_due,
        status=200,
    )


def _wanted(form: JurisdictionFilterForm) -> JurisdictionFilter:
    return JurisdictionFilter(
        text=form.q.data or "",
        office_path=form.office.data or "",
        missing=Missing(form.missing.data) if form.missing.data in set(Missing) else None,
        stage=Stage(form.stage.data) if form.stage.data in set(Stage) else None,
    )


def _due(day: date) -> DueView:
    """A running due date with its distance."""
    return DueView(day, calendar.load().working_days_between(clock.today(), day))


def _tiles() -> list[Tile]:
    """The figures of the whole jurisdiction; each filters the list below."""
    whole, stages, missing = queries.counts(current_actor())
    page = ".jurisdiction"
    return [
        Tile(_("Enterprises"), whole, url_for(page), "grey"),
        *(
            Tile(stage.label, count, url_for(page, stage=stage), TONES.get(stage, "grey") if count else "grey")
            for stage, count in stages.items()
        ),
        *(Tile(lack.label, count, url_for(page, missing=lack), "grey") for lack, count in missing.items()),
    ]
