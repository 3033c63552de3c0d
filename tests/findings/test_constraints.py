"""What the database itself refuses of a finding, whoever writes to it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.findings.states import FindingState
from app.inspections.states import InspectionState
from tests.factories.findings import make_finding
from tests.factories.inspections import make_cast, make_inspection


@pytest.mark.parametrize(
    ("state", "change"),
    [
        ("draft", "article = NULL"),
        ("draft", "aspect = 'weak_effect'"),
        ("draft", "family = 'shortcoming'"),
        ("draft", "ordinal = 0"),
        ("draft", "state = 'recorded'"),
        ("draft", "state = 'confirmed'"),
        ("draft", "recorded_by = drafted_by"),
        ("draft", "recorded_by = drafted_by, recorded_at = created_at"),
        ("recorded", "recorded_by = NULL, recorded_at = NULL"),
        ("recorded", "state = 'confirmed'"),
        ("recorded", "confirmed_by = recorded_by, confirmed_at = recorded_at"),
        ("recorded", "confirmed_by = recorded_by"),
        ("confirmed", "confirmed_by = NULL, confirmed_at = NULL"),
        ("confirmed", "confirmed_by = recorded_by"),
        ("confirmed", "repeat_of_id = id"),
        ("confirmed", "state = 'dismissed'"),
        ("dismissed", "dismissed_reason = NULL"),
        ("draft", "state = 'unheard_of'"),
    ],
)
def test_a_row_says_nothing_its_state_does_not_mean(work, state: str, change: str) -> None:
    with work() as session:
        cast = make_cast()
        finding = make_finding(make_inspection(cast, InspectionState.ON_SITE), cast, FindingState(state))
        session.flush()
        with pytest.raises(IntegrityError), session.begin_nested():
            session.connection().execute(text(f"UPDATE finding SET {change}"))
        assert finding.state == state


def test_no_two_findings_of_an_inspection_have_the_same_number(work) -> None:
    with work() as session:
        cast = make_cast()
        visit = make_inspection(cast, InspectionState.ON_SITE)
        make_finding(visit, cast)
        make_finding(visit, cast)
        session.flush()
        with pytest.raises(IntegrityError), session.begin_nested():
            session.connection().execute(text("UPDATE finding SET ordinal = 1"))
