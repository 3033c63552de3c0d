"""What other pages show of rectification: the orders of an enterprise, the demand for a finding."""

from flask import render_template
from markupsafe import Markup

from app.enterprises.models import Enterprise
from app.findings.models import Finding
from app.rectification import queries


def orders_of_enterprise(enterprise: Enterprise) -> Markup | None:
    """The orders to an enterprise on its page."""
    found = queries.orders_to(enterprise.id)
    if not found:
        return None
    part = render_template("rectification/_table.html", orders=found, progress=queries.progress(found))
    return Markup(part)  # noqa: S704 (our own template, escaped)


def demand_of_finding(finding: Finding) -> Markup | None:
    """The demand that asks to put a finding right, on the finding's page."""
    demand = queries.demand_for(finding)
    if demand is None:
        return None
    return Markup(render_template("rectification/_of_finding.html", demand=demand))  # noqa: S704 (our own template)
