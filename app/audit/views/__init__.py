"""The reading room."""

from app.audit.views import erasures, events, receipts, report, standing, witnesses
from app.audit.views.blueprint import blueprint

__all__ = ["blueprint", "erasures", "events", "receipts", "report", "standing", "witnesses"]
