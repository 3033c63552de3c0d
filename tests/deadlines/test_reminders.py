"""Reminders and escalation on real rows: who is told, when, once, and what a standstill leaves out."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.access.actor import operator
from app.access.roles import Role
from app.audit.models import AuditEvent
from app.audit.operations import record
from app.core import clock, db
from app.core.jobs import jobs
from app.core.outbox import OutboxMessage
from app.core.text import _
from app.deadlines import operations, queries
from app.notifications.models import Notification
from app.organisation import queries as organisation
from app.worker import run_job
from tests.factories.cases import make_case
from tests.factories.organisation import PREPARED, make_office, make_user

DUE = date(2022, 10, 11)
"""A Tuesday; its steps stand on 27 September and 8, 10, 11, 12, 14 and 18 October."""
OPERATOR = operator("tests")


@dataclass(frozen=True)
class Desk:
    """The ids of the officer, the people above, and the running deadline of a demand due on `DUE`."""

    officer: str
    deadline: str


@pytest.fixture
def desk(work):
    with work() as session:
        city, province = make_office("cn/44/4403/"), make_office("cn/44/")
        officer = make_user(city, username="officer")
        make_user(city, [Role.SUPERVISOR], username="supervisor")
        make_user(city, [Role.HEAD], username="head", email=None)
        make_user(province, [Role.SUPERVISOR], username="superior")
        make_user(province, [Role.HEAD], username="provincial-head")
        make_user(city, username="colleague")
        deadline = start(make_case(city), officer)
        session.flush()
        return Desk(officer.id, deadline.id)


def start(case, officer, *, starts_on=date(2022, 8, 1), due_on=DUE, ref="demand:1"):
    return operations.start_fixed(
        case,
        "rectification_term",
        ref,
        label=_("%(number)s, demand %(ordinal)s", number="深网信责改〔2022〕第1号", ordinal=1),
        path="/orders/1#demand-1",
        responsible_id=officer.id,
        office=organisation.office(case.office_id),
        starts_on=starts_on,
        due_on=due_on,
        actor=OPERATOR,
    )


@pytest.fixture
def remind(app, frozen):
    """Run the worker's jobs at nine on a day: recomputing, then reminding."""

    def run(day):
        frozen.move_to(clock.at(day, 9))
        for job in jobs:
            run_job(app, job)

    return run


def told(work, state="sent"):
    """Who was told of which step on which day, in order."""
    with work() as session:
        rows = session.scalars(select(Notification).where(Notification.state == state))
        by_time = sorted(rows, key=lambda row: (row.sent_at, row.planned_on))
        names = {row.recipient_id: organisation.user(row.recipient_id).username for row in by_time}
        return [(clock.local(row.sent_at).date(), row.step, names[row.recipient_id]) for row in by_time]


def october(day, step, *names):
    return [(date(2022, 10, day), step, name) for name in names]


def test_the_jobs_of_the_room_are_plugged_in_recomputing_first(app):
    names = [job.name for job in jobs]

    assert names.index("recompute-deadlines") < names.index("remind")


def test_every_step_reaches_its_people_on_its_day_across_the_national_day_holiday(work, desk, remind):
    day = date(2022, 9, 20)
    while day <= date(2022, 10, 25):
        remind(day)
        remind(day)
        day += timedelta(days=1)

    assert sorted(told(work)) == sorted(
        [
            (date(2022, 9, 27), -7, "officer"),
            *october(8, -3, "officer"),
            *october(10, -1, "officer"),
            *october(11, 0, "officer"),
            *october(12, 1, "officer", "supervisor"),
            *october(14, 3, "head"),
            *october(18, 5, "superior"),
        ]
    )
    assert told(work, "cancelled") == []


def test_each_message_goes_to_inbox_and_mailbox_and_into_the_log_of_the_case(work, desk, remind):
    remind(date(2022, 10, 12))
    remind(date(2022, 10, 14))

    with work() as session:
        mails = session.scalars(select(OutboxMessage).order_by(OutboxMessage.key)).all()
        assert len(mails) == 2, "the head has no address"
        assert {mail.payload["path"] for mail in mails} == {"/orders/1#demand-1"}
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "notification.sent")).all()
        assert len(events) == 3
        assert {event.actor for event in events} == {"job:remind"}
        assert {event.case_file_id for event in events} == {queries.deadline(desk.deadline).case_file_id}


def test_after_a_standstill_the_highest_missed_step_goes_out_late_and_lower_ones_are_superseded(work, desk, remind):
    remind(date(2022, 9, 27))
    remind(date(2022, 10, 13))
    remind(date(2022, 10, 13))

    assert sorted(told(work))[1:] == october(13, 1, "officer", "supervisor")
    assert told(work, "cancelled") == [
        *october(13, -3, "officer"),
        *october(13, -1, "officer"),
        *october(13, 0, "officer"),
    ]
    with work() as session:
        late = session.scalars(select(Notification.late).where(Notification.step == 1)).all()
        assert late == [True, True]
        assert not session.scalars(select(Notification.late).where(Notification.step == -7)).one()
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("notification.")))
        assert sorted(actions) == ["notification.sent"] * 3 + ["notification.superseded"] * 3


def test_a_late_message_tells_the_distance_as_it_is_not_as_it_was_planned(work, desk, remind):
    remind(date(2022, 10, 9))

    with work() as session:
        subject = session.scalars(select(Notification).where(Notification.state == "sent")).one().subject
        assert subject["values"]["distance"] == {"msgid": "%(days)s working days left", "values": {"days": 2}}


@pytest.mark.parametrize("end", ["meet", "cancel", "close_unmet"])
def test_nothing_is_sent_once_the_deadline_has_ended(work, desk, remind, frozen, end):
    frozen.move_to(clock.at(date(2022, 10, 12), 8))
    with work():
        deadline = queries.deadline(desk.deadline)
        if end == "meet":
            operations.meet(deadline, date(2022, 10, 11), actor=OPERATOR)
        elif end == "cancel":
            operations.cancel(deadline, reason="撤回", actor=OPERATOR)
        else:
            operations.close_unmet(deadline, actor=OPERATOR)

    remind(date(2022, 10, 12))
    remind(date(2022, 10, 18))

    assert told(work) == []


def test_a_resumed_deadline_runs_on_and_what_passed_meanwhile_is_not_sent(work, desk, remind, frozen):
    remind(date(2022, 9, 27))
    with work():
        operations.meet(queries.deadline(desk.deadline), date(2022, 9, 27), actor=OPERATOR)
    remind(date(2022, 10, 8))
    frozen.move_to(clock.at(date(2022, 10, 10), 8))
    with work():
        operations.resume(queries.deadline(desk.deadline), reason="材料不全", actor=OPERATOR)
    remind(date(2022, 10, 10))

    assert told(work) == [(date(2022, 9, 27), -7, "officer"), *october(10, -1, "officer")]
    assert told(work, "cancelled") == october(10, -3, "officer")


def test_a_new_term_has_a_ladder_of_its_own(work, desk, remind, frozen):
    frozen.move_to(clock.at(date(2022, 10, 12), 8))
    with work():
        first = queries.deadline(desk.deadline)
        operations.close_unmet(first, actor=OPERATOR)
        again = operations.restart(
            first, starts_on=date(2022, 10, 12), amount=5, unit=operations.Unit.WORKING_DAYS, actor=OPERATOR
        )
        assert again.due_on == date(2022, 10, 19)
    for day in (12, 13, 14, 15):
        remind(date(2022, 10, day))

    assert told(work) == october(14, -3, "officer")


def test_a_short_term_is_reminded_of_from_the_first_step_it_has(work, desk, remind):
    with work():
        deadline = queries.deadline(desk.deadline)
        operations.cancel(deadline, reason="撤回", actor=OPERATOR)
        case = make_case(organisation.office(deadline.office_id))
        start(case, organisation.user(desk.officer), starts_on=date(2022, 10, 9), ref="demand:2")
    remind(date(2022, 10, 10))

    assert told(work) == october(10, -1, "officer")
    assert told(work, "cancelled") == []


def test_a_moved_due_date_is_told_of_at_its_own_steps(work, desk, remind):
    remind(date(2022, 10, 8))
    with work():
        deadline = queries.deadline(desk.deadline)
        deadline.due_on = date(2022, 10, 18)
        record(PREPARED, deadline, actor=OPERATOR)
    for day in (9, 10, 11, 12, 13):
        remind(date(2022, 10, day))

    assert told(work) == [*october(8, -3, "officer"), *october(9, -7, "officer"), *october(13, -3, "officer")]


def test_a_person_with_two_posts_is_told_once(work, desk, remind):
    with work():
        deadline = queries.deadline(desk.deadline)
        operations.cancel(deadline, reason="撤回", actor=OPERATOR)
        office = make_office("cn/44/4401/")
        both = make_user(office, [Role.INSPECTOR, Role.SUPERVISOR], username="both")
        start(make_case(office), both, ref="demand:3")
    remind(date(2022, 10, 12))

    assert told(work) == october(12, 1, "both")


def test_where_an_office_has_nobody_in_the_post_the_next_above_is_told(work, desk, remind):
    with work():
        leave("supervisor", "head", "superior")
        make_user(make_office("cn/"), [Role.SUPERVISOR], username="national")
    for day in (12, 14, 18):
        remind(date(2022, 10, day))

    assert [(step, name) for _day, step, name in sorted(told(work))] == [
        (1, "national"),
        (1, "officer"),
        (3, "provincial-head"),
        (5, "national"),
    ]


def test_an_officer_who_has_left_is_stood_in_for_by_the_supervisor(work, desk, remind):
    with work():
        leave("officer")
    remind(date(2022, 9, 27))

    assert told(work) == [(date(2022, 9, 27), -7, "supervisor")]


def test_the_national_office_has_nobody_above_and_tells_its_own_supervisors(work, remind):
    with work():
        national = make_office("cn/")
        make_user(national, [Role.SUPERVISOR], username="national")
        start(make_case(national), make_user(national, username="officer"))
    remind(date(2022, 10, 18))

    assert told(work) == october(18, 5, "national")


def leave(*usernames):
    for username in usernames:
        user = organisation.user_named(username)
        user.active = False
        record(PREPARED, user, actor=OPERATOR)


def test_an_acknowledged_step_silences_no_later_one(work, desk, remind):
    remind(date(2022, 10, 11))
    with work() as session:
        row = session.scalars(select(Notification).where(Notification.state == "sent")).one()
        row.state, row.acknowledged_at = "acknowledged", clock.now()
        record(PREPARED, "test", actor=OPERATOR)
    remind(date(2022, 10, 11))
    remind(date(2022, 10, 12))

    assert sorted(told(work)) == october(12, 1, "officer", "supervisor")


def test_a_provisional_date_is_computed_again_before_anybody_is_reminded(work, app, frozen):
    """The calendar of 2027 is not published: 1 January 2027 counts as a working day until it is."""
    frozen.move_to(clock.at(date(2026, 12, 21), 9))
    with work():
        office = make_office("cn/44/")
        officer = make_user(office, username="officer")
        case = make_case(office)
        deadline = operations.start(
            case,
            "rectification_term",
            "demand:9",
            label=_("demand"),
            path="/orders/9",
            responsible_id=officer.id,
            office=office,
            starts_on=date(2026, 12, 21),
            amount=10,
            unit=operations.Unit.WORKING_DAYS,
            actor=OPERATOR,
        )
        assert deadline.provisional
        deadline.due_on = date(2027, 1, 8)
        record(PREPARED, deadline, actor=OPERATOR)
    for job in jobs:
        run_job(app, job)

    with work() as session:
        recomputed = session.scalars(select(AuditEvent).where(AuditEvent.action == "deadline.recomputed")).all()
        assert [event.actor for event in recomputed] == ["job:recompute-deadlines"]
        assert db.session().scalars(select(Notification)).all() == []
