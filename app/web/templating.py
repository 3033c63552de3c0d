"""Jinja for the house: strict, translated, with the filters and functions that every template may use."""

import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import g, request, url_for
from flask_babel import Babel
from jinja2 import StrictUndefined

from app.access.permissions import Permission
from app.core import clock
from app.core.text import translate_with
from app.web import display, language
from app.web.fields.drawing import control, said_under
from app.web.frame import Frame
from app.web.identity import is_signed_in
from app.web.navigation import home
from app.web.paging import SIZES

if TYPE_CHECKING:
    from app.web.dispatch import Application


def init_app(app: "Application") -> None:
    """Set up language, filters and functions."""
    Babel(app, default_locale=language.LANGUAGES["zh"], locale_selector=language.choose)
    translate_with(language.translate, language.written_day)
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(
        day=language.day,
        moment=language.moment,
        file_size=language.file_size,
        distance=display.distance,
        control=control,
    )
    environment.tests["signed_in"] = lambda actor: actor.id is not None
    environment.globals.update(
        may=may,
        url_with=url_with,
        said_under=said_under,
        home=home,
        is_chinese=language.is_chinese,
        now=clock.now,
        page_sizes=SIZES,
        unique=unique,
    )
    app.context_processor(surroundings)


def surroundings() -> dict[str, Any]:
    """What every template knows: the actor and, lazily, what stands around the page."""
    return {"actor": g.actor, "frame": Frame(g.actor), "signed_in": is_signed_in()}


def may(permission: Permission | str) -> bool:
    """Whether the caller's roles allow it: `may("order:approve")`."""
    allowed: bool = g.actor.may(Permission(permission))
    return allowed


def unique(prefix: str) -> str:
    """An id for an element that stands on a page many times, or arrives later by htmx."""
    return f"{prefix}-{secrets.token_hex(4)}"


def url_with(**changes: Any) -> str:
    """The address of this page with some query values changed; None drops one. A change of list starts at page 1."""
    query: dict[str, Any] = request.args.to_dict(flat=False)
    if "page" not in changes:
        query.pop("page", None)
    query.update(changes)
    kept = {name: value for name, value in query.items() if value is not None}
    page = url_for(request.endpoint or "web.home", **(request.view_args or {}))
    return f"{page}?{urlencode(kept, doseq=True)}" if kept else page
