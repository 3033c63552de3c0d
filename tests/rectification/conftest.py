"""An order with its people, as the tests of pages need it."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import event

from app.rectification.states import OrderState
from tests.factories.inspections import Cast, make_cast
from tests.factories.rectification import make_order


@dataclass
class Scene:
    """An order with one demand, kept by ids, and the people around it."""

    cast: Cast
    order_id: UUID
    demand_id: UUID
    case_id: UUID
    finding_id: UUID
    enterprise_id: UUID


@pytest.fixture
def scene(work, app):
    def at(state: OrderState = OrderState.SERVED, *steps, **changes) -> Scene:
        with work():
            cast = make_cast()
            order = make_order(cast, state, **changes)
            demand = order.demands[0]
            for step in steps:
                step(demand, cast)
            return Scene(cast, order.id, demand.id, order.case_file_id, demand.finding_id, order.enterprise_id)

    return at


@pytest.fixture
def statements(database) -> Iterator[list[str]]:
    """Everything the application reads while the list is taken, the log and the session apart."""
    seen: list[str] = []

    def see(_connection, _cursor, statement, *_rest) -> None:
        if statement.lstrip().startswith("SELECT") and "audit" not in statement:
            seen.append(statement)

    event.listen(database.connection, "before_cursor_execute", see)
    yield seen
    event.remove(database.connection, "before_cursor_execute", see)
