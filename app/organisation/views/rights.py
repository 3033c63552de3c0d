"""Rights: the first role of an account, changes that take two persons, suspension, and the policy on one page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.access.roles import GRID, Role
from app.core.errors import NotFound
from app.core.text import _
from app.organisation import operations, queries, rights
from app.organisation.forms import ChangeFilterForm, ProposalForm, RoleForm
from app.organisation.models import AccountChange
from app.organisation.rights import ChangeView
from app.organisation.states import ACCOUNT_CHANGE, AccountState, ChangeKind, ChangeState
from app.organisation.views.accounts import done, show
from app.organisation.views.blueprint import blueprint
from app.web.display import Tile
from app.web.forms import PostForm
from app.web.guards import permit, reads_only
from app.web.identity import current_actor
from app.web.pages import render
from app.web.paging import Page, paging

PROPOSED = _("Proposed. The change takes effect when a second person confirms it.")
REVIEWED = (AccountState.UNAUTHORISED, AccountState.SUSPENDED, AccountState.STALE)
"""What a review of the accounts looks for."""


@blueprint.post("/users/<uuid:user_id>/roles")
@permit(Permission.ROLE_GRANT)
def grant_role(user_id: UUID) -> ResponseReturnValue:
    """Give a new account its first role."""
    form = RoleForm()
    if form.validate_on_submit():
        with form.attempting():
            operations.grant_role(queries.user(user_id), Role(str(form.role.data)), actor=current_actor())
            return done(user_id, _("The role is granted."))
    return show(queries.user(user_id), role_form=form)


@blueprint.post("/users/<uuid:user_id>/changes")
@permit(Permission.ROLE_GRANT)
def propose_role(user_id: UUID) -> ResponseReturnValue:
    """Propose another role for an account at work."""
    form = ProposalForm()
    if form.validate_on_submit():
        with form.attempting():
            role = Role(str(form.role.data))
            operations.propose(
                queries.user(user_id), ChangeKind.GRANT, role, reason=form.reason.data, actor=current_actor()
            )
            return done(user_id, PROPOSED)
    return show(queries.user(user_id), proposal_form=form)


@blueprint.post("/users/<uuid:user_id>/roles/<role>/withdraw")
@permit(Permission.ROLE_GRANT)
def withdraw_role(user_id: UUID, role: str) -> ResponseReturnValue:
    """Propose to take a role from an account."""
    if role not in set(Role):
        raise NotFound()
    return _propose(user_id, ChangeKind.WITHDRAW, Role(role))


@blueprint.post("/users/<uuid:user_id>/reinstate")
@permit(Permission.ROLE_GRANT)
def reinstate(user_id: UUID) -> ResponseReturnValue:
    """Propose to end a suspension."""
    return _propose(user_id, ChangeKind.REINSTATE)


@blueprint.post("/users/<uuid:user_id>/second-factor/reset")
@permit(Permission.USER_CREATE)
def reset_second_factor(user_id: UUID) -> ResponseReturnValue:
    """Propose to take away the second factor of somebody who lost it."""
    return _propose(user_id, ChangeKind.SECOND_FACTOR)


def _propose(user_id: UUID, kind: ChangeKind, role: Role | None = None) -> ResponseReturnValue:
    reason = PostForm().reason.data or ""
    operations.propose(queries.user(user_id), kind, role, reason=reason, actor=current_actor())
    return done(user_id, PROPOSED)


@blueprint.post("/users/<uuid:user_id>/suspend")
@permit(Permission.ROLE_GRANT)
def suspend(user_id: UUID) -> ResponseReturnValue:
    """Take all rights away at once."""
    operations.suspend(queries.user(user_id), reason=PostForm().reason.data or "", actor=current_actor())
    return done(user_id, _("The account is suspended and signed out everywhere."))


@blueprint.get("/changes")
@permit(Permission.ROLE_CONFIRM)
@reads_only
def changes() -> ResponseReturnValue:
    """List the changes of rights that wait for a second person, or were decided."""
    form, asked, actor = ChangeFilterForm(), paging(), current_actor()
    form.validate()
    state = ChangeState(form.state.data) if form.state.data else ChangeState.PROPOSED
    found, total = rights.changes(actor, state, offset=asked.offset, limit=asked.size)
    return render(
        "organisation/changes.html",
        block="content",
        form=form,
        page=Page([ChangeView(change, ACCOUNT_CHANGE.offers(change, actor)) for change in found], total, asked),
        names=queries.user_names(person for change in found for person in change.other_persons),
        status=200,
    )


DECISIONS: dict[str, Callable[[AccountChange, Any], None]] = {
    "confirm": lambda change, _reason: operations.confirm(change, actor=current_actor()),
    "refuse": lambda change, reason: operations.refuse(change, reason=reason, actor=current_actor()),
}


@blueprint.post("/changes/<uuid:change_id>/<step>")
@permit(Permission.ROLE_CONFIRM)
def decide(change_id: UUID, step: str) -> ResponseReturnValue:
    """Confirm or refuse a change as its second person."""
    change = rights.change(change_id, current_actor())
    if step not in DECISIONS:
        raise NotFound()
    DECISIONS[step](change, PostForm().reason.data or "")
    flash(str(change.state.label))
    return redirect(url_for("organisation.changes"), 303)


@blueprint.post("/changes/<uuid:change_id>/withdraw")
@permit(Permission.USER_READ)
def take_back(change_id: UUID) -> ResponseReturnValue:
    """Take the own proposal back."""
    change = rights.change(change_id, current_actor())
    operations.take_back(change, actor=current_actor())
    return done(change.user_id, _("The proposal is taken back."))


@blueprint.get("/rights")
@permit(Permission.ROLE_GRANT)
@reads_only
def policy() -> ResponseReturnValue:
    """Show who may do what, and what a review of the accounts has to look at."""
    waiting = rights.count(current_actor(), ChangeState.PROPOSED)
    tiles = [Tile(_("Changes that wait"), waiting, url_for("organisation.changes"), tone="amber")]
    for state, count in queries.account_counts(REVIEWED).items():
        tiles.append(Tile(state.label, count, url_for("organisation.users", state=state), state.tone))
    return render("organisation/rights.html", tiles=tiles, grid=GRID, permissions=list(Permission), roles=list(Role))
