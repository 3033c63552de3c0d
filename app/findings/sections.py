"""Where upper rooms add to the page of a finding what they know of it."""

from collections.abc import Callable

from markupsafe import Markup

from app.core.events import Socket
from app.findings.models import Finding

sections: Socket[Callable[[Finding], Markup | None]] = Socket()
"""Each answers a rendered card for the page of a finding, or None where there is nothing to show."""
