"""The pages of an inspection."""

from flask import Blueprint

blueprint = Blueprint("inspections", __name__, template_folder="../templates")

from app.inspections.views import listing, notice, planning, showing, steps, team, visit  # noqa: E402

__all__ = ["blueprint", "listing", "notice", "planning", "showing", "steps", "team", "visit"]
