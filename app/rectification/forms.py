"""What people fill in about orders, answers and verifications."""

from typing import Any

from app.core.calendar import Unit
from app.core.text import _
from app.rectification.rules import LONGEST_TERM, PRESETS, Term
from app.rectification.states import Method, OrderKind, OrderState, Result
from app.web.fields import (
    ChoiceField,
    DayField,
    LongTextField,
    NumberField,
    RadioField,
    TextField,
    TicksField,
    VersionField,
)
from app.web.forms import FilterForm, Form

DAYS = {
    Unit.WORKING_DAYS: _("working days from service"),
    Unit.CALENDAR_DAYS: _("calendar days from service"),
}
REPORT_BACK = "请于期限届满前以书面形式报告整改情况，并附证明材料。"


class OrderFilterForm(FilterForm):
    """Which orders the list shows."""

    q = TextField(_("Number, enterprise or credit code"))
    kind = ChoiceField(_("Kind"), choices=OrderKind, blank=_("All kinds"))
    state = ChoiceField(_("State"), choices=OrderState, blank=_("All states"))
    office = ChoiceField(_("Office and below"), blank=_("All offices"))


TERM = ("amount", "unit", "fixed_date")


class TermForm(Form):
    """When a demand falls due: days from service, or a fixed date. What has to be done stands before it."""

    amount = NumberField(
        _("Term"),
        least=1,
        most=LONGEST_TERM,
        description=_("Usual terms: %(presets)s days. Leave empty for a fixed date.", presets=PRESETS),
    )
    unit = RadioField(_("Counted in"), choices=DAYS.items())
    fixed_date = DayField(_("Or a fixed date"))

    @property
    def visible(self) -> list[Any]:
        """The fields a person fills in, the term last."""
        return sorted(super().visible, key=lambda field: field.short_name in TERM)

    def term(self) -> Term:
        """The term as it was filled in."""
        return Term(self.fixed_date.data, self.amount.data, _unit(self.unit.data) if self.amount.data else None)


def _unit(chosen: str | None) -> Unit | None:
    return next((unit for unit in DAYS if unit == chosen), None)


class OrderForm(TermForm):
    """A new order or letter with one demand for each chosen finding."""

    findings = TicksField(
        _("Findings to put right"),
        required=True,
        description=_("One demand each; its wording and term can be changed before the order is handed in."),
    )
    report_back = LongTextField(_("How to report back"), required=True, rows=2, max_length=500)


class ReportBackForm(Form):
    """How the enterprise reports back, while the order is a draft."""

    report_back = LongTextField(_("How to report back"), required=True, rows=3, max_length=500)
    version = VersionField()


class DemandForm(TermForm):
    """The wording and the term of one demand."""

    wording = LongTextField(_("What has to be put right"), required=True, rows=4)
    version = VersionField()


class NewDemandForm(TermForm):
    """One more finding for a draft."""

    findings = ChoiceField(_("Finding to put right"), required=True)
    wording = LongTextField(
        _("What has to be put right"), rows=4, description=_("Leave empty to take over the finding's title.")
    )
    version = VersionField()


class AnswerForm(Form):
    """The enterprise's report on one demand (D10)."""

    measure = LongTextField(_("Measure taken"), required=True, rows=5)
    done_on = DayField(_("Done on"), description=_("Leave empty while the measure is still under way."))
    responsible_person = TextField(_("Responsible person of the enterprise"), required=True)
    received_on = DayField(
        _("Received on"), required=True, description=_("This day decides whether the answer is in time.")
    )
    version = VersionField()

    def answer(self) -> dict[str, Any]:
        """What was filled in, as `operations.answer` takes it."""
        names = ("measure", "done_on", "responsible_person", "received_on")
        return {name: self[name].data for name in names}


class VerificationForm(Form):
    """What the first officer found."""

    result = RadioField(_("Result"), choices=Result, required=True)
    method = RadioField(_("Way of verifying"), choices=Method, required=True)
    verified_on = DayField(_("Verified on"), required=True)
    observations = LongTextField(
        _("Observations and conclusion"), required=True, rows=5, description=_("Printed on the opinion (D11).")
    )
    new_term_amount = NumberField(
        _("New term"), least=1, most=LONGEST_TERM, description=_("Only for “partly done”: what is left to do by then.")
    )
    new_term_unit = RadioField(_("Counted in"), choices=DAYS.items())
    version = VersionField()

    def findings(self) -> dict[str, Any]:
        """What was filled in, as `operations.propose` takes it."""
        amount, unit = self.new_term_amount.data, _unit(self.new_term_unit.data)
        return {
            "result": Result(self.result.data),
            "method": Method(self.method.data),
            "observations": self.observations.data,
            "verified_on": self.verified_on.data,
            "new_term": Term(amount=amount, unit=unit) if amount else None,
        }
