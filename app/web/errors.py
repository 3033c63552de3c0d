"""From what went wrong to what the caller sees: a page, a message beside the page, or problem details (RFC 9457).

The only place that knows HTTP statuses for the errors of the trade.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog
from flask import g, jsonify, make_response, render_template, request
from flask import session as cookie
from flask.wrappers import Response
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.core.errors import (
    DomainError,
    IllegalTransition,
    NotFound,
    NotPermitted,
    ReadOnly,
    RuleViolated,
    Stale,
    StepUp,
    TooManyAttempts,
)
from app.core.storage import ALTERED
from app.core.text import Text, _
from app.web import refusals
from app.web.dispatch import in_new_unit_of_work
from app.web.frame import Frame

if TYPE_CHECKING:
    from app.web.dispatch import Application

log = structlog.get_logger()

STATUS: dict[type[DomainError], int] = {
    NotFound: 404,
    NotPermitted: 403,
    StepUp: 403,
    RuleViolated: 422,
    IllegalTransition: 409,
    Stale: 409,
    TooManyAttempts: 429,
    ReadOnly: 503,
}

TITLES: dict[int, Text] = {
    400: _("The request could not be understood"),
    403: _("Not allowed"),
    404: _("Nothing here"),
    405: _("Not possible this way"),
    409: _("The record has moved on"),
    413: _("Too large"),
    415: _("Not read in this form"),
    422: _("This can't be done as asked"),
    429: _("Too many attempts"),
    500: _("Something broke on our side"),
    503: _("The system stands still"),
}

SENTENCES: dict[int, Text] = {
    400: _("Go back, reload the page and try again."),
    403: _("Your role does not allow this. Ask your security administrator if you need it."),
    404: _("This page or record does not exist, or it is outside your reach."),
    405: _("Go back and use the buttons on the page."),
    413: _("What you sent is larger than this system accepts. Compress or split it and send it again."),
    415: _("Fill in the form on the page and send that: nothing else is read here."),
    429: _("Wait a few minutes and try again."),
    500: _("Nothing was changed. Try again; if it keeps happening, tell your system administrator the number below."),
}


@dataclass(frozen=True)
class Problem:
    """What went wrong, in the form every answer is made from."""

    code: str
    status: int
    detail: Text
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> Text:
        return TITLES.get(self.status, TITLES[400 if self.status < 500 else 500])


def init_app(app: "Application") -> None:
    """Answer every error of the trade, of HTTP and of our own."""
    app.register_error_handler(DomainError, refused)
    app.register_error_handler(CSRFError, forged)
    app.register_error_handler(HTTPException, turned_away)
    app.register_error_handler(500, broken)


def refused(error: DomainError) -> Response:
    """An error of the trade; a lack of rights, a refused file and one found altered reach the log."""
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)
    extra: dict[str, Any] = {"field": error.field} if error.field else {}
    if isinstance(error, Stale):
        extra |= {"seen": error.seen, "current": error.current}
    problem = Problem(error.code, status, error.message, extra)
    if status == 403 or error.code == ALTERED or refusals.concerns_upload(error):
        problem = _kept(problem)
    response = answer(problem)
    if isinstance(error, TooManyAttempts):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def forged(error: CSRFError) -> Response:
    """A change without proof that it came from our own page."""
    problem = Problem(
        "csrf_failed", 400, _("Your session has changed since this page was opened. Reload it and try again.")
    )
    return answer(_kept(problem))


def turned_away(error: HTTPException) -> Response:
    """An error of HTTP itself: no such address, wrong method, too large."""
    if error.response is not None or error.code is None or error.code < 400:
        return make_response(error.get_response())
    detail = SENTENCES.get(error.code, SENTENCES[400 if error.code < 500 else 500])
    problem = Problem(error.name.lower().replace(" ", "_"), error.code, detail)
    if error.code in (403, 413):
        problem = _kept(problem)
    response = answer(problem)
    for name, value in error.get_headers(request.environ):
        if name in ("Allow", "Retry-After", "WWW-Authenticate"):
            response.headers[name] = value
    return response


def broken(error: Exception) -> Response:
    """A fault of ours, told without detail; Flask logs the trace, this line ties it to the number the person sees."""
    log.error("request failed", endpoint=request.endpoint, request_id=_request_id())
    return answer(Problem("internal_error", 500, SENTENCES[500]))


def answer(problem: Problem) -> Response:
    """The problem in the form the caller reads; what a view had said to be done was undone, so it is not shown."""
    cookie.pop("_flashes", None)
    form = _json if wants_json() else _fragment if "HX-Request" in request.headers else _page
    response = form(problem)
    response.status_code = problem.status
    return response


def wants_json() -> bool:
    """Whether the caller is a program."""
    if request.path.startswith("/api/"):
        return True
    forms = ["text/html", "application/json", "application/problem+json"]
    return request.accept_mimetypes.best_match(forms, default="text/html") != "text/html"


def _json(problem: Problem) -> Response:
    response = jsonify(
        type=f"urn:lianjian:problem:{problem.code}",
        title=str(problem.title),
        status=problem.status,
        detail=str(problem.detail),
        code=problem.code,
        instance=request.path,
        request_id=_request_id(),
        **problem.extra,
    )
    response.content_type = "application/problem+json"
    return response


def _fragment(problem: Problem) -> Response:
    return make_response(render_template("errors/_toast.html", problem=problem))


def _page(problem: Problem) -> Response:
    broken = problem.status >= 500 and problem.code != ReadOnly.code
    template = "errors/broken.html" if broken else "errors/refused.html"
    frame = Frame(g.actor, quiet=True)
    return make_response(
        render_template(template, problem=problem, frame=frame, request_id=_request_id(), back=_page_before())
    )


def _page_before() -> str | None:
    """The page of ours the caller came from."""
    before = request.referrer or ""
    return before if before.startswith(request.host_url) and before != request.url else None


def _request_id() -> str:
    return g.actor.request_id if "actor" in g else ""


def _kept(problem: Problem) -> Problem:
    """The problem, now on the log; where nothing can be kept there, that is what the caller is told instead."""
    try:
        in_new_unit_of_work(lambda: refusals.report(problem.code, problem.status, problem.detail.msgid))
    except ReadOnly as standstill:
        return Problem(standstill.code, STATUS[ReadOnly], standstill.message)
    return problem
