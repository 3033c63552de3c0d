"""The accounts: made by the system administrator, authorised by the security administrator."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app.access.permissions import Permission
from app.access.roles import Role
from app.core import clock
from app.core.text import Text, _
from app.organisation import operations, passwords, queries, rights
from app.organisation.forms import AccountFilterForm, CertificateForm, ProposalForm, RoleForm, UserForm
from app.organisation.models import User
from app.organisation.naming import office_name
from app.organisation.queries import AccountFilter
from app.organisation.rights import ChangeView
from app.organisation.states import ACCOUNT_CHANGE, AccountState, Clearance
from app.organisation.views.blueprint import blueprint
from app.web.forms import Form, PostForm
from app.web.guards import permit, reads_only
from app.web.identity import current_actor
from app.web.pages import render
from app.web.paging import Page, paging


@blueprint.get("/users")
@permit(Permission.USER_READ)
@reads_only
def users() -> ResponseReturnValue:
    """List the accounts."""
    form = AccountFilterForm()
    form.office.offer((office.path, office_name(office)) for office in queries.offices_within())
    form.validate()
    asked = paging()
    wanted = AccountFilter(
        text=form.q.data or "",
        office_path=form.office.data or "",
        role=Role(form.role.data) if form.role.data in set(Role) else None,
        state=AccountState(form.state.data) if form.state.data else None,
    )
    found, total = queries.accounts(wanted, offset=asked.offset, limit=asked.size)
    return render(
        "organisation/users.html",
        block="content",
        form=form,
        page=Page(found, total, asked),
        last_sign_ins=queries.last_sign_ins([user.id for user in found]),
        status=200,
    )


@blueprint.route("/users/new", methods=["GET", "POST"])
@permit(Permission.USER_CREATE)
@reads_only
def new_user() -> ResponseReturnValue:
    """Make an account and show its one-time password, once."""
    form = UserForm()
    offices = {str(office.id): office for office in queries.offices_within()}
    form.office.offer((key, office_name(office)) for key, office in offices.items())
    if form.validate_on_submit():
        password = passwords.one_time()
        with form.attempting():
            user = operations.create_user(
                username=form.username.data,
                name=form.name.data,
                office=offices[str(form.office.data)],
                password=password,
                email=form.email.data or None,
                phone=form.phone.data or None,
                clearance=Clearance(str(form.clearance.data)),
                actor=current_actor(),
            )
            return render("organisation/one_time_password.html", user=user, password=password)
    return render("organisation/user_form.html", form=form)


@blueprint.get("/users/<uuid:user_id>")
@permit(Permission.USER_READ)
@reads_only
def user(user_id: UUID) -> ResponseReturnValue:
    """Show one account."""
    return show(queries.user(user_id))


def show(shown: User, **refused: Form) -> Response:
    """The page of an account; a refused form takes the place of the empty one of its name."""
    actor, changes = current_actor(), rights.changes_of(shown)
    concerned = [shown.other_persons, *(change.other_persons for change in changes)]
    forms = {
        "role_form": RoleForm(formdata=None),
        "proposal_form": ProposalForm(formdata=None),
        "certificate_form": CertificateForm(formdata=None),
    }
    return render(
        "organisation/user.html",
        user=shown,
        certificates=queries.certificates_of(shown.id),
        today=clock.today(),
        changes=[ChangeView(change, ACCOUNT_CHANGE.offers(change, actor)) for change in changes],
        names=queries.user_names(person for persons in concerned for person in persons),
        last_sign_in=queries.last_sign_ins([shown.id]).get(shown.id),
        own=shown.id == actor.id,
        **(forms | refused),
    )


@blueprint.post("/users/<uuid:user_id>/certificates")
@permit(Permission.USER_CREATE)
def register_certificate(user_id: UUID) -> ResponseReturnValue:
    """Enter an enforcement certificate."""
    form = CertificateForm()
    if form.validate_on_submit():
        with form.attempting():
            operations.register_certificate(
                queries.user(user_id),
                number=form.number.data,
                issuer=form.issuer.data,
                valid_from=form.valid_from.data,
                valid_until=form.valid_until.data,
                actor=current_actor(),
            )
            return done(user_id, _("The certificate is entered."))
    return show(queries.user(user_id), certificate_form=form)


@blueprint.post("/users/<uuid:user_id>/password")
@permit(Permission.USER_CREATE)
def reset_password(user_id: UUID) -> ResponseReturnValue:
    """Give the account a one-time password and show it, once."""
    shown = queries.user(user_id)
    password = operations.reset_password(shown, actor=current_actor())
    return render("organisation/one_time_password.html", user=shown, password=password)


@blueprint.post("/users/<uuid:user_id>/sessions/end")
@permit(Permission.USER_CREATE)
def end_user_sessions(user_id: UUID) -> ResponseReturnValue:
    """Sign the account out everywhere."""
    operations.end_all_sessions(queries.user(user_id), actor=current_actor())
    return done(user_id, _("The account is signed out everywhere."))


@blueprint.post("/users/<uuid:user_id>/end")
@permit(Permission.USER_CREATE)
def end_account(user_id: UUID) -> ResponseReturnValue:
    """Close the account for good."""
    operations.end_account(queries.user(user_id), reason=PostForm().reason.data or "", actor=current_actor())
    return done(user_id, _("The account is ended."))


def done(user_id: UUID, said: Text) -> ResponseReturnValue:
    """Back to the page of the account, with what was done."""
    flash(str(said))
    return redirect(url_for("organisation.user", user_id=user_id), 303)
