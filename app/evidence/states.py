"""Kinds of evidence."""

from app.core.text import _
from app.core.workflow import Choice


class EvidenceKind(Choice):
    """APL art. 46."""

    DOCUMENT = "document", _("Document")
    OBJECT = "object", _("Object")
    AUDIO_VISUAL = "audio_visual", _("Audio-visual material")
    ELECTRONIC_DATA = "electronic_data", _("Electronic data")
    WITNESS = "witness", _("Witness statement")
    PARTY_STATEMENT = "party_statement", _("Party's statement")
    EXPERT_OPINION = "expert_opinion", _("Expert opinion")
    INSPECTION_RECORD = "inspection_record", _("Inspection record")
