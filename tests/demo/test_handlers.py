"""What the demo keeps visitors from."""

import pytest

from app.core.errors import RuleViolated
from app.demo.handlers import refuse_real_enterprise
from app.enterprises.states import Source
from app.inspections.operations import Planned
from tests.factories.inspections import make_cast, make_inspection


@pytest.mark.parametrize("source", Source)
def test_no_inspection_is_tied_to_a_real_name(work, source):
    with work():
        planned = Planned(make_inspection(make_cast()))
        planned.inspection.enterprise.source = source
        if source is Source.PUBLISHED_LIST:
            with pytest.raises(RuleViolated, match="invented"):
                refuse_real_enterprise(planned)
        else:
            refuse_real_enterprise(planned)
