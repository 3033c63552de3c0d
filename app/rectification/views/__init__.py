"""The pages of rectification."""

from flask import Blueprint

blueprint = Blueprint("rectification", __name__, template_folder="../templates")

from app.rectification.views import answers, beside, drafting, listing, showing, steps, verification  # noqa: E402

__all__ = ["answers", "beside", "blueprint", "drafting", "listing", "showing", "steps", "verification"]
