"""Holding an inspection while a verb decides on it."""

from app.access.actor import Actor
from app.core import db
from app.core.errors import RuleViolated
from app.inspections.models import Inspection
from app.inspections.rules import Rule


def hold(inspection: Inspection) -> None:
    """Lock the inspection until the unit of work ends and read it anew, so that two verbs never decide at once."""
    db.session().flush()
    db.session().refresh(inspection, with_for_update=True)


def require(inspection: Inspection, actor: Actor, *rules: Rule, field: str | None = None) -> None:
    """Raise RuleViolated with the reason of the first rule that refuses."""
    for rule in rules:
        refused = rule(inspection, actor)
        if refused is not None:
            raise RuleViolated(refused, field=field)
