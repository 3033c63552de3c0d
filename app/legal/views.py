"""The pages on which an inspector reads the law."""

from datetime import date

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.core import clock
from app.legal import queries, rules
from app.legal.forms import DeadlineRuleFilter, ProvisionFilter
from app.legal.states import Outcome, PeriodKind
from app.web.guards import permit, reads_only
from app.web.pages import render
from app.web.paging import Page, paging

blueprint = Blueprint("legal", __name__, template_folder="templates")


@blueprint.get("/provisions")
@permit(Permission.LEGAL_READ)
@reads_only
def provisions() -> ResponseReturnValue:
    """The articles in force on a day, each with its duty and what a breach leads to."""
    form = ProvisionFilter()
    form.validate()
    outcome = Outcome(form.outcome.data) if form.outcome.data in set(Outcome) else None
    on = form.on.data or clock.today()
    found = queries.search_provisions(form.q.data or "", outcome, on=on)
    part = paging()
    page = Page(found[part.offset : part.offset + part.size], len(found), part)
    return render("legal/provisions.html", block="content", status=200, form=form, page=page, on=on)


@blueprint.get("/provisions/<slug>")
@permit(Permission.LEGAL_READ)
@reads_only
def provision(slug: str) -> ResponseReturnValue:
    """One article on a day: its duty, what a breach leads to, its deadlines, the rules beside it."""
    on = _asked_day()
    found = queries.provision(rules.article_of(slug), on=on)
    return render(
        "legal/provision.html",
        provision=found,
        consequence=queries.consequence(found, on=on),
        punished=queries.punished_under(found.article, on=on),
        deadlines=queries.deadlines_of(found.article, on=on),
        neighbours=queries.neighbours_of(found.article, on=on),
        instruments=queries.instruments(on=on),
        cited=queries.instruments(on=found.applies_from),
        on=on,
    )


@blueprint.get("/deadline-rules")
@permit(Permission.LEGAL_READ)
@reads_only
def deadline_rules() -> ResponseReturnValue:
    """The periods of the law in force on a day."""
    form = DeadlineRuleFilter()
    form.validate()
    kind = PeriodKind(form.kind.data) if form.kind.data in set(PeriodKind) else None
    on = form.on.data or clock.today()
    found = queries.search_deadline_rules(form.q.data or "", kind, on=on)
    part = paging()
    page = Page(found[part.offset : part.offset + part.size], len(found), part)
    return render("legal/deadline_rules.html", block="content", status=200, form=form, page=page, on=on)


def _asked_day() -> date:
    """The day in the address whose law is wanted; today where there is none or it can't be read."""
    asked = request.args.get("on", default=None, type=date.fromisoformat)
    return asked or clock.today()
