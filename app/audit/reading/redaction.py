"""Erasing the content of an event, for the sake of personal data: one person asks, another decides, both on record.

The leaf stays, so the log still verifies; the body and the columns that name the actor go. What may be known of a case
of another office is not enough: both persons answer for personal data where the event happened.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.log.erasure import erase
from app.audit.log.writing import EVENT
from app.audit.models import AuditRedaction
from app.audit.operations import record, records
from app.audit.reading import scope as reading
from app.audit.reading.opening import Event, event
from app.audit.rules import is_erasable
from app.audit.states import REDACTION, RedactionState
from app.core import db
from app.core.errors import NotFound, RuleViolated
from app.core.events import publish
from app.core.text import Text, _


@dataclass(frozen=True)
class ErasureAsked:
    """The erasure of an event's content waits for its second person."""

    redaction: AuditRedaction
    actor: Actor


def refusal(opened: Event, *, actor: Actor) -> Text | None:
    """Why this actor can't ask for the erasure of an event, or None."""
    if opened.redacted:
        return _("The content of this event is erased already.")
    if not is_erasable(opened.action):
        return _("Events about the log itself, about accounts and about rights keep their content.")
    if not _competent(opened.log, opened.seq, actor):
        return _("The office heads and coordinators of the event's own jurisdiction decide about its personal data.")
    if standing(opened.log, opened.seq):
        return _("Its erasure is asked for already.")
    return None


@records("redaction.asked")
def ask(log: int, seq: int, *, reason: str, legal_basis: str, actor: Actor) -> AuditRedaction:
    """Ask for the erasure of an event's content. Raises NotFound outside scope, RuleViolated where it can't be."""
    actor.require(Permission.AUDIT_REDACT)
    actor.require_proven()
    opened = event(log, seq, actor=actor)
    refused = refusal(opened, actor=actor)
    if refused is not None:
        raise RuleViolated(refused)
    asked = AuditRedaction(log=log, seq=seq, reason=reason, legal_basis=legal_basis, asked_by=actor.id)
    db.session().add(asked)
    db.session().flush()
    record(
        "redaction.asked",
        asked.subject,
        actor=actor,
        after={"log": log, "seq": seq, "legal_basis": legal_basis},
        reason=reason,
        case_file_id=opened.case_file_id,
    )
    publish(ErasureAsked(asked, actor))
    return asked


@records("audit.redacted")
def approve(redaction: AuditRedaction, *, version: int | None, actor: Actor, reason: str | None = None) -> None:
    """Erase the content, as the second person. It can't be brought back."""
    case_file_id = _taken(redaction, "approve", version, reason, actor)
    erase(redaction.log, redaction.seq)
    record(
        "audit.redacted",
        redaction.subject,
        actor=actor,
        after={
            "log": redaction.log,
            "seq": redaction.seq,
            "asked_by": redaction.asked_by,
            "decided_by": actor.id,
            "legal_basis": redaction.legal_basis,
        },
        reason=redaction.reason,
        case_file_id=case_file_id,
    )


@records("redaction.refused")
def refuse(redaction: AuditRedaction, *, version: int | None, actor: Actor, reason: str | None = None) -> None:
    """Refuse the erasure, with the reason; the event stays as it is and may be asked about again."""
    case_file_id = _taken(redaction, "refuse", version, reason, actor)
    redaction.refusal = reason
    record(
        "redaction.refused",
        redaction.subject,
        actor=actor,
        after={"log": redaction.log, "seq": redaction.seq, "asked_by": redaction.asked_by, "decided_by": actor.id},
        reason=reason,
        case_file_id=case_file_id,
    )


STEPS = {"approve": approve, "refuse": refuse}


def redaction(redaction_id: UUID, *, actor: Actor) -> AuditRedaction:
    """The request; raises NotFound where there is none or its event is outside the actor's jurisdiction."""
    found = db.session().scalar(select(AuditRedaction).where(AuditRedaction.id == redaction_id, _within(actor)))
    if found is None:
        raise NotFound()
    return found


def redactions(*, actor: Actor, offset: int, limit: int) -> tuple[list[AuditRedaction], int]:
    """The requests of the actor's jurisdiction, those that wait for a decision first, and how many there are."""
    within = _within(actor)
    total = db.session().scalar(select(func.count()).select_from(AuditRedaction).where(within)) or 0
    order = (AuditRedaction.state != RedactionState.ASKED, AuditRedaction.created_at.desc())
    rows = db.session().scalars(select(AuditRedaction).where(within).order_by(*order).offset(offset).limit(limit))
    return list(rows), total


def waiting(actor: Actor) -> int:
    """How many requests wait for this actor's decision."""
    open_requests = and_(AuditRedaction.state == RedactionState.ASKED, AuditRedaction.asked_by != actor.id)
    counted = select(func.count()).select_from(AuditRedaction).where(open_requests, _within(actor))
    return db.session().scalar(counted) or 0


def decides(asked: AuditRedaction, *, actor: Actor) -> bool:
    """Whether this person may decide on a request: another one than asked, of the event's own jurisdiction."""
    return actor.id != asked.asked_by and _competent(asked.log, asked.seq, actor)


def standing(log: int, seq: int) -> AuditRedaction | None:
    """The request that is open for this event or was granted."""
    found = select(AuditRedaction).where(
        AuditRedaction.log == log, AuditRedaction.seq == seq, AuditRedaction.state != RedactionState.REFUSED
    )
    return db.session().scalar(found)


def _taken(redaction: AuditRedaction, step: str, version: int | None, reason: str | None, actor: Actor) -> UUID | None:
    """Take the step and answer the event's case. Raises NotFound outside the actor's jurisdiction, Stale, and what
    the lifecycle raises."""
    redaction.unchanged_since(version)
    place = select(EVENT.c.case_file_id).where(_same(redaction.log, redaction.seq), _jurisdiction(actor))
    found = db.session().connection().execute(place).one_or_none()
    if found is None:
        raise NotFound()
    REDACTION.advance(redaction, step, actor=actor, reason=reason)
    redaction.decided_by = actor.id
    case_file_id: UUID | None = found.case_file_id
    return case_file_id


def _competent(log: int, seq: int, actor: Actor) -> bool:
    statement = select(EVENT.c.seq).where(_same(log, seq), _jurisdiction(actor))
    return actor.may(Permission.AUDIT_REDACT) and db.session().connection().scalar(statement) is not None


def _same(log: int, seq: int) -> ColumnElement[bool]:
    return and_(EVENT.c.log == log, EVENT.c.seq == seq)


def _jurisdiction(actor: Actor) -> ColumnElement[bool]:
    """The events that happened in the actor's jurisdiction: by their case, without one those of the whole country."""
    ways = [EVENT.c.case_file_id.in_(reading.plugged_cases().governed(actor))]
    if reading.is_national(actor):
        ways.append(EVENT.c.case_file_id.is_(None))
    return or_(*ways)


def _within(actor: Actor) -> ColumnElement[bool]:
    """The requests about events of the actor's jurisdiction."""
    return (
        select(EVENT.c.seq)
        .where(EVENT.c.log == AuditRedaction.log, EVENT.c.seq == AuditRedaction.seq, _jurisdiction(actor))
        .exists()
    )
