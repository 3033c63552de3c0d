"""The door: signing in and out."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core.text import _
from app.organisation import operations
from app.organisation.forms import SignInForm
from app.organisation.views import devices, login
from app.organisation.views.blueprint import blueprint
from app.web.guards import public, reads_only
from app.web.identity import current_actor
from app.web.navigation import home
from app.web.pages import render
from app.web.security import forget_pages
from app.web.views import inside


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
@reads_only
def sign_in() -> ResponseReturnValue:
    """Let in whoever knows the password, and lead back to the page that was asked for."""
    destination = inside(request.args.get("next", ""))
    if request.method == "GET" and login.own() is not None:
        return redirect(destination)
    form = SignInForm()
    if form.validate_on_submit():
        attempt = operations.sign_in(
            form.username.data,
            form.password.data,
            user_agent=request.user_agent.string,
            device=devices.token(),
            actor=current_actor(),
        )
        if attempt.pending:
            return login.await_code(attempt.pending)
        if attempt.refusal is None:
            actor = login.begin(attempt.token).actor
            return devices.keep(
                redirect(destination if destination != "/" else home.url_for(actor), 303), attempt.device
            )
        form.refuse(attempt.refusal)
    return render("organisation/sign_in.html", form=form, lapsed=login.lapsed())


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End the session of this browser; for one already ended only the cookie is emptied."""
    login.leave()
    flash(str(_("You are signed out.")))
    return forget_pages(redirect(url_for("organisation.sign_in"), 303))
