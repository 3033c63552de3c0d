"""The page of a finding, and the findings on other pages."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.access.permissions import Permission
from app.cases import queries as cases
from app.cases.views import show
from app.core.text import Text
from app.core.workflow import Offer
from app.enterprises.models import Enterprise
from app.evidence import queries as evidence
from app.findings import queries, rules
from app.findings.models import Finding
from app.findings.sections import sections
from app.findings.states import FINDING, PATH
from app.findings.views import blueprint
from app.findings.views.steps import STEPS
from app.inspections.models import Inspection
from app.legal import queries as legal
from app.legal.models import Provision
from app.legal.rules import Consequence, article_name
from app.organisation import queries as organisation
from app.web.display import steps
from app.web.guards import permit
from app.web.identity import current_actor


@blueprint.get("/findings/<uuid:finding_id>")
@permit(Permission.CASE_READ)
def finding(finding_id: UUID) -> ResponseReturnValue:
    """Show one finding with its law, evidence and steps."""
    shown, actor = queries.finding(finding_id), current_actor()
    offers, pieces = _offers(shown), evidence.evidence_for([queries.ref(shown)])[queries.ref(shown)]
    people = (shown.drafted_by, shown.recorded_by, shown.confirmed_by, *(piece.collected_by for piece in pieces))
    return show(
        "findings/finding.html",
        shown.case_file,
        tab="findings",
        finding=shown,
        inspection=shown.inspection,
        offers=offers,
        next_step=_next_step(offers),
        steps=steps(PATH, shown.state),
        law=_law(shown),
        pieces=pieces,
        names=organisation.user_names(people),
        repeats=queries.repeats_of(shown),
        sections=[content for show in sections if (content := show(shown)) is not None],
        editable=actor.may(Permission.FINDING_RECORD) and rules.not_editable(shown, actor) is None,
        may_collect=actor.may(Permission.EVIDENCE_COLLECT) and rules.not_on_team(shown, actor) is None,
        linkable=actor.may(Permission.FINDING_RECORD) and rules.not_linkable(shown, actor) is None,
    )


def _offers(shown: Finding) -> list[Offer]:
    """The steps taken on this page: those open to the reader first, the way forward before side steps."""
    here = [offer for offer in FINDING.offers(shown, current_actor()) if offer.name in STEPS]
    return sorted(here, key=lambda offer: (offer.refusal is not None, not offer.transition.primary))


def _next_step(offers: list[Offer]) -> Text | None:
    forward = [offer for offer in offers if offer.transition.primary]
    return (forward[0].refusal or forward[0].label) if forward else None


@dataclass(frozen=True)
class _Law:
    """The article breached, as it stood on the day of the visit, and what the breach leads to."""

    name: Text
    provision: Provision
    consequence: Consequence


def _law(shown: Finding) -> _Law | None:
    if shown.article is None:
        return None
    day, law = queries.visit_day(shown.inspection), queries.instrument(shown.inspection)
    provision = legal.provision(shown.article, on=day, instrument=law)
    return _Law(article_name(shown.article), provision, legal.consequence(provision, on=day))


@blueprint.get("/cases/<uuid:case_file_id>/findings")
@permit(Permission.CASE_READ)
def findings_of_case(case_file_id: UUID) -> ResponseReturnValue:
    """The findings as a part of their case."""
    case_file = cases.case_file(case_file_id)
    return show("findings/of_case.html", case_file, tab="findings", findings=queries.findings_of(case_file_id))


def findings_of_inspection(inspection: Inspection) -> Markup | None:
    """The findings on the page of their inspection, with the way to add one."""
    actor = current_actor()
    found = queries.findings_of_inspection(inspection.id)
    may_add = actor.may(Permission.FINDING_RECORD) and rules.not_findable(inspection, actor) is None
    if not found and not may_add:
        return None
    return _part("findings/_of_inspection.html", findings=found, inspection=inspection, may_add=may_add)


def findings_of_enterprise(enterprise: Enterprise) -> Markup | None:
    """The findings at an enterprise on its page."""
    found = queries.findings_of_enterprise(enterprise.id)
    return _part("findings/_table.html", findings=found) if found else None


def _part(template: str, **context: Any) -> Markup:
    return Markup(render_template(template, **context))  # noqa: S704 (our own template, escaped)
