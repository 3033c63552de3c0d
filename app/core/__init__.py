"""What every room stands on: database, clock, working days, ids, workflow, events, outbox, storage, numbering, errors.

Knows neither Flask nor the domain.
"""

from typing import Any

from app.core import clock, storage
from app.core.intake import scanning


def init_app(app: Any) -> None:
    """Let the demo shift business time (everywhere else it is the machine's); give the files' store and scanner."""
    settings = app.settings
    clock.keep_offset_in(settings.instance_dir / "clock.json" if settings.is_demo else None)
    storage.provide(lambda: app.storage, limit=settings.upload_limit)
    scanning.use(settings.clamd_url)
