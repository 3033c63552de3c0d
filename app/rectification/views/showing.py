"""The page of an order."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue

from app.access.actor import Actor
from app.access.permissions import Permission
from app.cases.views import show
from app.core.text import Text, _
from app.core.workflow import Offer
from app.deadlines import queries as deadlines
from app.documents import queries as documents
from app.evidence import queries as evidence
from app.legal.rules import article_name
from app.organisation import queries as organisation
from app.rectification import queries, rules
from app.rectification.models import Answer, Demand, Order
from app.rectification.operations.verification import CONFIRMATIONS
from app.rectification.states import DEMAND, ORDER, ORDER_PATH
from app.rectification.views import blueprint
from app.web.display import DueView, steps
from app.web.guards import permit
from app.web.identity import current_actor


@dataclass(frozen=True)
class DemandView:
    """A demand as the order's page shows it. `proof` holds the files by answer, `provable` is the answer that can still
    get some; `primary` names the page's one primary action, if it is a step of this demand."""

    demand: Demand
    due: DueView | None
    offers: list[Offer]
    proof: dict[UUID, list[Any]]
    provable: Answer | None
    primary: str | None = None


@blueprint.get("/orders/<uuid:order_id>")
@permit(Permission.CASE_READ)
def order(order_id: UUID) -> ResponseReturnValue:
    """Show one order with its demands, answers and verifications."""
    shown, actor = queries.order(order_id), current_actor()
    offers = ordered(ORDER.offers(shown, actor))
    demands = _demands(shown, actor, lead=not any(map(_leads, offers)))
    running = [view.due for view in demands if view.due and view.due.state == "running"]
    return show(
        "rectification/order.html",
        shown.case_file,
        tab="orders",
        order=shown,
        offers=offers,
        next_step=_next_step(offers, demands),
        steps=steps(ORDER_PATH, shown.state),
        demands=demands,
        due=min(running, key=lambda due: due.date, default=None),
        service=documents.service(shown.document_id) if shown.document_id else None,
        names=organisation.user_names(_people(shown, demands)),
        changeable=actor.may(Permission.ORDER_DRAFT) and rules.not_changeable(shown, actor) is None,
        may_serve=actor.may(Permission.ORDER_SERVE) and rules.not_on_team(shown, actor) is None,
        article_name=article_name,
    )


def ordered(offers: Iterable[Offer]) -> list[Offer]:
    """What can be done first, the way forward before side steps."""
    return sorted(offers, key=lambda offer: (offer.refusal is not None, not offer.transition.primary))


def _leads(offer: Offer) -> bool:
    return offer.transition.primary and offer.refusal is None


def _demands(shown: Order, actor: Actor, *, lead: bool) -> list[DemandView]:
    """The demands; the first step forward among theirs leads the page unless the order itself has one."""
    proof = _proof(shown)
    views: list[DemandView] = []
    for demand in shown.demands:
        offers = ordered(offer for offer in DEMAND.offers(demand, actor) if offer.name not in _elsewhere(demand))
        leading = next((offer.name for offer in offers if lead and _leads(offer)), None)
        lead = lead and leading is None
        due = deadlines.due_view(demand.deadline)
        files = {answer.id: proof[answer.id] for answer in demand.answers}
        views.append(DemandView(demand, due, offers, files, _provable(demand, actor), leading))
    return views


def _provable(demand: Demand, actor: Actor) -> Answer | None:
    """The answer to which the reader can add proof."""
    latest = demand.answers[-1] if demand.answers else None
    if latest is None or not actor.may(Permission.EVIDENCE_COLLECT):
        return None
    return latest if rules.not_provable(demand, latest, actor) is None else None


def _proof(shown: Order) -> dict[UUID, list[Any]]:
    answers = [answer for demand in shown.demands for answer in demand.answers]
    files = evidence.evidence_for([queries.ref(answer) for answer in answers]) if answers else {}
    return {answer.id: files[queries.ref(answer)] for answer in answers}


def _elsewhere(demand: Demand) -> set[str]:
    """The steps that come from the order, the confirmations of another result, and the other way back."""
    proposed = CONFIRMATIONS[demand.verifications[-1].result] if demand.verifications else None
    other_way = "disagree_unanswered" if rules.has_answer(demand) else "disagree"
    return {"start", "withdraw", other_way, *CONFIRMATIONS.values()} - {proposed}


def _next_step(offers: list[Offer], demands: list[DemandView]) -> Text | None:
    """The step forward that leads the page, or why the order's next one is not possible yet."""
    for view in demands:
        leading = next((offer for offer in view.offers if offer.name == view.primary), None)
        if leading is not None:
            return _("Demand %(ordinal)s: %(step)s", ordinal=view.demand.ordinal, step=leading.label)
    forward = [offer for offer in offers if offer.transition.primary]
    return (forward[0].refusal or forward[0].label) if forward else None


def _people(shown: Order, demands: list[DemandView]) -> set[UUID | None]:
    people = {shown.drafted_by, shown.reviewed_by, shown.approved_by}
    for demand in shown.demands:
        for answer in demand.answers:
            people |= {answer.entered_by, answer.remarks_by}
        for found in demand.verifications:
            people |= {found.first_officer, found.second_officer, found.disputed_by}
    return people | {file.collected_by for view in demands for files in view.proof.values() for file in files}
