"""What this room puts on the log."""

from app.audit.catalogue import Key, Kind, Shown
from app.core.text import _
from app.evidence.states import EvidenceKind

FILE = (
    Key("subject", _("What it proves"), Shown.RECORD),
    Key("kind", _("Kind of evidence"), EvidenceKind),
    Key("filename", _("File name")),
)

EVENTS = {
    "evidence.collected": Kind(_("Evidence collected"), *FILE),
    "evidence.viewed": Kind(_("Evidence viewed"), *FILE),
}
