"""What the next step is, in one phrase: asked of the lifecycles of the rooms below, never ruled here. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.access.actor import Actor
from app.access.permissions import Permission
from app.core.text import Text, _
from app.core.workflow import Lifecycle, Transition
from app.findings import rules as findings
from app.findings.states import FINDING
from app.inspections import rules as inspections
from app.inspections.states import INSPECTION, InspectionState
from app.rectification import rules as rectification
from app.rectification.states import DEMAND, ORDER, DemandState, OrderState

VISIT_STEPS = (
    "sign_record",
    "sign",
    "sign_for_enterprise",
    "read_back",
    "write_record",
    "arrive",
    "serve_notice",
    "draft_notice",
    "ready_team",
)
"""The way of a visit, the step nearest its end first: the first one open is the next."""

GOAL = {
    InspectionState.PLANNED: "ready_team",
    InspectionState.TEAM_READY: "serve_notice",
    InspectionState.NOTICED: "arrive",
    InspectionState.ON_SITE: "sign_record",
}
"""The step that leads out of each state: its refusal says what a visit waits for."""

FINDING_STEPS = ("confirm", "record")
ORDER_STEPS = ("close", "serve", "issue", "review", "submit")
DEMAND_STEPS = ("reopen", "propose", "answer")


@dataclass(frozen=True)
class Next:
    """The next step in one phrase; where it is not the reader's or not possible yet, what it waits for."""

    words: Text
    open: bool = True


def open_step(lifecycle: Lifecycle, subject: Any, actor: Actor, names: Sequence[str]) -> Transition | None:
    """The first of the named steps that the actor can take now."""
    for step in map(lifecycle.transitions.__getitem__, names):
        if actor.may(Permission(step.permission)) and lifecycle.refusal(subject, step, actor) is None:
            return step
    return None


def next_of_visit(inspection: Any, unsettled: int, actor: Actor) -> Next:
    """What comes next on a visit; `unsettled` counts its findings that are not confirmed yet."""
    if must_declare(inspection, actor):
        return Next(_("Declare your interests"))
    if inspection.state == InspectionState.RECORD_SIGNED:
        conclude = INSPECTION.transitions["conclude"]
        refused = findings.unsettled(unsettled) or inspections.not_on_team(inspection, actor)
        return Next(conclude.label) if refused is None else Next(refused, open=False)
    step = open_step(INSPECTION, inspection, actor, VISIT_STEPS)
    if step is not None:
        return Next(step.label)
    unannounced = inspection.unannounced_approved_by is not None
    goal = "arrive" if unannounced and inspection.state == InspectionState.TEAM_READY else GOAL[inspection.state]
    waits_for = INSPECTION.refusal(inspection, INSPECTION.transitions[goal], actor)
    return Next(waits_for or INSPECTION.transitions[goal].label, open=False)


def must_declare(inspection: Any, actor: Actor) -> bool:
    """Whether the actor is on the team and has not declared yet (APL art. 43)."""
    return inspections.over(inspection, actor) is None and any(
        member.user_id == actor.id and member.declaration is None for member in inspections.active(inspection)
    )


def decision_on_visit(inspection: Any, actor: Actor) -> Next | None:
    """What the head of the inspecting office has to decide on a visit, if anything."""
    if _recusal_waits(inspection, actor):
        return Next(_("Decide on the recusal"))
    approval = open_step(INSPECTION, inspection, actor, ("approve_notice",))
    if approval is not None:
        return Next(approval.label)
    if inspection.notice is None and open_step(INSPECTION, inspection, actor, ("approve_unannounced",)):
        return Next(_("Await the notice, or approve an unannounced visit"))
    return None


def _recusal_waits(inspection: Any, actor: Actor) -> bool:
    if not actor.may(Permission.INSPECTION_APPROVE):
        return False
    if inspections.not_deciding(inspection, actor) or inspections.over(inspection, actor):
        return False
    return any(inspections.undecided(member) and member.user_id != actor.id for member in inspection.team)


def next_of_finding(finding: Any, actor: Actor) -> Next | None:
    """What the actor can do next on a finding that is not settled yet."""
    return _named(open_step(FINDING, finding, actor, FINDING_STEPS))


def next_of_order(order: Any, actor: Actor) -> Next | None:
    """What the actor can do next on an order, approval apart."""
    return _named(open_step(ORDER, order, actor, ORDER_STEPS))


def decision_on_order(order: Any, actor: Actor) -> Next | None:
    """Whether the actor has to approve an order."""
    if order.state != OrderState.IN_REVIEW or open_step(ORDER, order, actor, ("approve",)) is None:
        return None
    return Next(_("Approve the order"))


def next_of_demand(demand: Any, actor: Actor) -> Next | None:
    """What the actor can do next on a demand in force; confirming asks for a second officer whatever was found."""
    if demand.state == DemandState.UNDER_VERIFICATION:
        second = open_step(DEMAND, demand, actor, ("confirm_done",))
        return Next(_("Verify as second officer")) if second else None
    step = open_step(DEMAND, demand, actor, DEMAND_STEPS)
    if step is not None and demand.state == DemandState.OPEN and rectification.is_expired(demand):
        return Next(_("Overdue without an answer: verify"))
    return _named(step)


def _named(step: Transition | None) -> Next | None:
    return Next(step.label) if step else None
