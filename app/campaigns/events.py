"""What this room puts on the log."""

from app.audit.catalogue import Kind
from app.core.text import _

EVENTS = {
    "campaign.loaded": Kind(_("Campaign loaded")),
    "campaign.changed": Kind(_("Campaign changed by its file")),
    "campaign.started": Kind(_("Campaign started")),
}
