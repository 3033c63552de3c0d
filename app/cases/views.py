"""The pages of a case: one layout, to which every room adds its tab."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app import cases
from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit import queries as audit
from app.audit.reading import scope as reading
from app.cases import operations, queries, rules
from app.cases.forms import GrantFilterForm, GrantForm, PersonForm
from app.cases.models import CaseFile
from app.cases.states import AccessLevel, GrantState
from app.core.errors import NotFound
from app.core.text import _
from app.organisation import queries as organisation
from app.organisation.naming import office_name
from app.web.display import Happening, Tab
from app.web.forms import PostForm
from app.web.guards import permit, reads_only
from app.web.identity import current_actor
from app.web.pages import render
from app.web.paging import Page, paging

blueprint = Blueprint("cases", __name__, template_folder="templates")

TIMELINE = 200
"""How many of the newest events a case page shows."""
CANDIDATES = 20
"""How many people a search among the staff offers."""
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
        **history(case_file),
    }


def history(case_file: CaseFile) -> dict[str, Any]:
    """What was done in the case, the newest first: who, what, when, why; each leads to its event, and all to the
    whole record, for those who may open events of the case."""
    opens = reading.may_open_case(current_actor(), case_file.id)
    happenings = [
        Happening(
            at=entry.at,
            who=entry.who,
            what=entry.what,
            why=_("Its content was erased from the log.") if entry.redacted else entry.reason,
            url=url_for("audit.event", log=entry.log, seq=entry.seq) if opens else None,
            tone=TONES.get(entry.action.partition(".")[2], "blue"),
        )
        for entry in audit.timeline(case_file.id, limit=TIMELINE, without=list(cases.asides))
    ]
    record = url_for("audit.events", case=case_file.number or case_file.id) if opens else None
    return {"happenings": happenings, "whole_record": record}


def _open_to(actor: Actor) -> list[cases.Tab]:
    return sorted((tab for tab in cases.tabs if actor.may(tab.permission)), key=lambda tab: tab.order)


@blueprint.get("/cases/<uuid:case_file_id>/access")
@permit(Permission.CASE_READ)
def access(case_file_id: UUID) -> ResponseReturnValue:
    """Show who sees the case, why and until when; its head looks for people to let in."""
    return _access_page(queries.case_file(case_file_id), GrantForm(formdata=None))


def _access_page(found: CaseFile, form: GrantForm) -> ResponseReturnValue:
    search, actor = PersonForm(), current_actor()
    search.validate()
    grants = actor.may(Permission.CASE_GRANT) and rules.not_granting(found, actor) is None
    form.user.offer(_candidates(search.q.data if grants else None))
    admissions = queries.admissions(found)
    return show(
        "cases/access.html",
        found,
        tab="access",
        admissions=admissions,
        names=organisation.user_names(person for one in admissions for person in one.row.decided_by),
        search=search,
        form=form,
        grants=grants,
    )


def _candidates(text: str | None) -> list[tuple[str, str]]:
    people = organisation.staff_called(text.strip(), limit=CANDIDATES) if text and text.strip() else []
    return [(str(person.id), f"{person.name} · {office_name(person.office)}") for person in people]


@blueprint.post("/cases/<uuid:case_file_id>/grants")
@permit(Permission.CASE_GRANT)
def grant_access(case_file_id: UUID) -> ResponseReturnValue:
    """Let somebody into the case until a day."""
    found, form = queries.case_file(case_file_id), GrantForm()
    form.user.offer(_candidates(PersonForm().q.data))
    if form.validate_on_submit():
        with form.attempting():
            operations.grant_access(
                found,
                organisation.user(UUID(form.user.data)),
                level=AccessLevel(form.level.data),
                until=form.until.data,
                reason=form.reason.data,
                actor=current_actor(),
            )
            flash(str(_("The access is granted.")))
            return redirect(url_for("cases.access", case_file_id=case_file_id), 303)
    return _access_page(queries.case_file(case_file_id), form)


@blueprint.post("/grants/<uuid:grant_id>/withdraw")
@permit(Permission.CASE_GRANT)
def withdraw_access(grant_id: UUID) -> ResponseReturnValue:
    """End a grant before its last day."""
    ended = queries.grant(grant_id)
    operations.withdraw_access(ended, reason=PostForm().reason.data or "", actor=current_actor())
    flash(str(_("The access is withdrawn.")))
    return redirect(url_for("cases.access", case_file_id=ended.case_file_id), 303)


@blueprint.get("/grants")
@permit(Permission.CASE_GRANT)
@reads_only
def grants() -> ResponseReturnValue:
    """List the grants on cases of the own office, running and ended."""
    form, asked = GrantFilterForm(), paging()
    form.validate()
    state = GrantState(form.state.data) if form.state.data else None
    found, total = queries.grants_of(current_actor().office_id, state, offset=asked.offset, limit=asked.size)
    return render("cases/grants.html", block="content", form=form, page=Page(found, total, asked), status=200)
