"""What a visitor fills in to move time forward."""

from app.core.text import _
from app.demo.travel import Leap
from app.web.fields import ChoiceField, DayField
from app.web.forms import Form


class JumpForm(Form):
    """How far to go."""

    leap = ChoiceField(_("Go to"), choices=Leap, blank=None, required=True)
    day = DayField(_("Date"))
