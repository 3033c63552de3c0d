"""The list of findings."""

from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.core import clock
from app.findings import queries
from app.findings.forms import FindingFilterForm
from app.findings.queries import SORTS, FindingFilter
from app.findings.states import Family, FindingState
from app.findings.views import blueprint
from app.legal import queries as legal
from app.legal.rules import article_name, breach_choices
from app.organisation import queries as organisation
from app.organisation.naming import office_name
from app.web.guards import permit, reads_only
from app.web.identity import current_actor
from app.web.language import is_chinese
from app.web.pages import render
from app.web.paging import Page, paging


@blueprint.get("/findings")
@permit(Permission.CASE_READ)
@reads_only
def findings() -> ResponseReturnValue:
    """List the findings within reach."""
    form, asked = _filter_form(), paging(sorts=SORTS, default="-found")
    rows, total = queries.findings(
        _wanted(form), sort=asked.sort, descending=asked.descending, offset=asked.offset, limit=asked.size
    )
    return render(
        "findings/findings.html",
        block="content",
        form=form,
        page=Page(rows, total, asked),
        offices=organisation.offices_by_id({row.finding.case_file.office_id for row in rows}),
        article_name=article_name,
        status=200,
    )


def _filter_form() -> FindingFilterForm:
    form = FindingFilterForm()
    reach = current_actor().reach
    offices = organisation.offices_within(reach or organisation.NATIONAL) if reach is not None else []
    form.office.offer((office.path, office_name(office)) for office in offices)
    form.article.offer(breach_choices(legal.breach_articles(on=clock.today()), chinese=is_chinese()))
    form.validate()
    return form


def _wanted(form: FindingFilterForm) -> FindingFilter:
    return FindingFilter(
        text=form.q.data or "",
        family=Family(form.family.data) if form.family.data in set(Family) else None,
        state=FindingState(form.state.data) if form.state.data in set(FindingState) else None,
        article=form.article.data or None,
        office_path=form.office.data or "",
    )
