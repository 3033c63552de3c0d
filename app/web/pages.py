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

    A refused form among the values gives the answer its status (422, or 409 for a stale screen) unless `status` does.
    """
    if block and wants_fragment():
        current_app.update_template_context(context)
        page = current_app.jinja_env.get_template(template)
        body = "".join(page.blocks[block](page.new_context(context)))
    else:
        body = render_template(template, **context)
    refused = max((value.status for value in context.values() if isinstance(value, Form)), default=200)
    response = make_response(body, status or refused)
    response.vary.add("HX-Request-Type")
    return response
