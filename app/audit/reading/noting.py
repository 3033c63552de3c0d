"""Reading the log is itself on the log: what was looked for, which event was opened."""

from typing import Any

from app.access.actor import Actor
from app.audit.operations import record, records
from app.audit.reading.opening import Event


@records("audit.searched")
def note_search(filters: dict[str, Any], *, actor: Actor) -> None:
    """Keep that the log was searched, with the filters used."""
    record("audit.searched", "log:events", actor=actor, after=filters or None)


@records("audit.read")
def note_reading(event: Event, *, actor: Actor) -> None:
    """Keep that an event was opened: of a case, it is a reading of that case."""
    record("audit.read", f"audit_event:{event.log}:{event.seq}", actor=actor, case_file_id=event.case_file_id)


@records("audit.report_read")
def note_report(filters: dict[str, Any], *, actor: Actor) -> None:
    """Keep that the gap report was read, with its span."""
    record("audit.report_read", "log:report", actor=actor, after=filters)
