"""The loaded demo: every state, one true log, nothing about real companies."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.actor import ActorKind, operator
from app.access.roles import SECOND_FACTOR_ROLES
from app.audit.models import AuditEvent
from app.audit.verifying.verification import verify
from app.campaigns.models import Campaign
from app.cases.models import CaseFile
from app.core import clock, storage
from app.core.db import Base, Database
from app.core.errors import RuleViolated
from app.core.storage import read_verified
from app.core.workflow import Lifecycle, Stateful
from app.deadlines.models import Deadline
from app.deadlines.states import DeadlineState
from app.demo.days import AS_OF, LAST_DAY, on, workday
from app.demo.loading import Loading
from app.demo.people import PASSWORD, PEOPLE
from app.enterprises.models import Enterprise, Filing
from app.enterprises.states import Source
from app.evidence.models import Evidence
from app.findings.models import Finding
from app.inspections.models import Inspection, TeamMember
from app.inspections.states import InspectionKind, InspectionState
from app.notifications.models import Notification
from app.notifications.states import NotificationState
from app.organisation import queries as organisation
from app.rectification.models import Demand
from app.rectification.states import DemandState
from app.web.dispatch import Application
from tests.databases import Template, opened
from tests.demo.conftest import demo_process

READER = operator("tests")

NOT_PLAYED = {
    ("campaign", "preparing"),
    ("campaign", "closing"),
    ("campaign", "closed"),
    ("deadline", "cancelled"),
    ("document", "in_review"),
    ("filing", "cancelled"),
}
"""The campaign is under way, its close is the visitor's to try; no verb cancels a deadline yet; the papers of orders
are reviewed with the order; the list of August names no cancelled filing."""


@pytest.fixture
def read(loaded: Database) -> Callable[[], AbstractContextManager[Session]]:
    return lambda: loaded.unit_of_work(READER, appends=False)


def test_every_state_that_a_verb_leads_to_is_there(read):
    missing = set()
    with read() as session:
        for mapper in Base.registry.mappers:
            lifecycle = Lifecycle.registry.get(mapper.local_table.name)
            if lifecycle is None or not issubclass(mapper.class_, Stateful):
                continue
            present = set(session.scalars(select(mapper.class_.state).distinct()))
            steps = lifecycle.transitions.values()
            reachable = {state for step in steps for state in (*step.sources, step.target)}
            missing |= {(lifecycle.subject, state.value) for state in reachable - present}

    assert missing <= NOT_PLAYED


def test_the_log_holds_and_its_time_never_runs_backwards(read):
    with read() as session:
        logs = list(verify(session.connection()))
        moments = list(session.scalars(select(AuditEvent.at).order_by(AuditEvent.seq)))

    assert [log.fault for log in logs] == [None]
    assert moments == sorted(moments)
    assert moments[-1] == clock.at(AS_OF, 9)


def test_casework_is_done_by_people_and_reminders_by_the_worker(read):
    with read() as session:
        actors = set(session.scalars(select(AuditEvent.actor).where(AuditEvent.case_file_id.is_not(None)).distinct()))

    assert {actor.partition(":")[0] for actor in actors} == {ActorKind.USER, ActorKind.JOB}


def test_findings_are_about_invented_companies_only(read):
    with read() as session:
        inspected = select(Enterprise.source).where(Enterprise.id.in_(select(CaseFile.enterprise_id)))
        found = select(Enterprise.source).where(Enterprise.id.in_(select(Finding.enterprise_id)))

        assert set(session.scalars(inspected)) == set(session.scalars(found)) == {Source.DEMO}


def test_the_first_list_is_there_and_the_second_is_not(read):
    with read() as session:
        batches = session.execute(select(Filing.batch, func.count()).group_by(Filing.batch)).all()

    assert [tuple(row) for row in batches] == [("2022-08", 30)]


def test_demands_are_due_tomorrow_in_three_working_days_far_ahead_and_overdue(read):
    with read() as session:
        due = set(session.scalars(select(Deadline.due_on).where(Deadline.state == DeadlineState.RUNNING)))

    assert {workday(AS_OF, 1), workday(AS_OF, 3), on(11, 30)} <= due
    assert min(due) < AS_OF


def test_a_visit_is_due_today_and_a_plan_is_under_embargo(read):
    with read() as session:
        today = session.scalars(select(Inspection.state).where(Inspection.planned_on == AS_OF)).all()
        embargoed = session.scalar(select(func.count()).where(CaseFile.embargoed_until.is_not(None)))

    assert today == [InspectionState.NOTICED]
    assert embargoed


def test_there_are_a_joint_team_with_telecom_an_unannounced_visit_a_recusal_and_a_repeat(read):
    with read() as session:
        officer = organisation.user_named("pengwei")
        joint = session.scalars(
            select(Inspection.kind)
            .join(TeamMember, TeamMember.inspection_id == Inspection.id)
            .where(TeamMember.user_id == officer.id)
        ).all()
        counts = [
            session.scalar(select(func.count()).where(column.is_not(None)))
            for column in (Inspection.unannounced_approved_by, TeamMember.recused_by, Finding.repeat_of_id)
        ]

    assert joint == [InspectionKind.JOINT]
    assert counts == [1, 1, 1]


def test_reminders_went_out_and_were_acknowledged(read):
    with read() as session:
        states = dict(session.execute(select(Notification.state, func.count()).group_by(Notification.state)).all())

    assert states[NotificationState.SENT] > 10
    assert states[NotificationState.ACKNOWLEDGED] > 10


def test_the_files_of_the_evidence_are_there(demo: Application):
    with demo.database.unit_of_work(READER, appends=False) as session:
        hashes = session.scalars(select(Evidence.sha256)).all()

    assert len(hashes) > 30
    for sha256 in hashes:
        read_verified(storage.configured(), sha256)


@pytest.mark.real_time
def test_everybody_can_sign_in_with_what_the_demo_tells(demo: Application):
    for person in PEOPLE:
        client = demo.test_client()
        answer = client.post("/sign-in", data={"username": person.username, "password": PASSWORD})
        assert ("/sign-in/code" in answer.location) == (person.role in SECOND_FACTOR_ROLES), person.username
        if person.role in SECOND_FACTOR_ROLES:
            told = re.search(r'class="lj-code">(\d{6})<', client.get(answer.location).text)
            assert told is not None
            client.post(answer.location, data={"proof_code": told.group(1)})
        assert client.get("/account").status_code == 200, person.username


def test_it_is_not_loaded_twice(demo: Application):
    with pytest.raises(RuleViolated):
        Loading(demo, AS_OF).run()


@pytest.mark.parametrize("day", [on(4, 8), workday(LAST_DAY, 1)])
def test_the_story_has_a_beginning_and_an_end(empty: Application, day: date):
    with pytest.raises(RuleViolated):
        Loading(empty, day).run()


@pytest.mark.parametrize("template", ["postgresql"], indirect=True)
def test_the_story_is_told_on_postgresql_too(template: Template, tmp_path, monkeypatch):
    with template.copy() as url, opened(url) as database, demo_process(tmp_path) as app, app.app_context():
        monkeypatch.setattr(app, "database", database)
        Loading(app, on(7, 1)).run()

        with database.unit_of_work(READER, appends=False) as session:
            assert [log.fault for log in verify(session.connection())] == [None]
            assert session.scalars(select(Campaign.key)).all() == ["qinglang-2022-algorithms"]
            assert session.scalar(select(func.count(Demand.id)).where(Demand.state == DemandState.DONE)) > 3
