"""The log's rows, keyed by log and seq. Written by Core statements only; the migration's triggers keep them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    column,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.states import RedactionState
from app.core.db import Base, Record, Versioned, enum_column
from app.core.text import _
from app.core.workflow import Choice, Stateful


class AuditHead(Base):
    """How far a log has grown: its size and peaks, 32 bytes each. The row with the highest number is written to;
    a new log is opened only after a restore from an old backup. Locked last in every transaction.

    `halted_at` is the wall-clock moment at which the log was found to contradict what was signed, `halted_for` the code
    of the reason (`signing.Contradiction`, or `standstill.OLD_MEMORY`). Such a log never grows again.
    """

    __tablename__ = "audit_head"
    audited = False
    seeded = True

    log: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(BigInteger)
    peaks: Mapped[bytes] = mapped_column(LargeBinary)
    halted_at: Mapped[datetime | None]
    halted_for: Mapped[str | None] = mapped_column(String(40))


SEARCHED = ("action", "actor_id", "actor_office", "object_office", "case_file_id")
"""What the reading room searches and counts by; with log, seq and time one index holds it all, and no body is read."""


class AuditEvent(Base):
    """One event: the exact bytes of leaf and body, the leaf's hash, and columns copied from them to search by.

    `body` is NULL once redacted; `actor` and `actor_id` then may be cleared too.
    """

    __tablename__ = "audit_event"
    audited = False

    log: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    leaf: Mapped[bytes] = mapped_column(LargeBinary)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(80))
    actor: Mapped[str | None] = mapped_column(String(120))
    actor_id: Mapped[UUID | None]
    actor_office: Mapped[UUID | None]
    object: Mapped[str] = mapped_column(String(200))
    object_office: Mapped[UUID | None]
    case_file_id: Mapped[UUID | None]
    campaign: Mapped[UUID | None]
    request_id: Mapped[str | None] = mapped_column(String(60))

    __table_args__ = (
        Index("ix_audit_event_case", "case_file_id", "log", "seq"),
        Index("ix_audit_event_object", "object", "log", "seq"),
        Index("ix_audit_event_actor_id", "actor_id", "log", "seq"),
        Index("ix_audit_event_action", "action", "log", "seq"),
        Index("ix_audit_event_searched", "log", "seq", "at", *SEARCHED),
        {"sqlite_with_rowid": False},
    )


class AuditNode(Base):
    """The root of a perfect subtree of 2^level leaves (level from 1), so that a proof needs few reads."""

    __tablename__ = "audit_node"
    audited = False

    log: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = ({"sqlite_with_rowid": False},)


class AuditRedaction(Record, Versioned, Stateful, Base):
    """The erasure of one event's content, asked for by one person and decided by another.

    `reason` and `legal_basis` say why without repeating what is to be erased; `refusal` why it was refused.
    """

    __tablename__ = "audit_redaction"

    log: Mapped[int]
    seq: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[RedactionState] = mapped_column(enum_column(RedactionState), default=RedactionState.ASKED)
    reason: Mapped[str] = mapped_column(String(1000))
    legal_basis: Mapped[str] = mapped_column(String(200))
    refusal: Mapped[str | None] = mapped_column(String(1000))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))

    __table_args__ = (
        ForeignKeyConstraint(["log", "seq"], ["audit_event.log", "audit_event.seq"]),
        Index(
            "uq_audit_redaction_standing",
            "log",
            "seq",
            unique=True,
            sqlite_where=column("state") != "refused",
            postgresql_where=column("state") != "refused",
        ),
        CheckConstraint("(decided_by IS NULL) = (state = 'asked')", "decided"),
        CheckConstraint("decided_by <> asked_by", "second_person"),
        CheckConstraint("(refusal IS NULL) = (state <> 'refused')", "refused_with_reason"),
    )

    @property
    def subject(self) -> str:
        """The event, as the log names it."""
        return f"audit_event:{self.log}:{self.seq}"


class Why(Choice):
    """What a checkpoint was signed for, the weightiest last."""

    PERIODIC = "periodic", _("Log grown")
    HOST = "host", _("Asked for on the host")
    EXPORT = "export", _("Export")
    ROTATION = "rotation", _("Last one before a new key")
    DOCUMENT = "document", _("Paper issued")
    CAMPAIGN_CLOSE = "campaign_close", _("Campaign closed")


class AuditCheckpoint(Base):
    """A signed checkpoint: the exact bytes of the note, what it says of size and root, and the wall-clock moment at
    which it was taken in. Never changed, removed or replaced: triggers of the migration see to it."""

    __tablename__ = "audit_checkpoint"
    audited = False

    log: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    root: Mapped[bytes] = mapped_column(LargeBinary)
    note: Mapped[bytes] = mapped_column(LargeBinary)
    signed_at: Mapped[datetime]
    why: Mapped[Why] = mapped_column(enum_column(Why))

    __table_args__ = (CheckConstraint("size > 0", "size_from_one"), {"sqlite_with_rowid": False})


class CheckpointDemand(Record, Base):
    """A wish for a checkpoint that covers the transaction it was written in; the signer removes it."""

    __tablename__ = "checkpoint_demand"
    audited = False

    why: Mapped[Why] = mapped_column(enum_column(Why))


class AuditWitness(Record, Base):
    """A witness: `name` and `vkey` as its cosignatures carry them, `holder` who keeps it."""

    __tablename__ = "audit_witness"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    vkey: Mapped[str] = mapped_column(String(400))
    holder: Mapped[str] = mapped_column(String(200))
    retired_at: Mapped[datetime | None]


class AuditCosignature(Base):
    """A witness's signature line under a checkpoint, at its own time (wall clock). Append-only by triggers."""

    __tablename__ = "audit_cosignature"

    log: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    witness_id: Mapped[UUID] = mapped_column(ForeignKey("audit_witness.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    line: Mapped[str] = mapped_column(String(600))

    __table_args__ = (
        ForeignKeyConstraint(["log", "size"], ["audit_checkpoint.log", "audit_checkpoint.size"]),
        {"sqlite_with_rowid": False},
    )
