"""The accounts: made by the system administrator, authorised by the security administrator."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.access.roles import Role
from app.core import clock
from app.core.errors import NotFound
from app.core.text import Text, _
from app.organisation import operations, passwords, queries
from app.organisation.forms import AccountFilterForm, CertificateForm, RoleForm, UserForm
from app.organisation.models import User
from app.organisation.naming import office_name
from app.organisation.queries import AccountFilter
from app.organisation.states import Clearance
from app.organisation.views.blueprint import blueprint
from app.web.forms import PostForm
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
        ended=form.state.data == "ended",
    )
    found, total = queries.accounts(wanted, offset=asked.offset, limit=asked.size)
    return render("organisation/users.html", block="content", form=form, page=Page(found, total, asked), status=200)


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
    return _page(queries.user(user_id))


def _page(
    shown: User, role_form: RoleForm | None = None, certificate_form: CertificateForm | None = None
) -> ResponseReturnValue:
    return render(
        "organisation/user.html",
        user=shown,
        certificates=queries.certificates_of(shown.id),
        today=clock.today(),
        role_form=role_form or RoleForm(formdata=None),
        certificate_form=certificate_form or CertificateForm(formdata=None),
        own=shown.id == current_actor().id,
    )


@blueprint.post("/users/<uuid:user_id>/roles")
@permit(Permission.ROLE_GRANT)
def grant_role(user_id: UUID) -> ResponseReturnValue:
    """Give the account a role."""
    form = RoleForm()
    if form.validate_on_submit():
        with form.attempting():
            operations.grant_role(queries.user(user_id), Role(str(form.role.data)), actor=current_actor())
            return _done(user_id, _("The role is granted."))
    return _page(queries.user(user_id), role_form=form)


@blueprint.post("/users/<uuid:user_id>/roles/<role>/withdraw")
@permit(Permission.ROLE_GRANT)
def withdraw_role(user_id: UUID, role: str) -> ResponseReturnValue:
    """Take a role from the account."""
    operations.withdraw_role(
        queries.user(user_id), _role(role), reason=PostForm().reason.data or "", actor=current_actor()
    )
    return _done(user_id, _("The role is withdrawn."))


def _role(name: str) -> Role:
    if name not in set(Role):
        raise NotFound()
    return Role(name)


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
            return _done(user_id, _("The certificate is entered."))
    return _page(queries.user(user_id), certificate_form=form)


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
    return _done(user_id, _("The account is signed out everywhere."))


@blueprint.post("/users/<uuid:user_id>/end")
@permit(Permission.USER_CREATE)
def end_account(user_id: UUID) -> ResponseReturnValue:
    """Close the account for good."""
    operations.end_account(queries.user(user_id), reason=PostForm().reason.data or "", actor=current_actor())
    return _done(user_id, _("The account is ended."))


def _done(user_id: UUID, said: Text) -> ResponseReturnValue:
    flash(str(said))
    return redirect(url_for("organisation.user", user_id=user_id), 303)
