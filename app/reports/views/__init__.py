"""The pages that look across all rooms."""

from flask import Blueprint

blueprint = Blueprint("reports", __name__, template_folder="../templates")

from app.reports.views import board, figures, jurisdiction, work  # noqa: E402

__all__ = ["blueprint", "board", "figures", "jurisdiction", "work"]
