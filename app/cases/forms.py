"""What a head fills in to let somebody into a case."""

from app.cases.states import AccessLevel, GrantState
from app.core.text import _
from app.web.fields import ChoiceField, DayField, LongTextField, RadioField, TextField
from app.web.forms import FilterForm, Form


class PersonForm(FilterForm):
    """Whom to look for among the staff."""

    q = TextField(_("Name or username"), max_length=100, render_kw={"autocomplete": "off"})


class GrantForm(Form):
    """Access to one case for a purpose, until a day."""

    user = ChoiceField(_("Person"), required=True)
    level = RadioField(_("May"), choices=AccessLevel, required=True, default=AccessLevel.READ)
    until = DayField(_("Last day"), required=True, description=_("Access ends by itself after this day."))
    reason = LongTextField(_("For what purpose"), required=True, rows=3, max_length=500)


class GrantFilterForm(FilterForm):
    """Which grants the list shows."""

    state = ChoiceField(_("State"), choices=GrantState, blank=_("All"))
