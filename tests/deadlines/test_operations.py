from datetime import date

import pytest
from sqlalchemy import select

from app.access.actor import job
from app.access.roles import Role
from app.audit.models import AuditEvent
from app.core import clock, db
from app.core.calendar import CalendarDay, DayKind, Unit, forget
from app.core.errors import IllegalTransition, NotPermitted, RuleViolated, Stale
from app.core.text import _
from app.deadlines import jobs, operations, queries
from app.deadlines.models import Deadline
from app.deadlines.states import DEADLINE, DeadlineState
from tests.factories.organisation import make_actor

S = DeadlineState


def actions(session):
    found = select(AuditEvent.action).where(AuditEvent.action.startswith("deadline.")).order_by(AuditEvent.seq)
    return list(session.scalars(found))


@pytest.fixture
def started(work, docket):
    with work(docket.officer):
        return docket.start().id


def test_a_term_is_computed_with_its_steps(work, docket, started):
    with work(docket.officer) as session:
        deadline = queries.deadline(started)
        assert deadline.due_on == date(2022, 10, 17)
        assert not deadline.provisional
        assert any("2022-10-08" in str(step) for step in queries.explain(deadline))
        assert queries.label(deadline) == _("Demand %(number)s", number=1)
        assert actions(session) == ["deadline.started"]


def test_a_fixed_date_stays_as_the_paper_says(work, docket):
    with work(docket.officer):
        deadline = operations.start_fixed(
            docket.case,
            "rectification_term",
            "demand:1",
            label=_("Demand"),
            path="/orders/1",
            responsible_id=docket.officer.id,
            office=docket.office,
            starts_on=date(2022, 9, 28),
            due_on=date(2022, 10, 4),
            actor=docket.officer,
        )
        assert (deadline.due_on, deadline.amount, deadline.unit) == (date(2022, 10, 4), None, None)
        assert "fixed date" in str(queries.explain(deadline)[0])


def test_met_resumed_and_met_again(work, docket, started, frozen):
    frozen.move_to(clock.at(date(2022, 10, 20), 9))
    with work(docket.officer) as session:
        deadline = queries.deadline(started)
        operations.meet(deadline, date(2022, 10, 12), actor=docket.officer)
        operations.resume(deadline, reason="材料不全", actor=docket.officer)
        assert (deadline.state, deadline.met_on, deadline.due_on) == (S.RUNNING, None, date(2022, 10, 17))
        operations.meet(deadline, date(2022, 10, 20), actor=docket.officer)
        assert (deadline.state, deadline.met_on) == (S.MET, date(2022, 10, 20))
    with work(docket.officer) as session:
        assert actions(session) == ["deadline.started", "deadline.met", "deadline.resumed", "deadline.met"]


def test_unmet_only_after_the_last_day(work, docket, started, frozen):
    frozen.move_to(clock.at(date(2022, 10, 17), 23))
    with pytest.raises(RuleViolated, match="2022-10-17"), work(docket.officer):
        operations.close_unmet(queries.deadline(started), actor=docket.officer)
    frozen.move_to(clock.at(date(2022, 10, 18), 0, 1))
    with work(docket.officer):
        deadline = queries.deadline(started)
        operations.close_unmet(deadline, actor=docket.officer)
        assert deadline.state is S.CLOSED_UNMET


def test_a_cancelled_deadline_needs_a_reason_and_stays_cancelled(work, docket, started):
    with pytest.raises(RuleViolated, match="reason"), work(docket.officer):
        operations.cancel(queries.deadline(started), reason=" ", actor=docket.officer)
    with work(docket.officer):
        operations.cancel(queries.deadline(started), reason="撤回", actor=docket.officer)
    with work() as session:
        assert actions(session) == ["deadline.started", "deadline.cancelled"]
    with pytest.raises(IllegalTransition), work(docket.officer):
        operations.meet(queries.deadline(started), date(2022, 9, 28), actor=docket.officer)


def test_a_new_term_is_a_row_of_its_own(work, docket, started):
    with work(docket.officer):
        first = queries.deadline(started)
        operations.meet(first, date(2022, 9, 28), actor=docket.officer)
        second = operations.restart(
            first, starts_on=date(2022, 9, 29), amount=5, unit=Unit.WORKING_DAYS, actor=docket.officer
        )
        assert (second.subject_ref, second.due_on) == ("demand:1#2", date(2022, 10, 11))
        assert first.state is S.MET


def test_a_subject_has_one_clock(work, docket, started):
    with pytest.raises(Stale), work(docket.officer):
        docket.start()


def test_an_administrator_starts_no_clock(work, docket):
    with work():
        administrator = make_actor(Role.SYSTEM_ADMIN)
    with pytest.raises(NotPermitted), work(administrator):
        docket.start(actor=administrator)


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("step", DEADLINE.transitions)
@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.SYSTEM_ADMIN])
def test_every_step_from_every_state(state, step, role, docket):
    deadline = Deadline(state=state, due_on=date(2022, 1, 1))
    who = docket.officer if role is Role.INSPECTOR else job("x")
    transition = DEADLINE.transitions[step]
    if state in transition.sources:
        DEADLINE.advance(deadline, step, actor=who, reason="因故")
        assert deadline.state is transition.target
    else:
        with pytest.raises(IllegalTransition):
            DEADLINE.advance(deadline, step, actor=who, reason="因故")


def test_a_date_beyond_the_calendar_is_provisional_until_the_calendar_arrives(work, docket, frozen):
    frozen.move_to(clock.at(date(2026, 12, 20), 9))
    with work(docket.officer):
        deadline_id = docket.start(starts_on=date(2026, 12, 20), amount=12).id
        deadline = queries.deadline(deadline_id)
        assert deadline.provisional
        before = deadline.due_on
    with work(job("recompute")) as session:
        jobs.recompute_provisional()
        assert actions(session) == ["deadline.started"]
        _publish_2027(session)
    forget()
    with work(job("recompute")):
        jobs.recompute_provisional()
    with work(docket.officer) as session:
        deadline = queries.deadline(deadline_id)
        assert (deadline.provisional, deadline.due_on) == (False, date(2027, 1, 6))
        assert deadline.due_on > before
        assert actions(session) == ["deadline.started", "deadline.recomputed"]


def _publish_2027(session):
    """1 January 2027 is a holiday, as every year; the rest of the month by the weekdays."""
    for number in range(1, 366):
        day = date.fromordinal(date(2026, 12, 31).toordinal() + number)
        holiday = day == date(2027, 1, 1)
        session.add(
            CalendarDay(
                day=day,
                kind=DayKind.HOLIDAY if holiday else DayKind.by_weekday(day),
                name_zh="元旦" if holiday else None,
                name_en="New Year's Day" if holiday else None,
                source="test",
            )
        )
    db.session().flush()
