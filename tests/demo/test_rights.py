"""What a visitor finds of access, rights and witnesses."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from app import worker
from app.access.actor import job
from app.audit.models import AuditCheckpoint, AuditCosignature, Why
from app.audit.sealing import witnesses
from app.cases.models import CaseAccess
from app.cases.states import Capacity, GrantState
from app.core import clock
from app.core.db import Database
from app.demo import witnesses as own
from app.demo.people import PEOPLE
from app.notifications.models import Notification
from app.organisation import queries as organisation
from app.organisation.models import AccountChange
from app.organisation.states import ChangeState
from app.web.dispatch import Application

READER = job("tests")


@pytest.fixture
def read(loaded: Database):
    return lambda: loaded.unit_of_work(READER, appends=False)


@pytest.mark.usefixtures("demo")
def test_a_grant_runs_one_has_ended_and_one_was_withdrawn(read):
    with read() as session:
        grants = session.scalars(select(CaseAccess).where(CaseAccess.capacity == Capacity.GRANT)).all()

        assert sorted(grant.state for grant in grants) == sorted(GrantState)
        assert len({grant.case_file_id for grant in grants}) == len(grants)


def test_one_change_of_rights_waits_for_the_head_of_beijing_and_one_each_was_decided(read):
    with read() as session:
        states = dict(session.execute(select(AccountChange.state, func.count()).group_by(AccountChange.state)).all())
        asked = session.scalars(select(Notification.recipient_id).where(Notification.kind == "change-proposed")).all()
        head = organisation.user_named("zhaoguoqiang")
        assert head is not None
        assert states == dict.fromkeys(ChangeState, 1)
        assert head.id in asked


def test_the_witnesses_cosign_by_themselves_and_come_to_rest(demo: Application):
    for _round in range(3):
        worker.run_jobs(demo)

    with demo.database.unit_of_work(READER, appends=False) as session:
        assert [standing.is_stale for standing in witnesses.standings()] == [False, False]
        kept = session.scalar(select(func.count()).select_from(AuditCosignature))
    worker.run_jobs(demo)
    with demo.database.unit_of_work(READER, appends=False) as session:
        assert session.scalar(select(func.count()).select_from(AuditCosignature)) == kept


@pytest.mark.parametrize(
    ("size", "hours", "why", "due"),
    [
        (1099, 0, Why.PERIODIC, False),
        (1100, 0, Why.PERIODIC, True),
        (1001, 1, Why.PERIODIC, True),
        (1001, 0, Why.CAMPAIGN_CLOSE, True),
        (1000, 0, Why.CAMPAIGN_CLOSE, False),
    ],
)
def test_a_witness_cosigns_every_hour_after_many_events_and_at_once_for_a_close(size, hours, why, due):
    at = clock.wall() - timedelta(hours=hours)
    standing = SimpleNamespace(log=1, size=1000, at=at)

    assert own._is_due(standing, AuditCheckpoint(log=1, size=size, why=why)) is due


def test_their_entries_say_that_they_prove_nothing_and_their_keys_are_for_the_owner_alone(demo: Application):
    keys = sorted((demo.settings.instance_dir / "witnesses").iterdir())

    assert [path.name for path in keys] == sorted(own.HOLDERS)
    assert all(path.stat().st_mode & 0o077 == 0 for path in keys)
    assert all("演示" in holder and "本机" in holder for holder in own.HOLDERS.values())


def test_a_deployment_without_their_keys_cosigns_nothing(demo: Application):
    for path in (demo.settings.instance_dir / "witnesses").iterdir():
        path.unlink()
    with demo.database.unit_of_work(READER, appends=False) as session:
        kept = session.scalar(select(func.count()).select_from(AuditCosignature))

    worker.run_jobs(demo)

    with demo.database.unit_of_work(READER, appends=False) as session:
        assert session.scalar(select(func.count()).select_from(AuditCosignature)) == kept


def test_the_accounts_tell_what_can_be_tried_now():
    told = {person.username: person.to_try.msgid for person in PEOPLE}

    assert "gap report" in told["shenjiming"]
    assert "Propose" in told["luoanping"]
    assert "change of rights waits" in told["zhaoguoqiang"]
    assert "by grant" in told["pengwei"]
