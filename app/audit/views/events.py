"""The list of events, and one event opened."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.catalogue import KINDS
from app.audit.forms import EventFilter
from app.audit.reading import noting, opening, redaction, search
from app.audit.reading import scope as reading
from app.audit.sealing import checkpoints
from app.audit.states import Notable
from app.audit.views.blueprint import blueprint
from app.audit.views.showing import changes, office_names, subject
from app.core.text import _
from app.web.display import Tab
from app.web.guards import signed_in
from app.web.identity import current_actor
from app.web.pages import render
from app.web.paging import Page, Paging, paging


@blueprint.get("")
@signed_in
def events() -> ResponseReturnValue:
    """List the events that the reader may know, the newest first; looking is put on record."""
    actor, asked = current_actor(), paging()
    scope = reading.scope(actor)
    form = _filter_form(actor)
    noting.note_search(_used(form, asked), actor=actor)
    rows, total = search.events(_wanted(form), scope, offset=asked.offset, limit=asked.size)
    return render(
        "audit/events.html",
        block="content",
        form=form,
        page=Page(rows, total, asked),
        listed=search.LISTED,
        content=scope.content,
        offices=office_names({row.office for row in rows}),
        subjects={row.object: subject(row.object, actor=actor) for row in rows},
        tabs=tabs("events", actor),
        status=200,
    )


def _filter_form(actor: Actor) -> EventFilter:
    form = EventFilter()
    form.office.offer(reading.plugged_directory().offices(actor))
    named = sorted((str(kind.sentence), action) for action, kind in KINDS.items())
    form.action.offer((action, f"{sentence} · {action}") for sentence, action in named)
    form.validate()
    return form


def _wanted(form: EventFilter) -> search.Wanted:
    return search.Wanted(
        since=form.since.data,
        until=form.until.data,
        who=form.who.data or "",
        office=form.office.data or "",
        object=form.object.data or "",
        case=form.case.data or "",
        action=form.action.data or "",
        notable=Notable(form.notable.data) if form.notable.data in set(Notable) else None,
    )


def _used(form: EventFilter, asked: Paging) -> dict[str, Any]:
    used = {field.short_name: field.data for field in form.visible if field.data}
    return used | ({"page": asked.number} if asked.number > 1 else {})


@blueprint.get("/events/<int:log>/<int:seq>")
@signed_in
def event(log: int, seq: int) -> ResponseReturnValue:
    """Open one event; opening it is put on record."""
    actor = current_actor()
    opened = opening.event(log, seq, actor=actor)
    noting.note_reading(opened, actor=actor)
    before, after = opening.neighbours(opened, actor=actor)
    may_redact = actor.may(Permission.AUDIT_REDACT)
    return render(
        "audit/event.html",
        event=opened,
        office=office_names({opened.office})[opened.office],
        subject=subject(opened.object, actor=actor),
        case=subject(f"case_file:{opened.case_file_id}", actor=actor) if opened.case_file_id else None,
        changes=changes(opened),
        before=before,
        after=after,
        redactable=may_redact and redaction.refusal(opened, actor=actor) is None,
        standing=redaction.standing(log, seq) if may_redact else None,
        checkpoint=checkpoints.covering(log, seq),
    )


def tabs(here: str, actor: Actor) -> list[Tab]:
    """The pages of the reading room that the reader may open."""
    pages = [Tab(_("Events"), url_for("audit.events"), active=here == "events")]
    if actor.may(Permission.AUDIT_READ):
        pages.append(Tab(_("Gap report"), url_for("audit.report"), active=here == "report"))
        pages.append(Tab(_("Witnesses"), url_for("audit.show_witnesses"), active=here == "witnesses"))
    if actor.may(Permission.AUDIT_REDACT):
        pages.append(Tab(_("Erasures"), url_for("audit.redactions"), active=here == "redactions"))
    return pages
