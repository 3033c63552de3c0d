"""Published lists: sent in, looked at, applied."""

from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.core.errors import NotFound
from app.core.text import _
from app.enterprises import operations, queries
from app.enterprises.forms import ListForm
from app.enterprises.lists import COLUMNS, RowError
from app.enterprises.planning import Effect, Plan, plan_upload
from app.enterprises.states import FILING_IMPORT, ImportState
from app.enterprises.views import blueprint
from app.web.display import Tile
from app.web.guards import permit, reads_only
from app.web.identity import current_actor
from app.web.pages import render
from app.web.paging import Page, paging

EFFECTS = {
    Effect.NEW: (_("New filings"), "green"),
    Effect.CHANGED: (_("Changed filings"), "amber"),
    Effect.UNCHANGED: (_("Unchanged filings"), "grey"),
    Effect.WRONG: (_("Refused rows"), "red"),
}


@blueprint.get("/filing-imports")
@permit(Permission.ENTERPRISE_IMPORT)
@reads_only
def filing_imports() -> ResponseReturnValue:
    """List the published lists that were sent in."""
    asked = paging()
    found, total = queries.filing_imports(current_actor(), offset=asked.offset, limit=asked.size)
    return render("enterprises/filing_imports.html", block="content", page=Page(found, total, asked))


@blueprint.route("/filing-imports/new", methods=["GET", "POST"])
@permit(Permission.ENTERPRISE_IMPORT)
def new_filing_import() -> ResponseReturnValue:
    """Send a list in."""
    form = ListForm()
    if form.validate_on_submit():
        sent: Any = form.file.data
        with form.attempting():
            upload = operations.upload_list(
                sent.stream,
                filename=sent.filename,
                batch=form.batch.data,
                storage=_storage(),
                actor=current_actor(),
            )
            return redirect(url_for(".filing_import", import_id=upload.id), 303)
    return render("enterprises/filing_import_form.html", form=form)


@blueprint.get("/filing-imports/<uuid:import_id>")
@permit(Permission.ENTERPRISE_IMPORT)
@reads_only
def filing_import(import_id: UUID) -> ResponseReturnValue:
    """Show what applying a list would do, or what it did."""
    shown, actor = queries.filing_import(import_id, current_actor()), current_actor()
    if shown.state == ImportState.UPLOADED:
        plan = plan_upload(shown, _storage(), actor=actor)
    else:
        plan = Plan([], [RowError.restored(error) for error in shown.errors or ()])
    return render(
        "enterprises/filing_import.html",
        upload=shown,
        tiles=_tiles(shown.counts or plan.counts),
        errors=plan.errors,
        changed=[outcome for outcome in plan.outcomes if outcome.effect == Effect.CHANGED],
        new=[outcome for outcome in plan.outcomes if outcome.effect == Effect.NEW],
        warned=[outcome for outcome in plan.outcomes if outcome.warning],
        offers=FILING_IMPORT.offers(shown, actor),
        columns=COLUMNS | {"state": _("State")},
        told=told,
    )


@blueprint.post("/filing-imports/<uuid:import_id>/<step>")
@permit(Permission.ENTERPRISE_IMPORT)
def take_import_step(import_id: UUID, step: str) -> ResponseReturnValue:
    """Apply a list, or lay it aside."""
    upload, actor = queries.filing_import(import_id, current_actor()), current_actor()
    if step == "apply":
        operations.apply_import(upload, storage=_storage(), actor=actor)
        flash(str(_("The list is imported.")))
    elif step == "discard":
        operations.discard_import(upload, actor=actor)
        flash(str(_("The list is laid aside; nothing of it was imported.")))
    else:
        raise NotFound()
    return redirect(url_for(".filing_import", import_id=import_id), 303)


def _storage() -> Any:
    return current_app.storage  # type: ignore[attr-defined]


def _tiles(counts: dict[str, int]) -> list[Tile]:
    return [Tile(label, counts[effect], tone=tone) for effect, (label, tone) in EFFECTS.items()]


def told(value: Any) -> str:
    """A value of a list as a person reads it."""
    if isinstance(value, tuple):
        return "、".join(f"{product.name}（{product.kind.label}）" for product in value)
    return str(getattr(value, "label", value if value is not None else "")) or "—"
