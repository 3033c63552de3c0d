"""How a reader narrows down the law."""

from app.core.text import _
from app.legal.states import Outcome, PeriodKind
from app.web.fields import ChoiceField, DayField, TextField
from app.web.forms import FilterForm


class ProvisionFilter(FilterForm):
    """Words of the article, what a breach leads to, and the day whose law is wanted."""

    q = TextField(_("Article, title or words"))
    outcome = ChoiceField(_("Consequence"), choices=Outcome, blank=_("All"))
    on = DayField(_("Law as of"))


class DeadlineRuleFilter(FilterForm):
    """Words of the rule, its kind, and the day whose law is wanted."""

    q = TextField(_("Name or legal basis"))
    kind = ChoiceField(_("Kind"), choices=PeriodKind, blank=_("All"))
    on = DayField(_("Law as of"))
