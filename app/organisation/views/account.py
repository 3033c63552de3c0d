"""The own account: what it is, where it is signed in, its language and password."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.text import _
from app.organisation import codes, operations, policy, queries, strength
from app.organisation.browsers import browser_name
from app.organisation.forms import LanguageForm, PasswordForm
from app.organisation.models import UserSession
from app.organisation.rules import factor_required
from app.organisation.states import SessionState
from app.organisation.views import login
from app.organisation.views.blueprint import blueprint
from app.organisation.views.login import SignedIn
from app.web.guards import reads_only, signed_in
from app.web.identity import current_actor
from app.web.language import COOKIE
from app.web.pages import render
from app.web.security import drop_cookie, forget_pages

SESSIONS_SHOWN = timedelta(days=30)


@dataclass(frozen=True)
class SessionView:
    """A session as its user sees it."""

    row: UserSession
    state: SessionState

    @property
    def browser(self) -> str:
        """The browser and the system it runs on."""
        return browser_name(self.row.user_agent)


@blueprint.get("/account")
@signed_in
@reads_only
def account() -> ResponseReturnValue:
    """Show the own account."""
    user_id = current_actor().id
    assert user_id is not None
    user = queries.user(user_id)
    here = login.own()
    sessions = queries.sessions_of(user.id, since=clock.wall() - SESSIONS_SHOWN)
    return render(
        "organisation/account.html",
        user=user,
        certificates=queries.certificates_of(user.id),
        today=clock.today(),
        sessions=[SessionView(row, _state(row, here)) for row in sessions],
        form=LanguageForm(language=user.language),
        settings=current_app.settings,  # type: ignore[attr-defined]
        few_codes=codes.FEW,
        may_remove_factor=not factor_required(user.roles, everybody=policy.current().all_factored),
    )


def _state(row: UserSession, here: SignedIn | None) -> SessionState:
    if here is not None and row.id == here.session_id:
        return SessionState.THIS
    return SessionState.OPEN if row.ended_at is None and login.live(row) else SessionState.ENDED


@blueprint.post("/account/sessions/<uuid:session_id>/end")
@signed_in
def end_session(session_id: UUID) -> ResponseReturnValue:
    """End one of the own sessions."""
    operations.end_session(session_id, actor=current_actor())
    flash(str(_("The session is ended.")))
    return redirect(url_for("organisation.account"), 303)


@blueprint.post("/account/sessions/end")
@signed_in
def end_all_sessions() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    user_id = current_actor().id
    assert user_id is not None
    operations.end_all_sessions(queries.user(user_id), actor=current_actor())
    login.forget()
    flash(str(_("You are signed out everywhere.")))
    return forget_pages(redirect(url_for("organisation.sign_in"), 303))


@blueprint.post("/account/language")
@signed_in
def choose_language() -> ResponseReturnValue:
    """Keep the language of the own account; it replaces one chosen for this browser only."""
    form = LanguageForm()
    if form.validate_on_submit():
        operations.choose_language(form.language.data or "", actor=current_actor())
    response = redirect(url_for("organisation.account"), 303)
    drop_cookie(response, COOKIE)
    return response


@blueprint.route("/account/password", methods=["GET", "POST"])
@signed_in
@reads_only
def password() -> ResponseReturnValue:
    """Change the own password; with a one-time password this comes before anything else."""
    form, here, held = PasswordForm(), login.own(), policy.current()
    form.password.description = strength.described(held.kinds)
    if request.method == "POST" and form.validate():
        with form.attempting():
            refusal = operations.change_password(
                current=form.current.data,
                new=form.password.data,
                token=here.token if here else "",
                actor=current_actor(),
            )
            if refusal is None:
                flash(str(_("Your password is changed. Other browsers signed in to your account were signed out.")))
                return redirect(url_for("organisation.account"), 303)
            form.refuse(refusal)
    return render("organisation/password.html", form=form, here=here, days=held.good_for.days)
