"""What people fill in about an inspection."""

from app.core.text import _
from app.inspections.states import Basis, Declaration, InspectionKind, InspectionState, TeamCapacity
from app.web.fields import (
    CheckField,
    ChoiceField,
    DayField,
    LongTextField,
    MomentField,
    RadioField,
    TextField,
    VersionField,
)
from app.web.forms import FilterForm, Form


class InspectionFilterForm(FilterForm):
    """Which inspections the list shows."""

    q = TextField(_("Enterprise, case number or subject"))
    state = ChoiceField(_("State"), choices=InspectionState, blank=_("All states"))
    kind = ChoiceField(_("Kind"), choices=InspectionKind, blank=_("All kinds"))
    basis = ChoiceField(_("Chosen by"), choices=Basis, blank=_("All ways"))
    office = ChoiceField(_("Office and below"), blank=_("All offices"))
    since = DayField(_("Visit from"))
    until = DayField(_("Visit until"))


class EnterpriseSearchForm(FilterForm):
    """Looking for the enterprise to inspect."""

    words_kept = False

    q = TextField(_("Name, credit code or filing number"))


class ChangePlanForm(Form):
    """What can be changed in a plan."""

    subject = TextField(
        _("Subject of the inspection"),
        required=True,
        description=_("What is inspected, such as algorithm compliance and algorithm safety capability."),
    )
    planned_on = DayField(_("Day of the visit"), required=True)
    place = TextField(_("Place of the visit"), required=True)
    materials = LongTextField(
        _("Materials the enterprise has to prepare"),
        required=True,
        rows=3,
        description=_("Printed on the notice."),
    )
    site_rules = LongTextField(
        _("Rules on site"), rows=3, description=_("Epidemic rules, secrecy, integrity: what the team keeps to.")
    )
    version = VersionField()


class PlanForm(ChangePlanForm):
    """The plan of an inspection."""

    campaign = ChoiceField(_("Campaign"), required=True, blank=None)
    kind = RadioField(_("Kind"), choices=InspectionKind, required=True)
    basis = RadioField(_("How the enterprise was chosen"), choices=Basis, required=True)


class MemberForm(Form):
    """An officer for the team."""

    user = ChoiceField(
        _("Officer"),
        required=True,
        description=_("Inspectors whose certificate is valid on the day of the visit."),
    )
    capacity = RadioField(_("On the team as"), choices=TeamCapacity, required=True)


class DeclarationForm(Form):
    """The own declaration of interests (APL art. 43)."""

    declaration = RadioField(_("I declare"), choices=Declaration, required=True)
    conflict = LongTextField(
        _("Which conflict"),
        max_length=500,
        rows=3,
        description=_("Only with a conflict: the interest or relation. The office head decides on the recusal."),
    )


class ArrivalForm(Form):
    """The team is on site."""

    arrived_at = MomentField(_("Arrived at"), required=True)
    received_by = TextField(
        _("Received on site by"), required=True, description=_("Name and position of the person present.")
    )
    certificates_shown = CheckField(_("We showed our enforcement certificates (APL art. 55)"), required=True)
    rights_told = CheckField(
        _("We told the enterprise of its rights, the right to ask for recusal among them (APL art. 43)"),
        required=True,
    )
    version = VersionField()


class RecordForm(Form):
    """The inspection record (D05)."""

    facts = LongTextField(
        _("Facts found, item by item"), required=True, rows=12, max_length=20000, description=_("One item a line.")
    )
    materials_seen = LongTextField(_("Materials and systems looked at"), required=True, rows=4)
    version = VersionField()


class EnterpriseSignatureForm(Form):
    """The enterprise signs the record, or its refusal is noted."""

    name = TextField(_("Person of the enterprise"), required=True, description=_("Who signed, or who refused to sign."))
    refused = CheckField(_("The enterprise refused to sign"))
    refusal_reason = LongTextField(_("Reason of the refusal"), rows=2, max_length=500)
    witness = TextField(
        _("Witness of the refusal"), description=_("Somebody who is not one of the inspecting officers.")
    )
    version = VersionField()
