"""Erasing the content of an event: asked for by one person, decided by another."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.audit.forms import RedactionForm
from app.audit.queries import names_of
from app.audit.reading import opening, redaction
from app.audit.states import REDACTION, RedactionState
from app.audit.views.blueprint import blueprint
from app.audit.views.events import tabs
from app.audit.views.showing import subject
from app.core.errors import NotFound, RuleViolated
from app.core.text import _
from app.web.forms import PostForm
from app.web.guards import permit
from app.web.identity import current_actor
from app.web.pages import render
from app.web.paging import Page, paging

SAID = {
    RedactionState.DONE: _("The content is erased. The event itself, and that it was erased, stay on record."),
    RedactionState.REFUSED: _("The erasure is refused. The event stays as it is."),
}


@blueprint.get("/redactions")
@permit(Permission.AUDIT_REDACT)
def redactions() -> ResponseReturnValue:
    """List the erasures of the jurisdiction, those that wait for a decision first."""
    actor, asked = current_actor(), paging()
    rows, total = redaction.redactions(actor=actor, offset=asked.offset, limit=asked.size)
    people = {person for row in rows for person in (row.asked_by, row.decided_by) if person}
    return render(
        "audit/redactions.html",
        page=Page(rows, total, asked),
        names=names_of(people),
        offers={row.id: REDACTION.offers(row, actor) for row in rows},
        tabs=tabs("redactions", actor),
    )


@blueprint.route("/events/<int:log>/<int:seq>/redaction", methods=["GET", "POST"])
@permit(Permission.AUDIT_REDACT)
def new_redaction(log: int, seq: int) -> ResponseReturnValue:
    """Ask for the erasure of an event's content."""
    form, actor = RedactionForm(), current_actor()
    opened = opening.event(log, seq, actor=actor)
    if not form.is_submitted() and (refused := redaction.refusal(opened, actor=actor)):
        raise RuleViolated(refused)
    if form.validate_on_submit():
        with form.attempting():
            redaction.ask(log, seq, reason=form.reason.data, legal_basis=form.legal_basis.data, actor=actor)
            flash(str(_("The erasure is asked for. A second person decides.")))
            return redirect(url_for(".redactions"), 303)
    return render("audit/redaction_form.html", form=form, event=opened, subject=subject(opened.object, actor=actor))


@blueprint.post("/redactions/<uuid:redaction_id>/<step>")
@permit(Permission.AUDIT_REDACT)
def take_redaction_step(redaction_id: UUID, step: str) -> ResponseReturnValue:
    """Erase the content, or refuse to."""
    if step not in redaction.STEPS:
        raise NotFound()
    form, actor = PostForm(), current_actor()
    decided = redaction.redaction(redaction_id, actor=actor)
    redaction.STEPS[step](decided, reason=form.reason.data, version=form.version.data, actor=actor)
    flash(str(SAID[decided.state]))
    return redirect(url_for(".redactions"), 303)
