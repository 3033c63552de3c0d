"""The application that a command runs in."""

from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    from app.web.dispatch import Application


def application() -> "Application":
    """The application itself, not its proxy."""
    app: Application = current_app._get_current_object()  # type: ignore[attr-defined]
    return app
