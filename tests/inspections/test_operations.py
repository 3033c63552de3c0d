"""The verbs together: the way through the whole lifecycle."""

import pytest

from app.inspections.states import InspectionState
from tests.factories.inspections import make_cast, make_inspection


@pytest.mark.parametrize("state", list(InspectionState))
def test_every_state_is_reached_by_the_real_verbs(work, app, state) -> None:
    with work():
        assert make_inspection(make_cast(), state).state is state
