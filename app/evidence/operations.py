"""The verbs of evidence: collect and view."""

from datetime import datetime
from typing import BinaryIO

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.operations import record, records
from app.cases import queries as cases
from app.cases.models import CaseFile
from app.core import clock, db, intake, storage
from app.evidence import rules
from app.evidence.models import Evidence
from app.evidence.states import EvidenceKind


@records("evidence.collected")
def collect(
    case_file: CaseFile,
    subject_ref: str,
    stream: BinaryIO,
    filename: str,
    *,
    kind: EvidenceKind,
    title: str,
    occurred_at: datetime,
    source: str,
    actor: Actor,
) -> Evidence:
    """Take a file into the case as an original that is never altered (APL arts. 46, 55).

    `subject_ref` names what it proves (`finding:<id>`), `occurred_at` when it came about, `source` from whom. `stream`
    has to be seekable. Raises NotPermitted off the team, and RuleViolated for every file that `intake.receive` refuses.
    If the transaction is rolled back later, the stored file stays behind without a row: that is harmless, since it lies
    under its own hash, and the next upload of the same file finds it there.
    """
    actor.require(Permission.EVIDENCE_COLLECT)
    cases.require_on_team(case_file, actor)
    rules.require_happened(occurred_at, clock.now())
    received = intake.receive(stream, filename)
    evidence = Evidence(
        case_file_id=case_file.id,
        subject_ref=subject_ref,
        kind=kind,
        title=title,
        filename=received.filename,
        media_type=received.media_type,
        size=received.size,
        sha256=received.sha256,
        occurred_at=occurred_at,
        collected_by=actor.id,
        source=source,
    )
    db.session().add(evidence)
    db.session().flush()
    _record("evidence.collected", evidence, actor)
    return evidence


@records("evidence.viewed")
def view(evidence: Evidence, *, actor: Actor) -> bytes:
    """The file's bytes, hashed again, for an actor who sees the case; each view is an event.

    Raises RuleViolated when the stored file is no longer what was collected.
    """
    actor.require(Permission.CASE_READ)
    content = storage.read_verified(storage.configured(), evidence.sha256)
    _record("evidence.viewed", evidence, actor)
    return content


def _record(action: str, evidence: Evidence, actor: Actor) -> None:
    record(
        action,
        evidence,
        actor=actor,
        after={"subject": evidence.subject_ref, "kind": evidence.kind, "filename": evidence.filename},
        attachments=[evidence],
    )
