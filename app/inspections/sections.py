"""Where upper rooms add to the page of an inspection what they know of it."""

from collections.abc import Callable

from markupsafe import Markup

from app.core.events import Socket
from app.inspections.models import Inspection

sections: Socket[Callable[[Inspection], Markup | None]] = Socket()
"""Each answers a rendered card, or None where there is nothing to show."""
