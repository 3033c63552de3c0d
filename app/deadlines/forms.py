"""Which deadlines the list shows."""

from app.core.text import _
from app.deadlines.states import Bucket
from app.web.fields import ChoiceField
from app.web.forms import FilterForm


class DeadlineFilterForm(FilterForm):
    """The filters of the list."""

    bucket = ChoiceField(_("How near"), choices=Bucket, blank=_("All running"))
    office = ChoiceField(_("Office and below"), blank=_("All offices"))
    officer = ChoiceField(_("Responsible"), blank=_("Everybody"))
