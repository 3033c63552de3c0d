"""The visit: arrival, the record, its reading back and signatures, the end (APL arts. 42, 55; order 2 of 2017)."""

from dataclasses import dataclass
from datetime import datetime

from app.access.actor import Actor
from app.audit.operations import record, records
from app.cases import operations as cases
from app.core import clock, db
from app.core.errors import RuleViolated
from app.core.events import publish
from app.core.text import _
from app.documents import operations as documents
from app.inspections import papers, rules
from app.inspections.models import Inspection, Signature
from app.inspections.operations.locking import hold
from app.inspections.states import INSPECTION, Side
from app.organisation import queries as organisation
from app.organisation.models import Office


@dataclass(frozen=True)
class Concluded:
    """An inspection was concluded: its findings are complete and confirmed."""

    inspection: Inspection


@records("inspection.arrived")
def arrive(
    inspection: Inspection,
    *,
    arrived_at: datetime,
    certificates_shown: bool,
    rights_told: bool,
    received_by: str,
    actor: Actor,
) -> None:
    """Record that the team is on site, by whom it was received, and what it did first (APL arts. 43, 55).

    `certificates_shown` and `rights_told` (to state, defend, and ask for recusal) have to be true: without them the
    enterprise may refuse. The arrival ends the embargo of an unannounced visit.
    """
    hold(inspection)
    INSPECTION.check(inspection, "arrive", actor=actor)
    refused = rules.arrival_refused(inspection, arrived_at)
    if refused is not None:
        raise RuleViolated(refused, field="arrived_at")
    if not certificates_shown:
        raise RuleViolated(
            _("Show the enforcement certificates first; without them the enterprise may refuse (APL art. 55)."),
            field="certificates_shown",
        )
    if not rights_told:
        raise RuleViolated(
            _("Tell the enterprise of its rights first, the right to ask for recusal among them."), field="rights_told"
        )
    INSPECTION.advance(inspection, "arrive", actor=actor)
    inspection.arrived_at, inspection.received_by = arrived_at, received_by
    inspection.certificates_shown = inspection.rights_told = True
    if inspection.case_file.embargoed_until is not None:
        cases.lift_embargo(inspection.case_file, actor=actor)
    after = {"arrived_at": arrived_at, "received_by": received_by, "certificates_shown": True, "rights_told": True}
    record("inspection.arrived", inspection, actor=actor, after=after)


@records("inspection.record_written")
def write_record(inspection: Inspection, *, facts: str, materials_seen: str, actor: Actor) -> None:
    """Write the record (D05), or write it anew, until somebody signed; it then has to be read back (again)."""
    hold(inspection)
    INSPECTION.check(inspection, "write_record", actor=actor)
    content = papers.draft_content(facts, materials_seen)
    if inspection.record_paper is None:
        inspection.record_paper = documents.draft(
            inspection.case_file,
            papers.RECORD,
            title=papers.RECORD_TITLE,
            content=content,
            office=db.session().get_one(Office, inspection.office_id),
            actor=actor,
        )
    else:
        documents.revise(inspection.record_paper, content=content, actor=actor)
    inspection.read_back_at = None
    record("inspection.record_written", inspection, actor=actor, after=content)


@records("inspection.record_read_back")
def read_back(inspection: Inspection, *, actor: Actor) -> None:
    """Record that the record was read back to the enterprise and found correct."""
    hold(inspection)
    INSPECTION.check(inspection, "read_back", actor=actor)
    inspection.read_back_at = clock.now()
    record("inspection.record_read_back", inspection, actor=actor)


@records("inspection.officer_signed")
def sign(inspection: Inspection, *, actor: Actor) -> None:
    """Sign the record as an officer of the team, with the own account."""
    hold(inspection)
    INSPECTION.check(inspection, "sign", actor=actor)
    signature = Signature(
        case_file_id=inspection.case_file_id, side=Side.OFFICER, name=actor.name, user_id=actor.id, refused=False
    )
    inspection.signatures.append(signature)
    db.session().flush()
    record("inspection.officer_signed", inspection, actor=actor, after={"signature": signature.id})


@records("inspection.enterprise_signed")
def sign_for_enterprise(
    inspection: Inspection, *, name: str, refusal_reason: str | None = None, witness: str | None = None, actor: Actor
) -> None:
    """Take the enterprise's signature: who signed; or, with `refusal_reason`, who refused, why, and before whom."""
    hold(inspection)
    INSPECTION.check(inspection, "sign_for_enterprise", actor=actor)
    if refusal_reason is not None:
        officers = organisation.user_names(member.user_id for member in inspection.team)
        incomplete = rules.refusal_incomplete(refusal_reason, witness, officers.values())
        if incomplete is not None:
            field, reason = incomplete
            raise RuleViolated(reason, field=field)
    signature = Signature(
        case_file_id=inspection.case_file_id,
        side=Side.ENTERPRISE,
        name=name,
        refused=refusal_reason is not None,
        refusal_reason=refusal_reason,
        witness=witness if refusal_reason is not None else None,
    )
    inspection.signatures.append(signature)
    db.session().flush()
    after = {"name": name, "refused": signature.refused, "witness": signature.witness}
    record("inspection.enterprise_signed", inspection, actor=actor, after=after, reason=refusal_reason)


@records("inspection.record_signed")
def sign_record(inspection: Inspection, *, actor: Actor) -> None:
    """Close the record once both sides have signed: its paper is completed, numbered and bound by its hash."""
    hold(inspection)
    INSPECTION.advance(inspection, "sign_record", actor=actor)
    paper = inspection.record_paper
    assert paper is not None
    documents.revise(paper, content=papers.record_content(inspection), actor=actor)
    documents.number(paper, actor=actor)
    after = {"number": paper.number, "content_sha256": paper.content_sha256}
    record("inspection.record_signed", inspection, actor=actor, after=after)


@records("inspection.concluded")
def conclude(inspection: Inspection, *, actor: Actor) -> None:
    """Conclude the inspection: the record is signed and no upper room has anything open (findings)."""
    hold(inspection)
    INSPECTION.advance(inspection, "conclude", actor=actor)
    inspection.concluded_at = clock.now()
    record("inspection.concluded", inspection, actor=actor)
    publish(Concluded(inspection))
