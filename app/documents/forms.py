"""What people fill in about an official paper. Rooms whose papers are served use the same form."""

from typing import Any

from app.core.text import _
from app.documents.states import ServiceManner
from app.web.fields import CheckField, ChoiceField, DayField, TextField, VersionField
from app.web.forms import Form


class ServiceForm(Form):
    """How a paper was served (送达回证, D23)."""

    manner = ChoiceField(_("Manner of service"), choices=ServiceManner, required=True, blank=None)
    served_on = DayField(
        _("Served on"), required=True, description=_("The day of receipt; by public notice the day of publication.")
    )
    place = TextField(_("Place of service"), required=True)
    receiver = TextField(_("Receiver"), required=True)
    witness = TextField(_("Witness"), description=_("Needed when the paper is left at the address."))
    consent = CheckField(
        _("The signed consent to electronic service is on file"), description=_("Needed for electronic service.")
    )
    version = VersionField()

    def service(self) -> dict[str, Any]:
        """What was filled in, as `documents.operations.serve` takes it."""
        return {
            "manner": ServiceManner(self.manner.data or ""),
            "served_on": self.served_on.data,
            "place": self.place.data,
            "receiver": self.receiver.data,
            "witness": self.witness.data or None,
            "consent": self.consent.data,
        }
