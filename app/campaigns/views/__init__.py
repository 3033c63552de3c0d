"""The pages of campaigns."""

from flask import Blueprint

blueprint = Blueprint("campaigns", __name__, template_folder="../templates")

from app.campaigns.views import close, showing  # noqa: E402

__all__ = ["blueprint", "close", "showing"]
