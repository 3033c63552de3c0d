"""Reading orders and demands, within the actor's reach."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.access.actor import Actor
from app.cases.models import CaseFile
from app.core import db
from app.core.errors import NotFound, NotPermitted
from app.core.text import _
from app.documents.models import Document
from app.inspections.models import TeamMember
from app.rectification.models import Demand, Order, Verification


def order(order_id: UUID) -> Order:
    """The order; raises NotFound outside reach."""
    found = db.session().scalar(
        select(Order).where(Order.id == order_id).options(joinedload(Order.case_file), joinedload(Order.document))
    )
    if found is None:
        raise NotFound()
    return found


def demand(demand_id: UUID) -> Demand:
    """The demand; raises NotFound outside reach."""
    found = db.session().scalar(select(Demand).where(Demand.id == demand_id))
    if found is None:
        raise NotFound()
    return found


def orders_of(case_file_id: UUID) -> list[Order]:
    """The orders and letters of a case, oldest first."""
    return list(db.session().scalars(select(Order).where(Order.case_file_id == case_file_id).order_by(Order.id)))


def opinion(verification: Verification) -> Document:
    """The paper of a confirmed verification."""
    return db.session().get_one(Document, verification.document_id)


def is_on_team(case: CaseFile, actor: Actor) -> bool:
    """Whether the actor works on the case as a member of its inspection team."""
    statement = select(TeamMember.id).where(
        TeamMember.case_file_id == case.id, TeamMember.user_id == actor.id, TeamMember.recused_by.is_(None)
    )
    return db.session().scalar(statement) is not None


def must_be_on_team(case: CaseFile, actor: Actor) -> None:
    """Raise NotPermitted unless the actor is on the case's team."""
    if not is_on_team(case, actor):
        raise NotPermitted(_("Only a member of the inspection team can do this."))
