"""Weighty acts ask once more who sits there: the page that asks, and the way back to the act, then done once."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.core.errors import StepUp
from app.core.text import _
from app.organisation import operations, queries
from app.organisation.forms import ProofForm
from app.organisation.views import hints, login
from app.organisation.views.blueprint import blueprint
from app.web import errors
from app.web.guards import reads_only, signed_in
from app.web.identity import current_actor
from app.web.pages import render
from app.web.views import inside

NEVER_CARRIED = ("csrf_token", "password", "current", "again")
"""Besides the proof itself."""


@dataclass(frozen=True)
class Asked:
    """For what proof is asked: where to go on to, whether that is an act to be taken up again, and the way back."""

    onward: str
    back: str
    act: bool

    @property
    def address(self) -> str:
        """Where the proof is sent."""
        return url_for("organisation.confirm", next=self.onward, back=self.back, act=1 if self.act else None)


@blueprint.route("/confirm", methods=["GET", "POST"])
@signed_in
@reads_only
def confirm() -> ResponseReturnValue:
    """Ask for the code or the password; then go on to where it was asked for, with all that was sent there.

    An act is taken up again only out of the page that held it, never out of a link somebody was led to.
    """
    form, here = ProofForm(), login.own()
    asked = Asked(
        onward=inside(request.args.get("next", "")),
        back=inside(request.args.get("back", "")),
        act=request.method == "POST" and "act" in request.args,
    )
    if here is not None and form.validate_on_submit():
        proof = operations.prove(here.session_id, form.typed, actor=current_actor())
        if proof.signed_out:
            return redirect(url_for("organisation.sign_in", next=asked.back if asked.act else asked.onward), 303)
        if proof.refusal is None:
            login.go_on(proof.token)
            return redirect(asked.onward, 307 if asked.act else 303)
        form.refuse(proof.refusal)
    return _page(form, asked)


def ask(error: StepUp) -> ResponseReturnValue:
    """Instead of the refused act: the page that asks, holding what was sent so that nothing is typed twice.

    A file is not held: its sender comes back to the page and chooses it again. So does a part of a page (htmx).
    """
    if errors.wants_json():
        return errors.answer(errors.Problem(error.code, 403, error.message))
    here = request.full_path.rstrip("?")
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("organisation.confirm", next=here, back=_page_before()), 303)
    if "HX-Request" in request.headers or any(file.filename for file in request.files.values()):
        flash(str(_("Nothing was saved. Confirm that it is you, then take the step again.")), "error")
        return redirect(url_for("organisation.confirm", next=_page_before(), back=_page_before()), 303)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with app.database.unit_of_work(g.actor, appends=False):
        return _page(ProofForm(formdata=None), Asked(here, _page_before(), act=True), status=403)


def _page(form: ProofForm, asked: Asked, *, status: int | None = None) -> ResponseReturnValue:
    here, user_id = login.own(), current_actor().id
    return render(
        "organisation/confirm.html",
        status=status,
        form=form,
        asked=asked,
        carried=_carried(request.form) if asked.act else [],
        by_code=here is not None and here.has_factor,
        hint=hints.of(queries.user(user_id)) if user_id else None,
    )


def _carried(sent: MultiDict[str, str]) -> list[tuple[str, str]]:
    """What was sent to the act, without secrets and proofs."""
    return [
        (name, value)
        for name, value in sent.items(multi=True)
        if name not in NEVER_CARRIED and not name.startswith("proof_")
    ]


def _page_before() -> str:
    """The page of ours that the browser came from."""
    before = urlsplit(request.referrer or "")
    return inside(f"{before.path}?{before.query}".rstrip("?")) if before.netloc == request.host else "/"
