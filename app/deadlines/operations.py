"""The verbs of a deadline: start, meet, resume, close unmet, cancel, restart, recompute."""

from datetime import date
from typing import Any
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.operations import record, records
from app.cases.models import CaseFile
from app.core import calendar, clock, db
from app.core.calendar import Due, Unit, count
from app.core.text import Text
from app.deadlines import rules
from app.deadlines.models import Deadline
from app.deadlines.states import DEADLINE
from app.organisation.models import Office


@records("deadline.started")
def start(
    case_file: CaseFile,
    rule_key: str,
    subject_ref: str,
    *,
    label: Text,
    path: str,
    responsible_id: UUID,
    office: Office,
    starts_on: date,
    amount: int,
    unit: Unit,
    actor: Actor,
) -> Deadline:
    """Start a clock of `amount` units after the event on `starts_on`, which is not counted (Civil Code art. 201).

    `subject_ref` (`demand:<id>`) is unique, `label` is shown in lists and reminders, `path` opens the subject. The date
    is provisional where the published calendar does not reach it, and computed again when it does.
    """
    due = count(starts_on, amount, unit, calendar=calendar.load())
    deadline = Deadline(rule_key=rule_key, subject_ref=subject_ref, starts_on=starts_on, amount=amount, unit=unit)
    _describe(deadline, case_file, label, path, responsible_id, office)
    return _begin(deadline, due, actor)


@records("deadline.started")
def start_fixed(
    case_file: CaseFile,
    rule_key: str,
    subject_ref: str,
    *,
    label: Text,
    path: str,
    responsible_id: UUID,
    office: Office,
    starts_on: date,
    due_on: date,
    actor: Actor,
) -> Deadline:
    """Start a clock that ends on a date fixed by the paper; raises RuleViolated unless it lies after `starts_on`."""
    rules.require_after_start(due_on, starts_on=starts_on)
    deadline = Deadline(rule_key=rule_key, subject_ref=subject_ref, starts_on=starts_on)
    _describe(deadline, case_file, label, path, responsible_id, office)
    return _begin(deadline, Due(due_on, False, rules.fixed_steps(due_on, starts_on)), actor)


def _describe(
    deadline: Deadline, case_file: CaseFile, label: Text, path: str, responsible_id: UUID, office: Office
) -> None:
    deadline.case_file_id = case_file.id
    deadline.label, deadline.path = label.stored(), path
    deadline.responsible_id = responsible_id
    deadline.office_id, deadline.office_path = office.id, office.path


def _begin(deadline: Deadline, due: Due, actor: Actor) -> Deadline:
    actor.require(Permission.CASE_READ)
    _set_due(deadline, due)
    db.session().add(deadline)
    db.session().flush()
    record("deadline.started", deadline, actor=actor, after=_clock(deadline))
    return deadline


def _set_due(deadline: Deadline, due: Due) -> None:
    deadline.due_on, deadline.provisional = due.date, due.provisional
    deadline.steps = [step.stored() for step in due.steps]


def _clock(deadline: Deadline) -> dict[str, Any]:
    return {
        "rule": deadline.rule_key,
        "subject": deadline.subject_ref,
        "starts_on": deadline.starts_on,
        "amount": deadline.amount,
        "unit": deadline.unit,
        "due_on": deadline.due_on,
        "provisional": deadline.provisional,
    }


@records("deadline.met")
def meet(deadline: Deadline, on: date, *, actor: Actor) -> None:
    """Record that what was due was done on this day, in time or late. Raises RuleViolated for a day in the future."""
    DEADLINE.check(deadline, "meet", actor=actor)
    rules.require_past(on, starts_on=deadline.starts_on, today=clock.today())
    deadline.met_on = on
    DEADLINE.advance(deadline, "meet", actor=actor)
    record("deadline.met", deadline, actor=actor, after={"met_on": on, "due_on": deadline.due_on})


@records("deadline.resumed")
def resume(deadline: Deadline, *, reason: str, actor: Actor) -> None:
    """Let a met deadline run on towards the same date, because what was done was sent back with remarks."""
    DEADLINE.check(deadline, "resume", actor=actor, reason=reason)
    before = {"met_on": deadline.met_on}
    deadline.met_on = None
    DEADLINE.advance(deadline, "resume", actor=actor, reason=reason)
    record("deadline.resumed", deadline, actor=actor, before=before, reason=reason)


@records("deadline.closed_unmet")
def close_unmet(deadline: Deadline, *, actor: Actor) -> None:
    """End an expired deadline that was not met, or whose answer proved worth nothing when it was verified.

    Raises RuleViolated before its last day has passed.
    """
    DEADLINE.check(deadline, "close_unmet", actor=actor)
    deadline.met_on = None
    DEADLINE.advance(deadline, "close_unmet", actor=actor)
    record("deadline.closed_unmet", deadline, actor=actor, after={"due_on": deadline.due_on})


@records("deadline.cancelled")
def cancel(deadline: Deadline, *, reason: str, actor: Actor) -> None:
    """End a deadline whose subject fell away, with the reason."""
    DEADLINE.advance(deadline, "cancel", actor=actor, reason=reason)
    record("deadline.cancelled", deadline, actor=actor, reason=reason)


@records("deadline.started")
def restart(deadline: Deadline, *, starts_on: date, amount: int, unit: Unit, actor: Actor) -> Deadline:
    """Give the subject of an ended deadline a new term, as a row of its own: the first one stays as it ended."""
    again = Deadline(
        rule_key=deadline.rule_key,
        subject_ref=rules.next_ref(deadline.subject_ref),
        case_file_id=deadline.case_file_id,
        label=deadline.label,
        path=deadline.path,
        responsible_id=deadline.responsible_id,
        office_id=deadline.office_id,
        office_path=deadline.office_path,
        starts_on=starts_on,
        amount=amount,
        unit=unit,
    )
    return _begin(again, count(starts_on, amount, unit, calendar=calendar.load()), actor)


@records(sometimes=("deadline.recomputed",))
def recompute(deadline: Deadline, *, actor: Actor) -> bool:
    """Compute a running provisional date again with today's calendar; answers whether anything changed."""
    actor.require(Permission.CASE_READ)
    assert deadline.amount is not None
    assert deadline.unit is not None
    due = count(deadline.starts_on, deadline.amount, deadline.unit, calendar=calendar.load())
    before = _clock(deadline)
    if (due.date, due.provisional) == (deadline.due_on, deadline.provisional):
        return False
    _set_due(deadline, due)
    record("deadline.recomputed", deadline, actor=actor, before=before, after=_clock(deadline))
    return True
