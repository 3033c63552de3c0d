"""The pages of a case: one layout, to which every room adds its tab."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app import cases
from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit import queries as audit
from app.cases import operations, queries
from app.cases.models import CaseFile
from app.core.errors import NotFound
from app.organisation import queries as organisation
from app.web.display import Happening, Tab
from app.web.guards import permit, reads_only
from app.web.identity import current_actor
from app.web.pages import render

blueprint = Blueprint("cases", __name__, template_folder="templates")

TIMELINE = 200
"""How many of the newest events a case page shows."""
TONES = {"voided": "red", "closed_unmet": "red", "met": "green", "served": "green"}


@blueprint.get("/cases/<uuid:case_file_id>")
@permit(Permission.CASE_READ)
@reads_only
def case(case_file_id: UUID) -> ResponseReturnValue:
    """Lead to the first tab of the case that the reader may open."""
    found = queries.case_file(case_file_id)
    open_to = _open_to(current_actor())
    if not open_to:
        raise NotFound()
    return redirect(url_for(open_to[0].endpoint, case_file_id=found.id))


def show(template: str, case_file: CaseFile, *, tab: str, status: int | None = None, **context: Any) -> Response:
    """A page of the case in its layout (`cases/case.html`), put on record as a reading of the case.

    `tab` is the key of the active one; a refused form among the values gives the answer its status.
    """
    operations.note_reading(case_file, actor=current_actor())
    return render(template, status=status, **surroundings(case_file, tab), **context)


def show_form(template: str, case_file: CaseFile, **context: Any) -> Response:
    """A form of the case, which says what the case says: put on record as a reading of it, like its pages."""
    operations.note_reading(case_file, actor=current_actor())
    return render(template, case_file=case_file, **context)


def surroundings(case_file: CaseFile, tab: str) -> dict[str, Any]:
    """What the layout of a case page needs: the case, its office, its tabs and its timeline."""
    links = [
        Tab(entry.label, url_for(entry.endpoint, case_file_id=case_file.id), active=entry.key == tab)
        for entry in _open_to(current_actor())
    ]
    return {
        "case_file": case_file,
        "case_office": organisation.office(case_file.office_id),
        "case_tabs": links,
        "happenings": happenings(case_file),
    }


def happenings(case_file: CaseFile) -> list[Happening]:
    """What was done in the case, the newest first: who, what, when, why."""
    return [
        Happening(
            at=entry.at,
            who=entry.who,
            what=entry.what,
            why=entry.reason,
            tone=TONES.get(entry.action.partition(".")[2], "blue"),
        )
        for entry in audit.timeline(case_file.id, limit=TIMELINE, without=list(cases.asides))
    ]


def _open_to(actor: Actor) -> list[cases.Tab]:
    return sorted((tab for tab in cases.tabs if actor.may(tab.permission)), key=lambda tab: tab.order)
