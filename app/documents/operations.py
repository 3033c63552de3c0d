"""The verbs of an official paper: draft, revise, submit, approve, number, seal, serve, void."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.models import Why
from app.audit.operations import record, records
from app.audit.sealing import checkpoints
from app.audit.tlog.canonical import canonical
from app.cases.models import CaseFile
from app.core import calendar, clock, db
from app.core.errors import RuleViolated
from app.core.events import publish
from app.core.numbering import document_number, next_serial
from app.core.text import _
from app.documents import rules
from app.documents.contents import CHECKPOINT
from app.documents.models import Document, Service
from app.documents.states import DOCUMENT, DocumentState, ServiceManner
from app.legal import queries as legal
from app.organisation.models import Office

NOTICE_RULE = "service_by_notice"
"""The deadline rule under which service by public notice takes effect."""
ROOT_DIGITS = 16
"""How many hex digits of the log's root a paper prints."""


@dataclass(frozen=True)
class Served:
    """A paper was served; upper rooms start their clocks at `service.effective_on`."""

    document: Document
    service: Service


@records("document.drafted")
def draft(
    case_file: CaseFile, kind: str, *, title: str, content: dict[str, Any], office: Office, actor: Actor
) -> Document:
    """Draw up a paper of this kind; `content` holds text, whole numbers, lists and tables (lists of objects).

    Raises NotPermitted, and ValueError for content that has no canonical form.
    """
    actor.require(Permission.ORDER_DRAFT)
    canonical(content)
    document = Document(
        case_file_id=case_file.id,
        kind=kind,
        office_id=office.id,
        office_path=office.path,
        title=title,
        content=content,
        drafted_by=actor.id,
    )
    db.session().add(document)
    db.session().flush()
    record("document.drafted", document, actor=actor, after={"kind": kind, "title": title})
    return document


@records("document.revised")
def revise(document: Document, *, content: dict[str, Any], actor: Actor, title: str | None = None) -> None:
    """Change what a paper says before it is approved. Raises RuleViolated afterwards."""
    actor.require(Permission.ORDER_DRAFT)
    if document.state not in (DocumentState.DRAFT, DocumentState.IN_REVIEW):
        raise RuleViolated(
            _("An approved or numbered paper is not changed any more. Declare it void and draw up another.")
        )
    canonical(content)
    changed = sorted(name for name in {*content, *document.content} if content.get(name) != document.content.get(name))
    document.content, document.title = content, title or document.title
    record("document.revised", document, actor=actor, after={"changed": changed})


@records("document.submitted")
def submit(document: Document, *, actor: Actor) -> None:
    """Hand the draft in for review."""
    DOCUMENT.advance(document, "submit", actor=actor)
    record("document.submitted", document, actor=actor)


@records("document.sent_back")
def send_back(document: Document, *, reason: str, actor: Actor) -> None:
    """Return the paper to its drafter with what is to be changed."""
    DOCUMENT.advance(document, "send_back", actor=actor, reason=reason)
    record("document.sent_back", document, actor=actor, reason=reason)


@records("document.approved")
def approve(document: Document, *, actor: Actor) -> None:
    """Approve the paper; never by its drafter."""
    DOCUMENT.check(document, "approve", actor=actor)
    document.approved_by = actor.id
    DOCUMENT.advance(document, "approve", actor=actor)
    record("document.approved", document, actor=actor)


@records("document.numbered")
def number(document: Document, *, actor: Actor) -> None:
    """Give the paper the next number of its office, kind and year, without gap, and bind what it says by its hash.

    The paper says from then on how far the log was sealed before, and a checkpoint that covers its issue is demanded.
    Raises RuleViolated where a required field is empty, or the kind needs an approval the paper does not have.
    """
    step = "number_unapproved" if document.state is DocumentState.DRAFT else "number"
    DOCUMENT.check(document, step, actor=actor)
    rules.require_complete(document.kind, document.content)
    _give_number(document, clock.today())
    DOCUMENT.advance(document, step, actor=actor)
    db.session().flush()
    record(
        "document.numbered",
        document,
        actor=actor,
        after={"number": document.number, "content_sha256": document.content_sha256},
    )
    checkpoints.demand(Why.DOCUMENT)


def _give_number(document: Document, today: date) -> None:
    office, sealed = db.session().get_one(Office, document.office_id), _sealed_so_far()
    character = legal.document_kind(document.kind, on=today).number_kind
    if character is None:
        raise RuleViolated(_("Papers of this kind carry no number."))
    document.year = today.year
    document.serial = next_serial(document.office_path, character, today.year)
    document.number = document_number(office.short_name, character, today.year, document.serial)
    document.issued_on = today
    document.content = document.content | sealed
    document.content_sha256 = rules.content_hash(document)


def _sealed_so_far() -> dict[str, Any]:
    """The newest checkpoint of the log as a paper prints it: its name, size, and the beginning of its root."""
    newest = checkpoints.newest()
    if newest is None:
        return {}
    said = checkpoints.said(newest)
    return {CHECKPOINT: f"{said.origin} · {said.size} · {said.root.hex()[:ROOT_DIGITS]}"}


@records("document.sealed")
def seal(document: Document, *, actor: Actor) -> None:
    """Record that the office's seal was put on the numbered paper."""
    DOCUMENT.advance(document, "seal", actor=actor)
    record("document.sealed", document, actor=actor)


@records("document.served")
def serve(
    document: Document,
    *,
    manner: ServiceManner,
    served_on: date,
    place: str,
    receiver: str,
    witness: str | None = None,
    consent: bool = False,
    receipt_sha256: str | None = None,
    actor: Actor,
) -> Service:
    """Record the service of a numbered paper and announce it as `Served` (Civil Procedure Law (2021) arts. 87-95).

    `served_on` is the day of receipt, also by post; by public notice the day of publication. `receipt_sha256` names the
    signed receipt among the evidence. Raises RuleViolated for a day in the future or before the issue, for a paper left
    without a witness, and for electronic service without the party's consent.
    """
    DOCUMENT.check(document, "serve", actor=actor)
    assert document.issued_on is not None
    rules.require_service_day(served_on, issued_on=document.issued_on, today=clock.today())
    rules.require_witnessed(manner, witness)
    rules.require_consent(manner, consent)
    service = Service(
        case_file_id=document.case_file_id,
        document_id=document.id,
        manner=manner,
        served_on=served_on,
        effective_on=_effective_on(manner, served_on),
        place=place,
        receiver=receiver,
        witness=witness or None,
        consent=consent,
        receipt_sha256=receipt_sha256,
        served_by=actor.id,
    )
    db.session().add(service)
    DOCUMENT.advance(document, "serve", actor=actor)
    db.session().flush()
    _record_service(document, service, actor)
    publish(Served(document, service))
    return service


def _effective_on(manner: ServiceManner, served_on: date) -> date:
    if manner is not ServiceManner.PUBLIC_NOTICE:
        return served_on
    rule = legal.deadline_rule(NOTICE_RULE, on=served_on)
    return rules.notice_effective_day(served_on, rule.amount, rule.unit, rule.roll, calendar.load())


def _record_service(document: Document, service: Service, actor: Actor) -> None:
    record(
        "document.served",
        document,
        actor=actor,
        after={
            "manner": service.manner,
            "served_on": service.served_on,
            "effective_on": service.effective_on,
            "receiver": service.receiver,
            "receipt_sha256": service.receipt_sha256,
        },
    )


@records("document.voided")
def void(document: Document, *, reason: str, actor: Actor) -> None:
    """Declare the paper void with a reason; a number once given stays in its series."""
    DOCUMENT.check(document, "void", actor=actor, reason=reason)
    document.void_reason = reason
    DOCUMENT.advance(document, "void", actor=actor, reason=reason)
    record("document.voided", document, actor=actor, reason=reason)
