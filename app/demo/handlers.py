"""What the demo keeps visitors from."""

from app.core.errors import RuleViolated
from app.core.text import _
from app.enterprises.states import Source
from app.inspections.operations import Planned


def refuse_real_enterprise(planned: Planned) -> None:
    """Raise RuleViolated for a company of the published lists: no invented finding is ever tied to a real name."""
    if planned.inspection.enterprise.source is Source.PUBLISHED_LIST:
        raise RuleViolated(
            _("The demo inspects invented enterprises alone; this one is real. Choose one marked as fictitious.")
        )
