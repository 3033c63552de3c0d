"""What every room stands on: database, clock, working days, ids, workflow, events, outbox, storage, numbering, errors.

Knows neither Flask nor the domain.
"""

from typing import Any

import structlog

from app.core import clock, storage
from app.core.intake import scanning


def init_app(app: Any) -> None:
    """Let the demo shift business time (everywhere else it is the machine's); give store, scanner, the server's log."""
    settings = app.settings
    _log_as(settings.log_format)
    clock.keep_offset_in(settings.instance_dir / "clock.json" if settings.is_demo else None)
    storage.provide(lambda: app.storage, limit=settings.upload_limit)
    scanning.use(settings.clamd_url)


def _log_as(form: str) -> None:
    """Write the server's own log in lines of `text` or `json`, each with its level and UTC time."""
    lines: list[Any] = [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    if form == "json":
        lines = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    stamps: list[Any] = [structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso")]
    structlog.configure(processors=stamps + lines)
