import pytest

from app.inspections.states import InspectionState
from tests.factories.inspections import make_cast, make_inspection


@pytest.mark.parametrize("state", list(InspectionState))
def test_smoke(work, app, state):
    with work():
        cast = make_cast()
        i = make_inspection(cast, state)
        assert i.state is state
