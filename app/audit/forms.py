"""What people fill in about the log: filters, the span of a report, why an event's content has to go."""

from app.audit.states import Notable
from app.core.text import _
from app.web.fields import ChoiceField, DayField, LongTextField, TextField
from app.web.forms import FilterForm, Form


class EventFilter(FilterForm):
    """Which events the list shows."""

    since = DayField(_("From"))
    until = DayField(_("Until"))
    who = TextField(_("Person"), max_length=120, render_kw={"placeholder": _("Name or username")})
    office = ChoiceField(_("Office and below"), blank=_("All offices"))
    case = TextField(_("Case"), max_length=60, render_kw={"placeholder": _("Number or id")})
    object = TextField(_("Object concerned"), max_length=200, render_kw={"placeholder": _("Id of a row")})
    action = ChoiceField(_("Action"), blank=_("All actions"))
    notable = ChoiceField(_("Worth a look"), choices=Notable, blank=_("All events"))


class SpanForm(FilterForm):
    """The days of a gap report."""

    since = DayField(_("From"))
    until = DayField(_("Until"))


class RedactionForm(Form):
    """Why the content of an event has to go."""

    legal_basis = TextField(
        _("Legal basis"),
        required=True,
        max_length=200,
        description=_("The article that demands it, such as art. 47 of the Personal Information Protection Law."),
    )
    reason = LongTextField(
        _("Reason"),
        required=True,
        max_length=1000,
        description=_("It goes on record for good: do not repeat the personal data in it."),
    )


class WitnessForm(Form):
    """A witness to be entered."""

    vkey = LongTextField(
        _("Verifier key"),
        required=True,
        max_length=400,
        rows=2,
        description=_("The line that “witness.py init” printed on the witness's machine."),
    )
    holder = TextField(
        _("Kept by"), required=True, max_length=200, description=_("The office and the person who keep the witness.")
    )


class CosignatureForm(Form):
    """What a witness answered."""

    answer = LongTextField(
        _("Answer of the witness"),
        required=True,
        max_length=20_000,
        rows=4,
        description=_("The line that “witness.py cosign” printed, or the whole cosigned checkpoint."),
    )
