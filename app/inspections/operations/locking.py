"""Holding a row while a verb decides on it."""

from typing import Any

from app.access.actor import Actor
from app.core import db
from app.core.errors import RuleViolated
from app.inspections.models import Inspection
from app.inspections.rules import Rule


def hold(row: Any) -> None:
    """Lock an inspection, or what belongs to one, until the unit of work ends, and read it anew.

    So two verbs never decide at once. Raises Stale where somebody changed the row after this unit of work had read it,
    and so after the screen was compared.
    """
    db.session().flush()
    seen = row.version
    db.hold(row)
    row.unchanged_since(seen)


def require(inspection: Inspection, actor: Actor, *rules: Rule, field: str | None = None) -> None:
    """Raise RuleViolated with the reason of the first rule that refuses."""
    for rule in rules:
        refused = rule(inspection, actor)
        if refused is not None:
            raise RuleViolated(refused, field=field)
