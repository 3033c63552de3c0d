"""The pages of the registry."""

from flask import Blueprint

blueprint = Blueprint("enterprises", __name__, template_folder="../templates")

from app.enterprises.views import imports, registry  # noqa: E402

__all__ = ["blueprint", "imports", "registry"]
