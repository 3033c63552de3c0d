"""Telling of attempts that were turned away in numbers, and forgetting old counts."""

from app.access.actor import Actor
from app.audit.operations import record, records
from app.core import db, throttle


@records(sometimes=("access.throttled",))
def tell_of_throttled() -> None:
    """Append one event for the attempts turned away under each key, and remove the counts that are forgotten."""
    actor: Actor = db.session().info["actor"]
    for refusals in throttle.untold():
        record(
            "access.throttled",
            f"throttle:{refusals.kind}:{refusals.key}",
            actor=actor,
            after={"attempts": refusals.count, "since": refusals.since},
        )
    throttle.sweep()
