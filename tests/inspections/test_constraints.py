"""What the database itself refuses, whoever writes to it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.core.ids import new_id
from app.inspections.states import InspectionState
from tests.factories.inspections import make_cast, make_inspection

SEAT = "case_file_id, created_at, inspection_id, user_id, capacity, certificate_number, certificate_valid_until"


@pytest.mark.parametrize(
    ("state", "change"),
    [
        ("team_ready", "state = 'noticed'"),
        ("team_ready", "notice_effective_on = '2022-09-28'"),
        ("noticed", "state = 'on_site'"),
        ("on_site", "arrived_at = NULL"),
        ("on_site", "certificates_shown = (1 = 0)"),
        ("on_site", "rights_told = (1 = 0)"),
        ("on_site", "received_by = NULL"),
        ("on_site", "notice_effective_on = NULL"),
        ("on_site", "state = 'record_signed'"),
        ("on_site", "read_back_at = arrived_at"),
        ("record_signed", "read_back_at = NULL"),
        ("record_signed", "record_id = NULL"),
        ("record_signed", "state = 'concluded'"),
        ("concluded", "concluded_at = NULL"),
        ("planned", "state = 'cancelled'"),
        ("cancelled", "cancelled_reason = NULL"),
        ("planned", "unannounced_reason = '线索紧急'"),
        ("planned", "unannounced_reason = '线索紧急', unannounced_approved_by = planned_by"),
        ("planned", "state = 'unheard_of'"),
    ],
)
def test_a_row_says_nothing_its_state_does_not_mean(work, state: str, change: str) -> None:
    with work() as session:
        planned = make_inspection(make_cast(), InspectionState(state))
        session.flush()
        with pytest.raises(IntegrityError), session.begin_nested():
            session.connection().execute(text(f"UPDATE inspection SET {change}"))
        assert planned.state == state


@pytest.mark.parametrize(
    "change",
    [
        "declaration = NULL",
        "declared_at = NULL",
        "declaration = 'conflict'",
        "conflict = '亲属任职'",
        "recused_by = user_id, recusal_reason = '回避'",
        "recusal_reason = '回避'",
        "kept_by = user_id, kept_reason = '无碍'",
    ],
)
def test_a_seat_on_the_team_is_whole(work, change: str) -> None:
    with work() as session:
        make_inspection(make_cast(), InspectionState.TEAM_READY)
        session.flush()
        with pytest.raises(IntegrityError), session.begin_nested():
            session.connection().execute(text(f"UPDATE team_member SET {change}"))


@pytest.mark.parametrize(
    "change",
    [
        "refused = (1 = 1) WHERE side = 'enterprise'",
        "refused = (1 = 1), refusal_reason = '不认可' WHERE side = 'enterprise'",
        "refused = (1 = 1), refusal_reason = '不认可', witness = '赵物业' WHERE side = 'officer'",
        "side = 'enterprise' WHERE side = 'officer'",
        "user_id = NULL WHERE side = 'officer'",
    ],
)
def test_a_signature_is_that_of_its_side_and_a_refusal_is_witnessed(work, change: str) -> None:
    with work() as session:
        make_inspection(make_cast(), InspectionState.RECORD_SIGNED)
        session.flush()
        with pytest.raises(IntegrityError), session.begin_nested():
            session.connection().execute(text(f"UPDATE signature SET {change}"))


def test_nobody_has_two_seats_and_no_record_two_signatures_of_the_enterprise(work) -> None:
    with work() as session:
        make_inspection(make_cast(), InspectionState.RECORD_SIGNED)
        session.flush()
        for table, columns, condition in (
            ("team_member", SEAT, "capacity = 'leader'"),
            ("signature", "case_file_id, created_at, inspection_id, side, name, refused", "side = 'enterprise'"),
        ):
            identifier = new_id().hex
            again = (
                f"INSERT INTO {table} (id, {columns}) SELECT '{identifier}', {columns} FROM {table} WHERE {condition}"
            )
            if session.get_bind().dialect.name == "postgresql":
                again = again.replace(f"'{identifier}'", f"'{identifier}'::uuid")
            with pytest.raises(IntegrityError), session.begin_nested():
                session.connection().execute(text(again))
