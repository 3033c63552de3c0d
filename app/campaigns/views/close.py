"""The close of a campaign: what is open and who takes it over, the seal of the log, the certificate."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.permissions import Permission
from app.audit import queries as audit
from app.audit.sealing import checkpoints
from app.audit.sealing.witnesses import QUORUM
from app.audit.tlog.note import encode
from app.campaigns import closing, operations, queries, rules
from app.campaigns.closing import CaseWork
from app.campaigns.forms import HandoverForm
from app.campaigns.models import Campaign
from app.campaigns.operations.steps import STEPS
from app.campaigns.states import CAMPAIGN, CampaignState
from app.campaigns.views import blueprint
from app.cases.views import show_form
from app.core.errors import NotFound, NotPermitted
from app.core.text import Text, _
from app.organisation import queries as organisation
from app.organisation.models import User
from app.organisation.naming import office_name
from app.web.display import Happening, Tile, steps
from app.web.forms import PostForm
from app.web.guards import permit, reads_only
from app.web.identity import current_actor
from app.web.pages import render
from app.web.paging import Page, paging

SAID: dict[str, Text] = {
    "activate": _("The campaign is under way."),
    "begin_close": _("The close is begun. Witnesses cosign its checkpoint next; then a second person confirms."),
    "close": _("The campaign is closed."),
    "call_off": _("The close is called off: the campaign is under way again."),
    "ask_reopen": _("A second person decides next whether the campaign is opened again."),
    "reopen": _("The campaign is under way again."),
}


@blueprint.get("/campaigns/<key>/close")
@permit(Permission.CAMPAIGN_READ)
@reads_only
def close(key: str) -> ResponseReturnValue:
    """Show how far the close is: open work and hand-overs, the seal, the next step; after it the certificate."""
    shown, asked = queries.campaign(key), paging()
    work = closing.work_of(shown)
    listed = [one for one in work if one.open or one.handover]
    return render(
        "campaigns/close.html",
        campaign=shown,
        tiles=_counted(work),
        page=Page(listed[asked.offset : asked.offset + asked.size], len(listed), asked),
        may_hand_over=lambda one: _may_hand_over(shown, one),
        seal=closing.seal_of(shown) if shown.state == CampaignState.CLOSING else None,
        quorum=QUORUM,
        certificate=_certificate(shown),
        people=_people(shown),
        office_name=office_name,
        steps=steps(list(CampaignState), shown.state),
        offers=[offer for offer in CAMPAIGN.offers(shown, current_actor()) if offer.name != "activate"],
        happenings=[Happening(at=e.at, who=e.who, what=e.what, why=e.reason) for e in _events(shown)],
    )


@blueprint.post("/campaigns/<key>/steps/<step>")
@permit(Permission.CAMPAIGN_MANAGE)
def take_step(key: str, step: str) -> ResponseReturnValue:
    """Take a step of the campaign's lifecycle."""
    if step not in STEPS:
        raise NotFound()
    form = PostForm()
    STEPS[step](queries.campaign(key), version=form.version.data, reason=form.reason.data, actor=current_actor())
    flash(str(SAID[step]))
    return redirect(url_for(".campaign" if step == "activate" else ".close", key=key), 303)


@blueprint.route("/campaigns/<key>/cases/<uuid:case_file_id>/hand-over", methods=["GET", "POST"])
@permit(Permission.CASE_READ)
def hand_over(key: str, case_file_id: UUID) -> ResponseReturnValue:
    """Hand the open work of a case over to a named successor."""
    shown, form = queries.campaign(key), HandoverForm()
    work = closing.work_in(shown, case_file_id)
    refused = rules.not_handing_over(work.case, current_actor())
    if refused is not None:
        raise NotPermitted(refused)
    staff = {user.id: user for user in queries.successors(work.case)}
    form.successor.offer([(str(user.id), _named(user)) for user in staff.values()])
    if form.validate_on_submit():
        with form.attempting():
            chosen = staff[UUID(form.successor.data)]
            due_on, reason = form.due_on.data, form.reason.data
            operations.hand_over(shown, work, chosen, due_on=due_on, reason=reason, actor=current_actor())
            flash(str(_("The case is handed over.")))
            return redirect(url_for(".close", key=key), 303)
    return show_form("campaigns/hand_over.html", work.case, form=form, campaign=shown, work=work)


def _may_hand_over(campaign: Campaign, work: CaseWork) -> bool:
    running = campaign.state == CampaignState.ACTIVE
    return running and bool(work.open) and rules.not_handing_over(work.case, current_actor()) is None


def _named(user: User) -> Text:
    return _("%(name)s (%(office)s)", name=user.name, office=office_name(user.office))


def _counted(work: list[CaseWork]) -> list[Tile]:
    waiting = sum(one.stops_close for one in work)
    return [
        Tile(_("Cases finished"), sum(one.is_finished for one in work), tone="green"),
        Tile(_("Cases handed over"), sum(bool(one.open and one.handover) for one in work), tone="blue"),
        Tile(_("Cases with open work that nobody takes over"), waiting, tone="red" if waiting else "grey"),
    ]


def _people(campaign: Campaign) -> dict[UUID, str]:
    last = campaign.last_close
    return organisation.user_names([last.begun_by, last.confirmed_by, last.reopening_by]) if last else {}


def _events(campaign: Campaign) -> list[audit.Entry]:
    return audit.events_of(f"campaign:{campaign.id}")


def _certificate(campaign: Campaign) -> dict[str, Any] | None:
    """What the sheet says of a confirmed close, or None while there is none."""
    sealed = campaign.last_close
    if campaign.state != CampaignState.CLOSED or sealed is None or sealed.checkpoint is None:
        return None
    said = checkpoints.said(sealed.checkpoint)
    witnesses = [one | {"at": datetime.fromisoformat(one["at"])} for one in sealed.witnesses]
    return {"close": sealed, "origin": said.origin, "root": encode(said.root), "witnesses": witnesses}
