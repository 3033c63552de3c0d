"""Holding an order while a verb decides on it or on one of its demands."""

from sqlalchemy import select

from app.core import db
from app.inspections.operations import locking
from app.rectification.models import Demand, Order


def hold(order: Order) -> None:
    """Lock the order until the unit of work ends and read it and its demands anew.

    The verbs of a demand hold its order, so that two verbs never decide at once.
    """
    locking.hold(order)
    demands = select(Demand).where(Demand.order_id == order.id).order_by(Demand.ordinal)
    db.session().scalars(demands.execution_options(populate_existing=True)).all()
