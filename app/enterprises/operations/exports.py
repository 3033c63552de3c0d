"""Taking data out of the registry."""

from collections.abc import Mapping

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.operations import record, records


@records("enterprise.exported")
def note_export(*, filters: Mapping[str, str], rows: int, actor: Actor) -> None:
    """Keep in the log that a list of enterprises left the system: what was asked for, and how many rows it had."""
    actor.require(Permission.ENTERPRISE_READ)
    record("enterprise.exported", "registry:enterprises", actor=actor, after={"filters": dict(filters), "rows": rows})
