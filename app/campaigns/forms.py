"""What is filled in to hand a case over."""

from app.core.text import _
from app.web.fields import ChoiceField, DayField, LongTextField
from app.web.forms import Form


class HandoverForm(Form):
    """Who carries on the open work of a case, until when, and why."""

    successor = ChoiceField(_("Successor"), required=True)
    due_on = DayField(_("Due"), required=True, description=_("By this day the open work is to be finished."))
    reason = LongTextField(_("Reason"), required=True, rows=3, max_length=500)
