"""What an inspection found: shortcomings and breaches, each with its facts, legal basis and evidence."""

from typing import Any


def init_app(app: Any) -> None:
    """Plug in pages, the case's tab, the veto on concluding, and the words of the room's events."""
    from app.findings import handlers

    handlers.init_app()
