"""The witnesses: how old the newest cosignature is, what to hand to whom, and what came back."""

from uuid import UUID

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.audit.forms import CosignatureForm, WitnessForm
from app.audit.models import AuditCheckpoint
from app.audit.sealing import checkpoints, witnesses
from app.audit.sealing.witnesses import QUORUM, Standing
from app.audit.views.blueprint import blueprint
from app.audit.views.events import tabs
from app.core import clock
from app.core.text import Text, _
from app.web import language
from app.web.display import Tile
from app.web.forms import PostForm
from app.web.guards import permit, reads_only
from app.web.identity import current_actor
from app.web.pages import render


@blueprint.get("/witnesses")
@permit(Permission.AUDIT_READ)
@reads_only
def show_witnesses() -> ResponseReturnValue:
    """Show the witnesses and how far they have followed the log."""
    return _page(CosignatureForm(formdata=None))


def _page(form: CosignatureForm) -> ResponseReturnValue:
    standings, newest = witnesses.standings(), checkpoints.newest()
    return render(
        "audit/witnesses.html",
        form=form,
        standings=standings,
        tiles=_tiles(newest, [standing for standing in standings if standing.witness.retired_at is None]),
        signed=newest is not None,
        quorum=QUORUM,
        tabs=tabs("witnesses", current_actor()),
    )


def _tiles(newest: AuditCheckpoint | None, active: list[Standing]) -> list[Tile]:
    cosigned = [standing for standing in active if standing.at is not None]
    last = max(cosigned, key=lambda standing: (standing.log, standing.size, standing.at), default=None)
    size = f"{last.size:,}" if last else "—"
    return [
        Tile(
            _("Newest checkpoint"),
            f"{newest.size:,}" if newest else "—",
            note=_("Signed %(moment)s", moment=language.moment(newest.signed_at))
            if newest
            else _("Nothing is signed yet."),
        ),
        Tile(_("Newest cosigned"), size, note=_age(last), tone="red" if last is None or last.is_stale else "green"),
        Tile(
            _("Witnesses in time"),
            sum(not standing.is_stale for standing in active),
            note=_("of %(count)s; %(quorum)s are needed for a close", count=len(active), quorum=QUORUM),
        ),
    ]


def _age(last: Standing | None) -> Text:
    if last is None or last.at is None:
        return _("No witness has cosigned yet.")
    hours = int((clock.wall() - last.at).total_seconds() // 3600)
    return _("less than an hour ago") if hours < 1 else _("%(hours)s hours ago", hours=hours)


@blueprint.route("/witnesses/new", methods=["GET", "POST"])
@permit(Permission.WITNESS_MANAGE)
def new_witness() -> ResponseReturnValue:
    """Enter a witness by its verifier key."""
    form = WitnessForm()
    if form.validate_on_submit():
        with form.attempting():
            witnesses.register(form.vkey.data or "", holder=form.holder.data, actor=current_actor())
            flash(str(_("The witness is entered. Hand it a first request.")))
            return redirect(url_for(".show_witnesses"), 303)
    return render("audit/witness_form.html", form=form)


@blueprint.get("/witnesses/<uuid:witness_id>/request")
@permit(Permission.WITNESS_MANAGE)
def witness_request(witness_id: UUID) -> ResponseReturnValue:
    """The request to hand to a witness, as a file."""
    body = witnesses.request(witnesses.witness(witness_id), actor=current_actor())
    disposition = 'attachment; filename="witness-request.txt"'
    return Response(body, mimetype="text/plain", headers={"Content-Disposition": disposition})


@blueprint.post("/cosignatures")
@permit(Permission.WITNESS_MANAGE)
def take_in_cosignatures() -> ResponseReturnValue:
    """Keep what a witness answered."""
    form = CosignatureForm()
    if form.validate_on_submit():
        with form.attempting():
            kept = witnesses.take_in(form.answer.data or "", actor=current_actor())
            flash(str(_("The cosignature is kept.") if kept else _("This cosignature was kept before.")))
            return redirect(url_for(".show_witnesses"), 303)
    return _page(form)


@blueprint.post("/witnesses/<uuid:witness_id>/retire")
@permit(Permission.WITNESS_MANAGE)
def retire_witness(witness_id: UUID) -> ResponseReturnValue:
    """Let a witness count no more."""
    witnesses.retire(witnesses.witness(witness_id), reason=PostForm().reason.data or "", actor=current_actor())
    flash(str(_("The witness is retired. What it cosigned stays on record.")))
    return redirect(url_for(".show_witnesses"), 303)
