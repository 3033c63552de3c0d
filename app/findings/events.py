"""What this room puts on the log."""

from app.audit.catalogue import Key, Kind, Shown
from app.core.text import _
from app.findings.states import Aspect, Family

SAID = (
    Key("family", _("Family"), Family),
    Key("aspect", _("In what the shortcoming consists"), Aspect),
    Key("article", _("Article breached")),
    Key("title", _("Title")),
    Key("facts", _("Facts")),
)

EVENTS = {
    "finding.drafted": Kind(_("Finding drafted"), *SAID),
    "finding.changed": Kind(_("Draft of the finding changed"), *SAID),
    "finding.recorded": Kind(_("Finding recorded"), Key("pieces_of_evidence", _("Pieces of evidence"), Shown.COUNT)),
    "finding.confirmed": Kind(_("Finding confirmed by a second officer")),
    "finding.sent_back": Kind(_("Finding sent back to draft")),
    "finding.dismissed": Kind(_("Finding dismissed")),
    "finding.repeat_linked": Kind(
        _("Finding linked to the earlier one it repeats"), Key("repeat_of", _("Earlier finding"), Shown.RECORD)
    ),
    "finding.fed_back": Kind(_("Finding fed back to the enterprise")),
    "finding.taken_back": Kind(_("Finding taken back with the withdrawn order")),
    "finding.rectification_started": Kind(_("Rectification of the finding started")),
    "finding.verified": Kind(_("Finding verified as put right")),
}
