"""The pages of findings."""

from flask import Blueprint

blueprint = Blueprint("findings", __name__, template_folder="../templates")

from app.findings.views import evidence, listing, showing, steps, writing  # noqa: E402

__all__ = ["blueprint", "evidence", "listing", "showing", "steps", "writing"]
