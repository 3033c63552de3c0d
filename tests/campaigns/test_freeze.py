"""A frozen case is read, not changed: by the session in a sentence, by the database whatever writes."""

import pytest
from sqlalchemy import inspect as look
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.access.actor import operator
from app.audit.operations import record
from app.campaigns.models import CampaignClose, Handover
from app.cases import operations as cases
from app.cases.models import CaseAccess, CaseFile, CaseScoped
from app.core import clock
from app.core.db import Base, session
from app.core.errors import RuleViolated
from app.inspections.models import Inspection
from app.inspections.states import InspectionState
from tests.factories.campaigns import make_coordinator
from tests.factories.cases import make_case, make_document
from tests.factories.inspections import make_campaign, make_cast, make_inspection
from tests.factories.organisation import PREPARED, make_office
from tests.statements import collected

ASKS = "SELECT case_file.frozen_at"

SCOPED = sorted(
    mapper.class_.__tablename__
    for mapper in Base.registry.mappers
    if issubclass(mapper.class_, CaseScoped) and mapper.class_.freezes
)


@pytest.fixture
def frozen_case(work):
    """A concluded inspection in a frozen case, and the people of its office."""
    with work():
        cast = make_cast()
        inspection = make_inspection(cast, InspectionState.CONCLUDED)
        cases.freeze(inspection.case_file, actor=operator("tests"))
        return cast, make_coordinator(), inspection.id, inspection.case_file_id


def test_only_admissions_and_handovers_can_be_written_in_a_frozen_case():
    free = {
        mapper.class_
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, CaseScoped) and not mapper.class_.freezes
    }
    assert free == {CaseAccess, Handover}


def test_the_database_watches_every_table_of_a_case(work):
    with work() as current:
        connection = current.connection()
        if connection.dialect.name == "sqlite":
            named = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%frozen%'"
            wanted = {f"{table}_frozen_{what}" for table in SCOPED for what in ("insert", "update", "delete")}
        else:
            named = "SELECT tgname FROM pg_trigger WHERE right(tgname, 7) = '_frozen'"
            wanted = {f"{table}_frozen" for table in SCOPED}
        assert set(connection.execute(text(named)).scalars()) == wanted


def test_a_row_is_neither_added_nor_changed_nor_removed(work, frozen_case):
    cast, _coordinator, inspection_id, case_id = frozen_case
    with pytest.raises(RuleViolated, match="closing or closed"), work(cast.leader):
        make_document(session().get_one(CaseFile, case_id), cast.leader)
    with pytest.raises(RuleViolated, match="closing or closed"), work(cast.leader):
        session().scalars(select(Inspection)).one().place = "别处"
    with pytest.raises(RuleViolated, match="closing or closed"), work():
        session().delete(session().scalars(select(Inspection).where(Inspection.id == inspection_id)).one().team[0])
    with work(cast.leader):
        assert session().scalars(select(Inspection)).one().place != "别处"


def test_a_case_is_asked_for_once_in_a_unit_of_work(work, database):
    with work():
        cast, case = make_cast(), make_case(make_office())
        session().flush()
        with collected(database) as sent:
            case.title = "另一名称"
            session().flush()
            assert [one for one in sent if one.startswith(ASKS)] == []
            for _time in range(3):
                make_document(case, cast.leader)
                session().flush()
        assert len([one for one in sent if one.startswith(ASKS)]) == 1
        cases.freeze(case, actor=operator("tests"))
        session().flush()
        with pytest.raises(RuleViolated, match="closing or closed"), session().begin_nested():
            make_document(case, cast.leader)


def test_a_case_is_asked_for_again_once_its_lock_may_be_gone(work, database):
    with work():
        cast, case = make_cast(), make_case(make_office())
        with collected(database) as sent:
            for _time in range(2):
                savepoint = session().begin_nested()
                make_document(case, cast.leader)
                session().flush()
                savepoint.rollback()
        assert len([one for one in sent if one.startswith(ASKS)]) == 2
        record(PREPARED, "test", actor=operator("tests"))


def test_other_cases_go_on(work, frozen_case):
    cast, _coordinator, _inspection_id, _case_id = frozen_case
    with work():
        make_document(make_case(make_office()), cast.leader)


def test_people_can_still_be_let_in_to_read(work, frozen_case):
    _cast, coordinator, _inspection_id, case_id = frozen_case
    with work():
        cases.admit(session().get_one(CaseFile, case_id), coordinator.id, actor=operator("tests"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE inspection SET place = 'x' WHERE id = :inspection",
        "UPDATE inspection SET case_file_id = :other WHERE id = :inspection",
        "UPDATE document SET case_file_id = :case WHERE case_file_id = :other",
        "DELETE FROM team_member WHERE inspection_id = :inspection",
        "INSERT INTO team_member ({columns}) SELECT {copied} FROM team_member",
    ],
    ids=["change", "move out", "move in", "remove", "add"],
)
def test_the_database_refuses_what_bypasses_the_session(work, frozen_case, statement):
    cast, _coordinator, inspection_id, case_id = frozen_case
    with work():
        other = make_case(make_office())
        make_document(other, cast.leader)
        other_id = other.id
    with work():
        connection = session().connection()
        columns = [column["name"] for column in look(connection).get_columns("team_member")]
        copied = [":other" if column == "id" else column for column in columns]
        native = connection.dialect.name == "postgresql"
        ids = {"inspection": inspection_id, "case": case_id, "other": other_id}
        values = {name: value if native else value.hex for name, value in ids.items()}
        with pytest.raises(IntegrityError, match="frozen case"), session().begin_nested():
            session().connection().execute(
                text(statement.format(columns=", ".join(columns), copied=", ".join(copied))), values
            )


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"confirmed_by": "first"}, "sealed_when_confirmed|confirmed_by_another"),
        ({"called_off_by": "first"}, "called_off_why"),
        ({"reopening_by": "first", "reopening_at": True, "reopening_reason": "理由"}, "reopening_of_confirmed"),
        ({"reopened_by": "first", "reopened_at": True, "reopened_reason": "理由"}, "reopened_as_asked"),
        ({"finished": -1}, "counts"),
    ],
    ids=["seal", "reason", "reopening", "reopened", "counts"],
)
def test_the_database_holds_what_a_close_means(work, changes, check):
    with work():
        first, campaign = make_coordinator(), make_campaign()
        named = {
            name: {"first": first.id, True: clock.now()}.get(value, value) if value != -1 else value
            for name, value in changes.items()
        }
        values = {"begun_by": first.id, "finished": 0, "carried_over": 0} | named
        with pytest.raises(IntegrityError, match=check), session().begin_nested():
            session().add(CampaignClose(campaign_id=campaign.id, **values))
        record(PREPARED, "test", actor=operator("tests"))


def test_one_close_of_a_campaign_stands_at_a_time(work):
    with work():
        first, campaign = make_coordinator(), make_campaign()
        rows = [CampaignClose(campaign_id=campaign.id, begun_by=first.id, finished=0, carried_over=0) for _ in "12"]
        with pytest.raises(IntegrityError), session().begin_nested():
            session().add_all(rows)
        record(PREPARED, "test", actor=operator("tests"))
