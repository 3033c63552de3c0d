"""On-site inspections (现场检查): the plan, the team, the notice, the visit, the record signed by both sides.

Upper rooms veto steps through `states.INSPECTION.vetoes` and listen to `Concluded`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.inspections.models import Inspection


@dataclass(frozen=True)
class Concluded:
    """An inspection was concluded: its findings are complete and confirmed."""

    inspection: "Inspection"


def init_app(app: Any) -> None:
    """Plug in pages, the case's tab, the enterprise's section, and the words of the room's events."""
