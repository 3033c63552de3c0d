"""Moving the demo's time forward."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import worker
from app.access.actor import operator
from app.audit.models import AuditEvent
from app.core import clock
from app.core.errors import RuleViolated
from app.demo import travel
from app.demo.days import AS_OF, LAST_DAY, on, workday
from app.demo.travel import Leap
from app.notifications.models import Notification
from app.web.dispatch import Application

READER = operator("tests")


def sent(demo: Application) -> int:
    with demo.database.unit_of_work(READER, appends=False) as session:
        return session.scalar(select(func.count(Notification.id))) or 0


@pytest.mark.parametrize(("leap", "day"), [(Leap.NEXT, on(9, 29)), (Leap.THREE, on(10, 8)), (Leap.SEVEN, on(10, 12))])
def test_a_leap_counts_working_days_and_arrives_in_the_morning(demo: Application, leap: Leap, day: date):
    travel.forward(demo, leap, None)

    assert clock.local(clock.now()).replace(microsecond=0, tzinfo=None).isoformat() == f"{day}T09:00:00"


def test_reminders_of_the_days_passed_go_out_exactly_once(demo: Application):
    before = sent(demo)

    journey = travel.forward(demo, Leap.THREE, None)

    assert journey.reminders > 0
    after = sent(demo)
    worker.run_jobs(demo)
    assert sent(demo) == after > before


def test_each_day_passed_reminds_of_its_own_step(demo: Application):
    travel.forward(demo, Leap.SEVEN, None)

    with demo.database.unit_of_work(READER, appends=False) as session:
        days = set(session.scalars(select(Notification.planned_on).where(Notification.planned_on > AS_OF)))
        late = session.scalar(select(func.count()).where(Notification.planned_on > AS_OF, Notification.late))

    assert len(days) > 2
    assert late == 0


@pytest.mark.parametrize("day", [None, AS_OF, AS_OF - timedelta(days=1), LAST_DAY + timedelta(days=1)])
def test_time_never_goes_back_and_not_past_the_end(demo: Application, day: date | None):
    with pytest.raises(RuleViolated):
        travel.forward(demo, Leap.DATE, day)

    assert clock.today() == AS_OF


def test_a_rest_day_can_be_reached(demo: Application):
    travel.forward(demo, Leap.DATE, on(10, 1))

    assert clock.today() == on(10, 1)


def test_the_last_day_is_the_end(demo: Application):
    clock.shift_to(clock.at(LAST_DAY, 9))

    with pytest.raises(RuleViolated):
        travel.forward(demo, Leap.NEXT, None)


def test_the_strip_shows_the_time_and_the_ways_on(visitor: FlaskClient):
    page = visitor.get("/inbox").text

    assert "2022-09-28 09:00" in page
    assert all(f'value="{leap.value}"' in page for leap in Leap)


def test_a_visitor_jumps_and_the_jump_is_on_record(demo: Application, visitor: FlaskClient):
    answer = visitor.post("/demo/jump", data={"leap": "next"}, headers={"Referer": "http://localhost/inbox"})

    assert answer.location == "http://localhost/inbox"
    assert clock.today() == workday(AS_OF, 1)
    with demo.database.unit_of_work(READER, appends=False) as session:
        last = select(AuditEvent.action, AuditEvent.actor).order_by(AuditEvent.seq.desc()).limit(1)
        action, actor = session.execute(last).one()
    assert action == "demo.jumped"
    assert actor.startswith("user:")


def test_a_foreign_address_is_not_where_a_jump_leads(visitor: FlaskClient):
    answer = visitor.post("/demo/jump", data={"leap": "next"}, headers={"Referer": "http://elsewhere.example/"})

    assert "elsewhere" not in answer.location


def test_a_jump_to_the_past_is_refused_with_a_sentence(visitor: FlaskClient):
    page = visitor.post("/demo/jump", data={"leap": "date", "day": "2022-09-01"}, follow_redirects=True).text

    assert "请选择今天以后的日期" in page
    assert clock.today() == AS_OF


def test_a_leap_that_is_none_changes_nothing(visitor: FlaskClient):
    assert visitor.post("/demo/jump", data={"leap": "backwards"}).status_code == 302
    assert clock.today() == AS_OF


def test_nobody_jumps_without_signing_in(demo: Application):
    assert "/sign-in" in demo.test_client().post("/demo/jump", data={"leap": "next"}).location
    assert clock.today() == AS_OF
