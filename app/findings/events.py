"""What this room puts on the log."""

from app.audit.catalogue import Kind
from app.core.text import _

EVENTS = {
    "finding.drafted": Kind(_("Finding drafted")),
    "finding.changed": Kind(_("Draft of the finding changed")),
    "finding.recorded": Kind(_("Finding recorded")),
    "finding.confirmed": Kind(_("Finding confirmed by a second officer")),
    "finding.sent_back": Kind(_("Finding sent back to draft")),
    "finding.dismissed": Kind(_("Finding dismissed")),
    "finding.repeat_linked": Kind(_("Finding linked to the earlier one it repeats")),
    "finding.fed_back": Kind(_("Finding fed back to the enterprise")),
    "finding.taken_back": Kind(_("Finding taken back with the withdrawn order")),
    "finding.rectification_started": Kind(_("Rectification of the finding started")),
    "finding.verified": Kind(_("Finding verified as put right")),
}
