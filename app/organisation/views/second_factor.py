"""The second factor: asked for at the door, set up, replaced and removed on the own account."""

from flask import flash, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from app.core.text import _
from app.organisation import codes, operations, policy, queries, vault
from app.organisation.forms import EnrolForm, ProofForm
from app.organisation.models import User
from app.organisation.rules import token_hash
from app.organisation.views import devices, hints, login
from app.organisation.views.blueprint import blueprint
from app.web.guards import public, reads_only, signed_in
from app.web.identity import current_actor
from app.web.navigation import home
from app.web.pages import render
from app.web.views import inside


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@public
@reads_only
def enter_code() -> ResponseReturnValue:
    """The second step of signing in: only now a session is opened."""
    token, destination, form = cookie.get(login.PENDING, ""), inside(request.args.get("next", "")), ProofForm()
    waiting = queries.pending_sign_in(token_hash(token))
    if waiting is None:
        flash(str(operations.LAPSED), "error")
        return redirect(url_for("organisation.sign_in", next=request.args.get("next")), 303)
    if form.validate_on_submit():
        proof = operations.enter_code(
            token, form.typed, user_agent=request.user_agent.string, device=devices.token(), actor=current_actor()
        )
        if proof.refusal is None:
            actor = login.begin(proof.token).actor
            onward = redirect(destination if destination != "/" else home.url_for(actor), 303)
            return devices.keep(onward, proof.device)
        form.refuse(proof.refusal)
    hint = hints.of(queries.user(waiting.user_id))
    return render("organisation/code.html", form=form, hint=hint)


@blueprint.route("/account/second-factor", methods=["GET", "POST"])
@signed_in
@reads_only
def enrol() -> ResponseReturnValue:
    """Set up or replace the own second factor; its recovery codes are shown once."""
    current_actor().require_proven()
    user, here, form = _own(), login.own(), EnrolForm()
    if form.validate_on_submit():
        with form.attempting():
            token = here.token if here else ""
            done = operations.enrol(form.sealed.data, form.code.data, token=token, actor=current_actor())
            if done.token:
                login.go_on(done.token)
            return render("organisation/recovery_codes.html", made=done.codes, user=user, first=True)
    secret = _secret_of(form, user)
    return render(
        "organisation/enrol.html",
        form=form,
        secret=codes.readable(secret),
        picture=codes.picture(secret, user.username),
        hint=hints.of_secret(secret),
        due=here is not None and here.factor_due,
        everybody=policy.current().all_factored,
    )


def _secret_of(form: EnrolForm, user: User) -> str:
    """The secret that the page showed before, so that a wrong code does not call for a new picture; else a new one."""
    try:
        return vault.current().open(form.sealed.data or "", user.id)
    except vault.Unreadable:
        secret = codes.new_secret()
        form.sealed.data = vault.current().seal(secret, user.id)
        return secret


@blueprint.route("/account/recovery-codes", methods=["GET", "POST"])
@signed_in
@reads_only
def recovery_codes() -> ResponseReturnValue:
    """Ten new recovery codes, shown once."""
    user, form = _own(), ProofForm()
    if form.validate_on_submit():
        renewal = operations.renew_recovery_codes(form.typed, actor=current_actor())
        if renewal.refusal is None:
            return render("organisation/recovery_codes.html", made=renewal.codes, user=user, first=False)
        form.refuse(renewal.refusal)
    return render(
        "organisation/code_form.html",
        form=form,
        hint=hints.of(user),
        title=_("New recovery codes"),
        label=_("Make ten new codes"),
        words=_("The codes you have now stop working. Enter a fresh code to show that it is you."),
    )


@blueprint.route("/account/second-factor/removal", methods=["GET", "POST"])
@signed_in
@reads_only
def remove_factor() -> ResponseReturnValue:
    """Take the own second factor away, where the account may go without."""
    user, form = _own(), ProofForm()
    if form.validate_on_submit():
        with form.attempting():
            refusal = operations.remove_own(form.typed, actor=current_actor())
            if refusal is None:
                flash(str(_("Your second factor is removed. From now on you sign in with your password alone.")))
                return redirect(url_for("organisation.account"), 303)
            form.refuse(refusal)
    return render(
        "organisation/code_form.html",
        form=form,
        hint=hints.of(user),
        title=_("Remove the second factor"),
        label=_("Remove the second factor"),
        words=_("You sign in with your password alone from then on. Enter a fresh code to show that it is you."),
    )


def _own() -> User:
    user_id = current_actor().id
    assert user_id is not None
    return queries.user(user_id)
