"""What people fill in about the registry."""

from typing import Any

from wtforms.validators import Email, Regexp

from app.core.text import _
from app.enterprises.lists import BATCH, LIMIT
from app.enterprises.models import Enterprise
from app.enterprises.operations import Profile
from app.enterprises.states import AlgorithmType, EnterpriseState, Source
from app.web.fields import ChoiceField, LongTextField, TextField, UploadField, VersionField
from app.web.forms import FilterForm, Form

JUDGED = [("yes", _("Yes")), ("no", _("No"))]
JUDGEMENTS = {"yes": True, "no": False}


class EnterpriseFilterForm(FilterForm):
    """Which enterprises the list shows."""

    q = TextField(_("Name, credit code or filing number"))
    office = ChoiceField(_("Office and below"), blank=_("All offices"))
    division = TextField(_("Division code"), render_kw={"inputmode": "numeric", "placeholder": "4403"})
    type = ChoiceField(_("Algorithm type"), choices=AlgorithmType, blank=_("All types"))
    source = ChoiceField(_("Source"), choices=Source, blank=_("All sources"))
    state = ChoiceField(_("State"), choices=EnterpriseState, blank=_("All states"))


class EnterpriseForm(Form):
    """An enterprise as its office enters it."""

    name = TextField(_("Name"), required=True, description=_("As on the business licence."))
    uscc = TextField(
        _("Unified social credit code"),
        max_length=40,
        description=_("18 characters, such as 91110000600037341L. Unknown only for companies of a published list."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    division_code = TextField(
        _("Division code of the county"),
        required=True,
        max_length=6,
        description=_("Six digits, such as 440305; it decides which office has jurisdiction."),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    legal_representative = TextField(_("Legal representative"))
    address = TextField(_("Registered address"))
    contact_name = TextField(_("Contact"))
    contact_phone = TextField(_("Phone"), max_length=60, render_kw={"inputmode": "tel", "autocomplete": "off"})
    contact_email = TextField(
        _("E-mail"),
        validators=[Email(_("Write an e-mail address, such as li.ming@company.cn."))],
        render_kw={"inputmode": "email", "autocomplete": "off"},
    )
    public_opinion_attributes = ChoiceField(
        _("Public-opinion attributes"), choices=JUDGED, blank=_("Not judged yet"), description=_("Provisions, art. 24.")
    )
    mobilisation_capacity = ChoiceField(
        _("Social mobilisation capacity"),
        choices=JUDGED,
        blank=_("Not judged yet"),
        description=_("Provisions, art. 24."),
    )
    remarks = LongTextField(_("Remarks"), rows=3)
    version = VersionField()

    @classmethod
    def of(cls, enterprise: Enterprise) -> "EnterpriseForm":
        """The form as filled in with what is known."""
        known: dict[str, Any] = vars(Profile.of(enterprise)) | {"version": enterprise.version}
        for judgement in ("public_opinion_attributes", "mobilisation_capacity"):
            known[judgement] = {True: "yes", False: "no"}.get(known[judgement])
        return cls(data=known)

    @property
    def profile(self) -> Profile:
        """What was filled in; an empty field is not known."""
        return Profile(
            name=self.name.data or "",
            uscc=self.uscc.data or None,
            division_code=self.division_code.data or "",
            legal_representative=self.legal_representative.data or None,
            address=self.address.data or None,
            contact_name=self.contact_name.data or None,
            contact_phone=self.contact_phone.data or None,
            contact_email=self.contact_email.data or None,
            public_opinion_attributes=JUDGEMENTS.get(self.public_opinion_attributes.data or ""),
            mobilisation_capacity=JUDGEMENTS.get(self.mobilisation_capacity.data or ""),
            remarks=self.remarks.data or None,
        )


class AlgorithmForm(Form):
    """An algorithm that the office has learned of."""

    name = TextField(_("Algorithm name"), required=True)
    type = ChoiceField(_("Algorithm type"), choices=AlgorithmType, required=True)
    products = TextField(
        _("Products"),
        required=True,
        description=_("As in the published lists: each product with its forms, such as 甲（APP、网站）、乙（小程序）."),
    )
    main_use = LongTextField(_("Main use"), required=True, rows=3)


class ListForm(Form):
    """A published list to send in."""

    batch = TextField(
        _("Batch"),
        required=True,
        max_length=7,
        validators=[Regexp(BATCH, message=_("Name the batch by year and month, such as 2022-08."))],
        description=_("Year and month of the published list, such as 2022-08. Rows of other batches are left out."),
        render_kw={"placeholder": "2022-08", "autocomplete": "off"},
    )
    file = UploadField(
        _("List"),
        required=True,
        accept=(".csv",),
        limit_mb=LIMIT >> 20,
        description=_("CSV in UTF-8 or GB 18030, with the columns of the official list."),
    )
