"""The page of an inspection."""

from dataclasses import dataclass
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.access.actor import Actor
from app.access.permissions import Permission
from app.cases.views import show
from app.core.text import Text, _
from app.core.workflow import Offer
from app.enterprises.models import Enterprise
from app.inspections import queries, rules
from app.inspections.models import Inspection, TeamMember
from app.inspections.sections import sections
from app.inspections.states import INSPECTION, PATH, InspectionState
from app.inspections.views import blueprint
from app.organisation import queries as organisation
from app.organisation.models import User
from app.web.display import Step, steps
from app.web.guards import permit
from app.web.identity import current_actor


@blueprint.get("/inspections/<uuid:inspection_id>")
@permit(Permission.CASE_READ)
def inspection(inspection_id: UUID) -> ResponseReturnValue:
    """Show one inspection."""
    return _show(queries.inspection(inspection_id))


@blueprint.get("/cases/<uuid:case_file_id>/inspection")
@permit(Permission.CASE_READ)
def inspection_of_case(case_file_id: UUID) -> ResponseReturnValue:
    """The inspection as a part of its case."""
    return _show(queries.inspection_of_case(case_file_id))


def _show(shown: Inspection) -> ResponseReturnValue:
    actor = current_actor()
    offers = _ordered(INSPECTION.offers(shown, actor))
    people = queries.people_of(shown)
    return show(
        "inspections/inspection.html",
        shown.case_file,
        tab="inspection",
        inspection=shown,
        offers=offers,
        next_step=_next_step(shown, offers),
        steps=_steps(shown),
        office=organisation.office(shown.office_id),
        members=[_seat(shown, member, people, actor) for member in shown.team],
        people=people,
        mine=_Mine.of(shown, actor),
        sections=[content for provide in sections if (content := provide(shown)) is not None],
    )


def _ordered(offers: list[Offer]) -> list[Offer]:
    """What can be done first, the way forward before side steps, and before writing again what is written."""
    return sorted(
        offers,
        key=lambda offer: (offer.refusal is not None, not offer.transition.primary, offer.name == "write_record"),
    )


def _next_step(shown: Inspection, offers: list[Offer]) -> Text | None:
    """The step forward that is open to the reader, or why it is not; after the visit the case goes on elsewhere."""
    if shown.state is InspectionState.CONCLUDED:
        return _("Confirmed findings are put right under “Orders”.")
    forward = [offer for offer in offers if offer.transition.primary]
    if not forward:
        return None
    return forward[0].refusal or forward[0].label


def _steps(shown: Inspection) -> list[Step]:
    """The stations of this visit: an unannounced one has no notice."""
    unannounced = shown.unannounced_approved_by is not None
    return steps([state for state in PATH if not (unannounced and state is InspectionState.NOTICED)], shown.state)


@dataclass(frozen=True)
class _Seat:
    """A member of the team as the page shows it, with what the reader may decide about it."""

    member: TeamMember
    person: User
    removable: bool
    decidable: bool
    undecided: bool


def _seat(shown: Inspection, member: TeamMember, people: dict[UUID, User], actor: Actor) -> _Seat:
    planning = actor.may(Permission.INSPECTION_PLAN) and not (
        rules.not_planning(shown, actor) or rules.plan_closed(shown, actor)
    )
    deciding = actor.may(Permission.INSPECTION_APPROVE) and not (
        rules.not_deciding(shown, actor) or rules.over(shown, actor) or member.user_id == actor.id
    )
    undecided = rules.undecided(member)
    here = member.recused_by is None
    return _Seat(
        member=member,
        person=people[member.user_id],
        removable=planning and here and not undecided,
        decidable=deciding and here,
        undecided=undecided,
    )


@dataclass(frozen=True)
class _Mine:
    """What the reader may do beside the steps of the lifecycle."""

    must_declare: bool
    may_declare_conflict: bool
    may_edit: bool
    may_add_member: bool

    @classmethod
    def of(cls, shown: Inspection, actor: Actor) -> "_Mine":
        own = next((member for member in rules.active(shown) if member.user_id == actor.id), None)
        open_to_declare = own is not None and rules.over(shown, actor) is None
        planning = actor.may(Permission.INSPECTION_PLAN) and rules.not_planning(shown, actor) is None
        return cls(
            must_declare=open_to_declare and own is not None and own.declaration is None,
            may_declare_conflict=open_to_declare and own is not None and own.declaration == "no_conflict",
            may_edit=planning and rules.plan_closed(shown, actor) is None,
            may_add_member=planning and rules.team_closed(shown, actor) is None,
        )


def inspections_of_enterprise(enterprise: Enterprise) -> Markup | None:
    """The inspections of an enterprise on its page."""
    found = queries.inspections_of(enterprise.id)
    if not found:
        return None
    return Markup(render_template("inspections/_of_enterprise.html", inspections=found))  # noqa: S704 (our own template, escaped)
