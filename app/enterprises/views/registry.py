"""The list of enterprises, the page of one, and what the office changes in it."""

import csv
import io
from uuid import UUID

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.access.permissions import Permission
from app.audit.queries import events_of
from app.core import clock
from app.core.errors import NotFound
from app.core.text import Text, _
from app.enterprises import operations, queries
from app.enterprises.forms import AlgorithmForm, EnterpriseFilterForm, EnterpriseForm
from app.enterprises.models import Enterprise
from app.enterprises.queries import SORTS, EnterpriseFilter, EnterpriseRow
from app.enterprises.sections import Section, sections
from app.enterprises.states import ENTERPRISE, AlgorithmType, EnterpriseState, Source
from app.enterprises.views import blueprint
from app.organisation import divisions
from app.organisation import queries as organisation
from app.organisation.naming import office_name
from app.web.display import Happening
from app.web.forms import PostForm
from app.web.guards import permit, reads_only
from app.web.identity import current_actor
from app.web.pages import render
from app.web.paging import Page, paging

HISTORY = 10
"""Events shown beside an enterprise."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet program would run as a formula."""


@blueprint.get("/enterprises")
@permit(Permission.ENTERPRISE_READ)
@reads_only
def enterprises() -> ResponseReturnValue:
    """List the enterprises within reach."""
    form, asked = _filter_form(), paging(sorts=SORTS, default="name")
    rows, total = queries.enterprises(
        _wanted(form), sort=asked.sort, descending=asked.descending, offset=asked.offset, limit=asked.size
    )
    return render(
        "enterprises/enterprises.html",
        block="content",
        form=form,
        page=Page(rows, total, asked),
        status=200,
    )


@blueprint.get("/enterprises/export")
@permit(Permission.ENTERPRISE_READ)
def export() -> ResponseReturnValue:
    """Give exactly the enterprises that the list is filtered to, as CSV."""
    form, asked = _filter_form(), paging(sorts=SORTS, default="name")
    rows = list(queries.all_enterprises(_wanted(form), sort=asked.sort, descending=asked.descending))
    filters = {field.short_name: str(field.data) for field in form.visible if field.data}
    operations.note_export(filters=filters, rows=len(rows), actor=current_actor())
    name = f"enterprises-{clock.today().isoformat()}.csv"
    return Response(_csv(rows), mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _filter_form() -> EnterpriseFilterForm:
    form = EnterpriseFilterForm()
    reach = current_actor().reach
    offices = organisation.offices_within(reach or organisation.NATIONAL) if reach is not None else []
    form.office.offer((office.path, office_name(office)) for office in offices)
    form.validate()
    return form


def _wanted(form: EnterpriseFilterForm) -> EnterpriseFilter:
    return EnterpriseFilter(
        text=form.q.data or "",
        office_path=form.office.data or "",
        division_code=form.division.data or "",
        source=Source(form.source.data) if form.source.data in set(Source) else None,
        type=AlgorithmType(form.type.data) if form.type.data in set(AlgorithmType) else None,
        state=EnterpriseState(form.state.data) if form.state.data in set(EnterpriseState) else None,
    )


def _csv(rows: list[EnterpriseRow]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    headings = (_("Name"), _("Credit code"), _("Division code"), _("Office"), _("State"), _("Source"), _("Filings"))
    writer.writerow([*(str(heading) for heading in headings), str(_("Algorithm types"))])
    for row in rows:
        entry = row.enterprise
        cells = [entry.name, entry.uscc or "", entry.division_code, office_name(row.office), str(entry.state.label)]
        cells += [str(entry.source.label), str(row.filings), " / ".join(str(kind.label) for kind in row.types)]
        writer.writerow([_harmless(cell) for cell in cells])
    return "\ufeff" + out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


@blueprint.route("/enterprises/new", methods=["GET", "POST"])
@permit(Permission.ENTERPRISE_EDIT)
def new_enterprise() -> ResponseReturnValue:
    """Enter an enterprise."""
    form = EnterpriseForm()
    if form.validate_on_submit():
        with form.attempting():
            entered = operations.add_enterprise(form.profile, actor=current_actor())
            flash(str(_("The enterprise is entered.")))
            return redirect(url_for(".enterprise", enterprise_id=entered.id), 303)
    return render("enterprises/enterprise_form.html", form=form, enterprise=None)


@blueprint.get("/enterprises/<uuid:enterprise_id>")
@permit(Permission.ENTERPRISE_READ)
@reads_only
def enterprise(enterprise_id: UUID) -> ResponseReturnValue:
    """Show one enterprise."""
    shown, actor = queries.enterprise(enterprise_id), current_actor()
    own = actor.reaches(shown.office_path)
    return render(
        "enterprises/enterprise.html",
        enterprise=shown,
        office=organisation.office(shown.office_id),
        platforms=_platforms(shown),
        division=divisions.name(shown.division_code),
        offers=ENTERPRISE.offers(shown, actor) if own else [],
        editable=own and actor.may(Permission.ENTERPRISE_EDIT) and shown.state == EnterpriseState.ACTIVE,
        sections=_sections(shown),
        judged=judged,
        happenings=_happenings(shown),
    )


def _platforms(shown: Enterprise) -> dict[str, str]:
    """The forms of each product, by its name."""
    forms: dict[str, list[str]] = {}
    for platform in shown.platforms:
        forms.setdefault(platform.name, []).append(str(platform.kind.label))
    return {name: " / ".join(kinds) for name, kinds in forms.items()}


def _happenings(shown: Enterprise) -> list[Happening]:
    entries = events_of(f"enterprise:{shown.id}", limit=HISTORY)
    return [Happening(entry.at, entry.who, entry.what, entry.reason) for entry in entries]


def judged(value: bool | None) -> Text:
    """A judgement in words."""
    if value is None:
        return _("Not judged yet")
    return _("Yes") if value else _("No")


def _sections(shown: Enterprise) -> list[tuple[Section, Markup]]:
    allowed = sorted(
        (plugged for plugged in sections if current_actor().may(plugged.permission)), key=lambda s: s.order
    )
    return [(plugged, content) for plugged in allowed if (content := plugged.show(shown)) is not None]


@blueprint.route("/enterprises/<uuid:enterprise_id>/edit", methods=["GET", "POST"])
@permit(Permission.ENTERPRISE_EDIT)
def edit_enterprise(enterprise_id: UUID) -> ResponseReturnValue:
    """Change what is known of an enterprise."""
    shown = queries.enterprise(enterprise_id)
    form = EnterpriseForm.of(shown)
    if form.validate_on_submit():
        with form.attempting():
            changed = operations.edit_enterprise(shown, form.profile, version=form.version.data, actor=current_actor())
            flash(str(_("The change is saved.") if changed else _("Nothing was different, so nothing was changed.")))
            return redirect(url_for(".enterprise", enterprise_id=enterprise_id), 303)
    return render("enterprises/enterprise_form.html", form=form, enterprise=shown)


@blueprint.route("/enterprises/<uuid:enterprise_id>/algorithms/new", methods=["GET", "POST"])
@permit(Permission.ENTERPRISE_EDIT)
def new_algorithm(enterprise_id: UUID) -> ResponseReturnValue:
    """Enter an algorithm of an enterprise."""
    shown, form = queries.enterprise(enterprise_id), AlgorithmForm()
    if form.validate_on_submit():
        with form.attempting():
            operations.add_algorithm(
                shown,
                name=form.name.data,
                type=AlgorithmType(form.type.data or ""),
                products=form.products.data,
                main_use=form.main_use.data,
                actor=current_actor(),
            )
            flash(str(_("The algorithm is entered.")))
            return redirect(url_for(".enterprise", enterprise_id=enterprise_id), 303)
    return render("enterprises/algorithm_form.html", form=form, enterprise=shown)


@blueprint.post("/enterprises/<uuid:enterprise_id>/<step>")
@permit(Permission.ENTERPRISE_EDIT)
def take_step(enterprise_id: UUID, step: str) -> ResponseReturnValue:
    """Take a step of the entry's lifecycle."""
    if step != "end":
        raise NotFound()
    form = PostForm()
    operations.end_enterprise(
        queries.enterprise(enterprise_id),
        reason=form.reason.data or "",
        version=form.version.data,
        actor=current_actor(),
    )
    flash(str(_("The entry is ended.")))
    return redirect(url_for(".enterprise", enterprise_id=enterprise_id), 303)
