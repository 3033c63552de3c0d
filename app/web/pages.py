"""Answering with a page, or with one block of it when htmx asked for a part."""

from typing import Any

from flask import current_app, make_response, render_template, request
from flask.wrappers import Response

from app.web.forms import Form


def wants_fragment() -> bool:
    """Whether htmx asked for a part of the page."""
    return request.headers.get("HX-Request-Type") == "partial"


def render(template: str, *, block: str | None = None, status: int | None = None, **context: Any) -> Response:
    """The page, or only its `block` when htmx asked for a part.

    A refused form among the values gives the answer its status (422, 409 for a stale screen, 429 with the seconds to
    wait for one sent too soon) unless `status` does.
    """
    if block and wants_fragment():
        current_app.update_template_context(context)
        page = current_app.jinja_env.get_template(template)
        body = "".join(page.blocks[block](page.new_context(context)))
    else:
        body = render_template(template, **context)
    forms = [value for value in context.values() if isinstance(value, Form)]
    response = make_response(body, status or max((form.status for form in forms), default=200))
    for seconds in filter(None, (form.retry_after for form in forms)):
        response.headers["Retry-After"] = str(seconds)
    response.vary.add("HX-Request-Type")
    return response
