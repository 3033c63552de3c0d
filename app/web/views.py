"""The few addresses that belong to no room: the front door, the choice of language, reports of policy violations."""

import json
import re

import structlog
from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from app.web.guards import public, reads_only, signed_in, takes
from app.web.identity import current_actor
from app.web.language import COOKIE, LANGUAGES
from app.web.navigation import home as first_page
from app.web.security import YEAR, csrf, keep_cookie

blueprint = Blueprint("web", __name__, template_folder="templates")
log = structlog.get_logger()

_INSIDE = re.compile(r"/(?!/)[^\\\x00-\x1f\x7f]*")
"""No backslash and no control character: browsers read the one as a slash and skip the other, where we do not."""

REPORT_LIMIT = 16_384
"""Bytes read of one violation report."""


@blueprint.get("/")
@signed_in
@reads_only
def home() -> ResponseReturnValue:
    """Lead each person to the first page of the role."""
    return redirect(first_page.url_for(current_actor()))


@blueprint.post("/language")
@public
@reads_only
def language() -> ResponseReturnValue:
    """Keep the language chosen on the page for a year and show the page again."""
    response = redirect(inside(request.form.get("next", "")), 303)
    chosen = request.form.get("lang", "")
    if chosen in LANGUAGES:
        keep_cookie(response, COOKIE, chosen, seconds=YEAR)
    return response


@blueprint.post("/csp-report")
@csrf.exempt
@takes("application/csp-report", "application/json")
@public
@reads_only
def csp_report() -> ResponseReturnValue:
    """Log what a browser refused to load."""
    try:
        sent = json.loads(request.stream.read(REPORT_LIMIT))
    except (ValueError, RecursionError):
        return "", 204
    report = sent.get("csp-report") if isinstance(sent, dict) else None
    if isinstance(report, dict):
        names = ("document-uri", "violated-directive", "blocked-uri", "source-file", "line-number")
        log.warning("content security policy violated", **{name: str(report.get(name, ""))[:300] for name in names})
    return "", 204


def inside(address: str) -> str:
    """`address` if it lies on this site, else the front door: nobody is led elsewhere by a crafted link."""
    return address if _INSIDE.fullmatch(address) else "/"
