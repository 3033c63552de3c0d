"""The standstill as every page shows it, and the look at the signer's memory that finds it."""

from threading import Event
from typing import TYPE_CHECKING

from flask import render_template
from markupsafe import Markup

from app.audit.sealing import standstill

if TYPE_CHECKING:
    from app.web.dispatch import Application


def watch(app: "Application") -> None:
    """Compare database and signer when the process answers its first request."""
    looked = Event()

    def look() -> None:
        if not looked.is_set():
            looked.set()
            standstill.look(app.database, app.settings)

    app.before_request(look)


def strip() -> Markup | None:
    """The red strip of a product that stands still, None otherwise."""
    since = standstill.since()
    return None if since is None else Markup(render_template("audit/_standstill.html", since=since))  # noqa: S704
