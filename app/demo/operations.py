"""The acts of the demo that are its own: its loading begins and ends, and its time is moved forward."""

from datetime import datetime

from app.access.actor import Actor
from app.audit.operations import record, records
from app.demo.queries import BEGUN, DEMO, LOADED


@records(BEGUN)
def note_begun(*, actor: Actor) -> None:
    """Put on record that this database holds the demo, before the first account with the published password."""
    record(BEGUN, DEMO, actor=actor)


@records(LOADED)
def note_loaded(*, actor: Actor) -> None:
    """Put on record that the demo is there whole."""
    record(LOADED, DEMO, actor=actor)


@records("demo.jumped")
def note_jump(since: datetime, until: datetime, *, reminders: int, actor: Actor) -> None:
    """Put on record from when to when business time was moved, and how many reminders went out on the way."""
    record("demo.jumped", DEMO, actor=actor, before={"now": since}, after={"now": until, "reminders": reminders})
