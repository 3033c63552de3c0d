"""What people fill in about a finding."""

from app.core.text import _
from app.findings.states import Aspect, Family, FindingState
from app.web.fields import (
    ChoiceField,
    LongTextField,
    RadioField,
    TextField,
    VersionField,
)
from app.web.forms import FilterForm, Form


class FindingFilterForm(FilterForm):
    """Which findings the list shows."""

    q = TextField(_("Title, enterprise or case number"))
    family = ChoiceField(_("Family"), choices=Family, blank=_("Both families"))
    state = ChoiceField(_("State"), choices=FindingState, blank=_("All states"))
    article = ChoiceField(_("Article breached"), blank=_("All articles"))
    office = ChoiceField(_("Office and below"), blank=_("All offices"))


class FindingForm(Form):
    """A finding as an officer writes it down."""

    title = TextField(_("Title"), required=True, description=_("In a few words, as it stands in lists and on papers."))
    facts = LongTextField(
        _("Facts"), required=True, rows=6, description=_("What was seen, where and when; without judging it.")
    )
    family = RadioField(_("Family"), choices=Family, required=True)
    aspect = RadioField(_("In what the shortcoming consists"), choices=Aspect, description=_("For a shortcoming."))
    article = ChoiceField(
        _("Article breached"), description=_("For a breach: the articles in force on the day of the visit.")
    )
    version = VersionField()


class RecordForm(Form):
    """Recording a finding that has no evidence."""

    no_evidence_reason = LongTextField(
        _("Why there is no evidence"),
        required=True,
        rows=3,
        max_length=500,
        description=_("The reason goes on record."),
    )
    version = VersionField()


class RepeatForm(Form):
    """The earlier finding that this one repeats."""

    earlier = ChoiceField(_("Earlier finding"), required=True)
    version = VersionField()
