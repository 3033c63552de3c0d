"""What people fill in about a piece of evidence. Rooms whose subjects are proved use the same form."""

from typing import Any

from app.core import clock, storage
from app.core.intake import KINDS
from app.core.text import _
from app.evidence.states import EvidenceKind
from app.web.fields import ChoiceField, MomentField, TextField, UploadField
from app.web.forms import Form

ACCEPT = tuple(ending for kind in KINDS.values() for ending in kind.endings)


class EvidenceForm(Form):
    """A file and what it is."""

    file = UploadField(_("File"), required=True, accept=ACCEPT)
    kind = ChoiceField(_("Kind of evidence"), choices=EvidenceKind, required=True)
    title = TextField(_("What it shows"), required=True)
    occurred_at = MomentField(
        _("When it happened"),
        required=True,
        description=_("When the photo was taken, the page seen, the paper signed."),
    )
    source = TextField(_("From whom"), required=True, description=_("Who gave it or where it was taken."))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.file.limit_to(storage.upload_limit() >> 20)
        if self.occurred_at.data is None and not self.is_submitted():
            self.occurred_at.data = clock.now()

    def collected(self) -> dict[str, Any]:
        """What was filled in, as `evidence.operations.collect` takes it."""
        file: Any = self.file.data
        return {
            "stream": file.stream,
            "filename": file.filename,
            "kind": EvidenceKind(self.kind.data or ""),
            "title": self.title.data,
            "occurred_at": self.occurred_at.data,
            "source": self.source.data,
        }
