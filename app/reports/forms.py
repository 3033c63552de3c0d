"""What the board and the jurisdiction are filtered by."""

from app.core.text import _
from app.deadlines.states import Bucket
from app.reports.states import Missing, Stage
from app.web.fields import ChoiceField, TextField
from app.web.forms import FilterForm

UNACKNOWLEDGED = "unacknowledged"


class BoardFilterForm(FilterForm):
    """Which deadlines the board lists."""

    bucket = ChoiceField(
        _("How near"),
        choices=[*((bucket, bucket.label) for bucket in Bucket), (UNACKNOWLEDGED, _("Reminder not acknowledged"))],
        blank=_("All running"),
    )
    office = ChoiceField(_("Office and below"), blank=_("All offices"))
    officer = ChoiceField(_("Responsible"), blank=_("Everybody"))


class JurisdictionFilterForm(FilterForm):
    """Which enterprises of the jurisdiction are shown."""

    q = TextField(_("Name, credit code or filing number"))
    office = ChoiceField(_("Office and below"), blank=_("All offices"))
    stage = ChoiceField(_("State of the work"), choices=Stage, blank=_("All"))
    missing = ChoiceField(_("What is missing"), choices=Missing, blank=_("All"))
