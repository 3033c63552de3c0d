"""Witnesses: other offices that cosign the log's checkpoints, so that nobody who holds both database and key can
rewrite it unnoticed. The security auditor keeps the list of them and brings in what they cosigned.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.log.subtrees import stored
from app.audit.models import AuditCheckpoint, AuditCosignature, AuditWitness
from app.audit.operations import record, records
from app.audit.sealing.checkpoints import newest
from app.audit.tlog.note import WITNESS_KEY, BadSignature, Malformed, Note, Signature, VerifierKey, encode
from app.audit.tlog.proofs import consistency
from app.core import clock, db
from app.core.errors import NotFound, RuleViolated
from app.core.text import _
from app.core.workflow import require_reason

RED_AFTER = timedelta(hours=26)
"""How old the newest cosignature may be: a day, and two hours for whoever carries it."""
QUORUM = 2
"""How many witnesses have to cosign the checkpoint of a campaign's close."""
AHEAD = timedelta(minutes=5)
"""How far a witness's clock may be ahead of ours."""
TRIED = 2_000
"""Newest checkpoints among which the one a bare signature line belongs to is looked for: more than a day of them."""
READ_AT_ONCE = 500
"""Notes held in memory at once."""


@dataclass(frozen=True)
class Standing:
    """A witness and the newest checkpoint it cosigned: the log's number, size, and the witness's own time."""

    witness: AuditWitness
    log: int | None = None
    size: int | None = None
    at: datetime | None = None

    @property
    def is_stale(self) -> bool:
        """Whether it never cosigned, or too long ago."""
        return is_stale(self.at)


def is_stale(at: datetime | None) -> bool:
    """Whether a cosignature of this wall-clock moment is too old to rely on."""
    return at is None or at + RED_AFTER < clock.wall()


@records("witness.registered")
def register(vkey: str, *, holder: str, actor: Actor) -> AuditWitness:
    """Enter a witness by its verifier key; `holder` says which office or person keeps it.

    Raises RuleViolated for what is no witness's key, and for a name or key already entered.
    """
    actor.require(Permission.WITNESS_MANAGE)
    actor.require_proven()
    key = _parsed_key(vkey)
    if any(witness.name == key.name for witness in witnesses()):
        raise RuleViolated(_("A witness of the name %(name)s is entered already.", name=key.name), field="vkey")
    witness = AuditWitness(name=key.name, vkey=str(key), holder=holder)
    db.session().add(witness)
    record("witness.registered", witness, actor=actor, after={"name": key.name, "vkey": str(key), "holder": holder})
    return witness


def _parsed_key(vkey: str) -> VerifierKey:
    try:
        key = VerifierKey.parse(vkey.strip())
    except Malformed as error:
        raise RuleViolated(
            _("This is no verifier key, or it was copied in part. Take the whole line that the witness printed."),
            field="vkey",
        ) from error
    if key.kind != WITNESS_KEY:
        raise RuleViolated(_("This is the key of a log, not of a witness."), field="vkey")
    return key


@records("witness.retired")
def retire(witness: AuditWitness, *, reason: str, actor: Actor) -> None:
    """Let a witness count no more; what it cosigned stays on record. Raises RuleViolated for a second time."""
    actor.require(Permission.WITNESS_MANAGE)
    actor.require_proven()
    require_reason(reason)
    if witness.retired_at is not None:
        raise RuleViolated(_("This witness was retired already."))
    witness.retired_at = clock.now()
    record("witness.retired", witness, actor=actor, before={"name": witness.name}, reason=reason)


@records("witness.asked")
def request(witness: AuditWitness, *, actor: Actor) -> str:
    """What to hand to a witness: the newest checkpoint with the proof that it continues what the witness cosigned.

    Raises RuleViolated while nothing is signed.
    """
    actor.require(Permission.WITNESS_MANAGE)
    checkpoint = _newest()
    standing = _standings([witness])[0]
    old = standing.size if standing.log == checkpoint.log else None
    body = request_from(old or 0)
    record("witness.asked", witness, actor=actor, after={"log": checkpoint.log, "size": checkpoint.size})
    return body


def request_from(old: int) -> str:
    """The request (C2SP add-checkpoint) for the newest checkpoint, for a witness that saw `old` events last.

    Raises RuleViolated while nothing is signed, and where the witness claims to have seen more than there is.
    """
    checkpoint = _newest()
    if old > checkpoint.size:
        raise RuleViolated(
            _("The newest checkpoint has %(size)s events, the witness saw %(old)s.", size=checkpoint.size, old=old)
        )
    read = stored(db.session().connection(), checkpoint.log)
    proof = consistency(old, checkpoint.size, read) if old else []
    return "\n".join([f"old {old}", *map(encode, proof), "", checkpoint.note.decode()])


def _newest() -> AuditCheckpoint:
    checkpoint = newest()
    if checkpoint is None:
        raise RuleViolated(_("Nothing is signed yet. The first checkpoint comes within a minute."))
    return checkpoint


@records(sometimes=("checkpoint.cosigned",))
def take_in(answer: str, *, actor: Actor) -> list[AuditCosignature]:
    """Keep the cosignatures in a witness's answer: bare signature lines, or a whole cosigned checkpoint.

    What is kept already is passed over. Raises RuleViolated for lines that are none, of no active witness, or that
    belong to none of the newest checkpoints; nothing is kept then.
    """
    actor.require(Permission.WITNESS_MANAGE)
    lines = [line for line in answer.replace("\r\n", "\n").split("\n") if line.startswith("— ")]
    if not lines:
        raise _refused(_("There is no signature line in it. Paste the whole answer of the witness."))
    known = {(key.name, key.id): (witness, key) for witness, key in _active_keys()}
    candidates = _candidates()
    found = []
    for signature in map(_parsed, lines):
        if (signature.name, signature.key_id) in known:
            found.append(_matched(*known[signature.name, signature.key_id], signature, candidates))
        elif not any(signature in Note.parse(checkpoint.note).signatures for checkpoint in candidates):
            raise _refused(_("%(name)s is no witness of ours, or its key was changed.", name=signature.name))
    if not found:
        raise _refused(_("The log's own signature is in it, but none of a witness."))
    return [kept for cosignature in found if (kept := _kept(cosignature, actor)) is not None]


def _refused(message: object) -> RuleViolated:
    return RuleViolated(message, field="answer")  # type: ignore[arg-type]


def _parsed(line: str) -> Signature:
    try:
        return Signature.parse(line.rstrip())
    except Malformed as error:
        raise _refused(_("A signature line was copied in part. Paste the whole answer of the witness.")) from error


def _active_keys() -> Iterable[tuple[AuditWitness, VerifierKey]]:
    return [(witness, VerifierKey.parse(witness.vkey)) for witness in witnesses() if witness.retired_at is None]


def _candidates() -> Sequence[AuditCheckpoint]:
    order = (AuditCheckpoint.log.desc(), AuditCheckpoint.size.desc())
    return db.session().scalars(select(AuditCheckpoint).order_by(*order).limit(TRIED)).all()


def _matched(
    witness: AuditWitness, key: VerifierKey, signature: Signature, candidates: Sequence[AuditCheckpoint]
) -> AuditCosignature:
    for checkpoint in candidates:
        try:
            [verified] = Note(Note.parse(checkpoint.note).text, (signature,)).verified([key])
        except BadSignature:
            continue
        at = datetime.fromtimestamp(verified.time or 0, UTC)
        if at > clock.wall() + AHEAD:
            raise _refused(_("The clock of %(name)s is ahead of ours. Set both right.", name=witness.name))
        return AuditCosignature(
            log=checkpoint.log, size=checkpoint.size, witness_id=witness.id, at=at, line=str(signature)
        )
    raise _refused(
        _("The signature of %(name)s belongs to none of the newest checkpoints: it was altered.", name=witness.name)
    )


def _kept(cosignature: AuditCosignature, actor: Actor) -> AuditCosignature | None:
    place = (cosignature.log, cosignature.size, cosignature.witness_id, cosignature.at)
    if db.session().get(AuditCosignature, place) is not None:
        return None
    db.session().add(cosignature)
    told = {"log": cosignature.log, "size": cosignature.size, "cosigned_at": cosignature.at}
    record("checkpoint.cosigned", f"audit_witness:{cosignature.witness_id}", actor=actor, after=told)
    return cosignature


def witness(witness_id: UUID) -> AuditWitness:
    """The witness; raises NotFound."""
    found = db.session().get(AuditWitness, witness_id)
    if found is None:
        raise NotFound()
    return found


def witness_named(name: str) -> AuditWitness:
    """The witness of this name; raises NotFound."""
    found = db.session().scalar(select(AuditWitness).where(AuditWitness.name == name))
    if found is None:
        raise NotFound(_("There is no witness of the name %(name)s.", name=name))
    return found


def witnesses() -> list[AuditWitness]:
    """Every witness that was ever entered, the active ones first."""
    order = (AuditWitness.retired_at.is_not(None), AuditWitness.name)
    return list(db.session().scalars(select(AuditWitness).order_by(*order)))


def standings() -> list[Standing]:
    """Every witness with the newest checkpoint it cosigned."""
    return _standings(witnesses())


def _standings(of: Sequence[AuditWitness]) -> list[Standing]:
    place = func.row_number().over(
        partition_by=AuditCosignature.witness_id,
        order_by=(AuditCosignature.log.desc(), AuditCosignature.size.desc(), AuditCosignature.at.desc()),
    )
    ranked = select(AuditCosignature, place.label("place")).subquery()
    last = select(ranked.c.witness_id, ranked.c.log, ranked.c.size, ranked.c.at).where(ranked.c.place == 1)
    found = {row.witness_id: row for row in db.session().execute(last)}
    return [
        Standing(witness, row.log, row.size, row.at) if (row := found.get(witness.id)) else Standing(witness)
        for witness in of
    ]


def cosigners(log: int, size: int) -> list[Standing]:
    """The active witnesses that cosigned the first `size` events, each with the first checkpoint by which it did: this
    one, or a later one that continues it."""
    covering = (AuditCosignature.log == log, AuditCosignature.size >= size, AuditWitness.retired_at.is_(None))
    rows = db.session().execute(
        select(AuditWitness, AuditCosignature.log, AuditCosignature.size, AuditCosignature.at)
        .join(AuditCosignature, AuditCosignature.witness_id == AuditWitness.id)
        .where(*covering)
        .order_by(AuditWitness.name, AuditCosignature.size.desc(), AuditCosignature.at.desc())
    )
    return list({row[0].name: Standing(*row) for row in rows}.values())


def cosigned_notes(*which: ColumnElement[bool]) -> Iterator[tuple[int, int, bytes, bytes]]:
    """Log, size and note of the checkpoints that meet these conditions, in order, each with the signature lines of its
    witnesses, the oldest first."""
    lines: dict[tuple[int, int], bytes] = defaultdict(bytes)
    cosigned = select(AuditCosignature.log, AuditCosignature.size, AuditCosignature.line)
    for log, size, line in db.session().execute(cosigned.order_by(AuditCosignature.at)):
        lines[log, size] += f"{line}\n".encode()
    kept = select(AuditCheckpoint.log, AuditCheckpoint.size, AuditCheckpoint.note).where(*which)
    ordered = kept.order_by(AuditCheckpoint.log, AuditCheckpoint.size).execution_options(yield_per=READ_AT_ONCE)
    for log, size, note in db.session().execute(ordered):
        yield log, size, note, lines.get((log, size), b"")
