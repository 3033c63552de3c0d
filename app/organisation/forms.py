"""What people fill in about accounts and at the door."""

from wtforms import HiddenField
from wtforms.validators import Email, ValidationError

from app.access.roles import Role
from app.core.text import _
from app.organisation.states import AccountState, ChangeState, Clearance
from app.web.fields import ChoiceField, DayField, LongTextField, SecretField, TextField
from app.web.forms import FilterForm, Form


class SignInForm(Form):
    """Username and password at the door."""

    username = TextField(_("Username"), required=True, render_kw={"autocomplete": "username", "autofocus": True})
    password = SecretField(_("Password"), required=True, render_kw={"autocomplete": "current-password"})


class PasswordForm(Form):
    """A new password for the own account."""

    current = SecretField(_("Current password"), required=True, render_kw={"autocomplete": "current-password"})
    password = SecretField(
        _("New password"),
        required=True,
        render_kw={"autocomplete": "new-password"},
    )
    again = SecretField(_("New password once more"), required=True, render_kw={"autocomplete": "new-password"})

    def validate_again(self, field: SecretField) -> None:
        """The new password has to be typed twice alike."""
        if field.data != self.password.data:
            raise ValidationError(_("The two new passwords differ. Type the same one twice."))


APP_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 12, "autofocus": True}
PAPER_CODE = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class ProofForm(Form):
    """What shows who sits there. It may travel with the fields of the act it is for: hence names that no act has."""

    proof_code = TextField(
        _("Code from your app"), description=_("Six digits, new every 30 seconds."), render_kw=APP_CODE
    )
    proof_recovery = TextField(_("Recovery code"), description=_("Such as ABCD-EFGH-IJKL-MNOP."), render_kw=PAPER_CODE)
    proof_password = SecretField(_("Your password"), render_kw={"autocomplete": "current-password", "autofocus": True})

    @property
    def typed(self) -> str:
        """What was entered, of whichever kind."""
        return str(self.proof_code.data or self.proof_recovery.data or self.proof_password.data or "")


class EnrolForm(Form):
    """The first code of a new second factor; `sealed` is the secret the page shows, legible to this system alone."""

    sealed = HiddenField()
    code = TextField(
        _("Code from your app"),
        required=True,
        description=_("The six digits that the app shows now."),
        render_kw=APP_CODE | {"autofocus": False},
    )


class LanguageForm(Form):
    """The language of the own account."""

    language = ChoiceField(
        _("Language"),
        choices=[("zh", "中文"), ("en", "English")],
        blank=_("As the browser asks"),
    )


class UserForm(Form):
    """A new account."""

    username = TextField(
        _("Username"),
        required=True,
        max_length=40,
        description=_("2 to 40 small letters, digits, dots, hyphens or underscores, such as li.ming."),
        render_kw={"autocomplete": "off"},
    )
    name = TextField(_("Full name"), required=True, max_length=100, render_kw={"autocomplete": "off"})
    office = ChoiceField(_("Office"), required=True)
    email = TextField(
        _("E-mail"),
        validators=[Email(_("Write an e-mail address, such as li.ming@office.gov.cn."))],
        render_kw={"autocomplete": "off", "inputmode": "email"},
    )
    phone = TextField(_("Phone"), max_length=40, render_kw={"autocomplete": "off", "inputmode": "tel"})
    clearance = ChoiceField(_("Clearance"), choices=Clearance, blank=None)


class AccountFilterForm(FilterForm):
    """Which accounts the list shows."""

    q = TextField(_("Name or username"))
    office = ChoiceField(_("Office and below"), blank=_("All offices"))
    role = ChoiceField(_("Role"), choices=Role, blank=_("All roles"))
    state = ChoiceField(_("State"), choices=AccountState, blank=_("All but ended ones"))


class RoleForm(Form):
    """The first role of a new account."""

    role = ChoiceField(_("Role"), choices=Role, required=True)


class ProposalForm(RoleForm):
    """A role for an account at work, which a second person has to confirm."""

    reason = LongTextField(_("Reason"), required=True, rows=2, max_length=500)


class ChangeFilterForm(FilterForm):
    """Which proposed changes the list shows: those that wait unless others are asked for."""

    state = ChoiceField(
        _("State"),
        choices=[state for state in ChangeState if state is not ChangeState.PROPOSED],
        blank=ChangeState.PROPOSED.label,
    )


class CertificateForm(Form):
    """An officer's enforcement certificate."""

    number = TextField(_("Certificate number"), required=True, max_length=60)
    issuer = TextField(_("Issued by"), required=True)
    valid_from = DayField(_("Valid from"), required=True)
    valid_until = DayField(_("Valid until"), required=True)
