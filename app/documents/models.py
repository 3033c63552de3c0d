"""Official papers as numbered rows, and the record of their service."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.cases.models import CaseScoped
from app.core.db import CODE, NAME, Base, Record, Versioned, enum_column
from app.core.workflow import Stateful
from app.documents.states import DocumentState, ServiceManner


class Document(CaseScoped, Stateful, Versioned, Record, Base):
    """A paper of a case: kind (`D09`), what it says (`content`), and its number once it has one.

    One serial per office, kind and year from 1; void ones stay. `content_sha256` binds what was numbered. A trigger
    in the database keeps a numbered paper as it is: only its state moves on.
    """

    __tablename__ = "document"

    kind: Mapped[str] = mapped_column(String(8))
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    office_path: Mapped[str] = mapped_column(CODE)
    title: Mapped[str] = mapped_column(NAME)
    content: Mapped[dict[str, Any]]
    state: Mapped[DocumentState] = mapped_column(enum_column(DocumentState), default=DocumentState.DRAFT)
    drafted_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    year: Mapped[int | None]
    serial: Mapped[int | None]
    number: Mapped[str | None] = mapped_column(CODE)
    issued_on: Mapped[date | None]
    content_sha256: Mapped[str | None] = mapped_column(String(64))
    void_reason: Mapped[str | None] = mapped_column(String(500))

    __table_args__ = (
        UniqueConstraint("office_path", "kind", "year", "serial"),
        UniqueConstraint("number"),
        CheckConstraint(
            "state NOT IN ('numbered', 'sealed', 'served') OR (number IS NOT NULL AND serial IS NOT NULL "
            "AND year IS NOT NULL AND issued_on IS NOT NULL AND content_sha256 IS NOT NULL)",
            "numbered_has_number",
        ),
        CheckConstraint("serial IS NULL OR serial >= 1", "serial_from_one"),
        CheckConstraint("approved_by IS NULL OR approved_by <> drafted_by", "approved_by_second"),
        CheckConstraint("state <> 'approved' OR approved_by IS NOT NULL", "approved_by_whom"),
        CheckConstraint("(state = 'void') = (void_reason IS NOT NULL)", "void_why"),
    )


class Service(CaseScoped, Record, Base):
    """The service record of a paper (送达回证, D23): how, to whom, and the day it takes effect.

    `receipt_sha256` is the hash of the signed receipt among the evidence; `consent` says that the party's signed
    consent to electronic service (D24) is in the file.
    """

    __tablename__ = "service"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("document.id"), unique=True)
    manner: Mapped[ServiceManner] = mapped_column(enum_column(ServiceManner))
    served_on: Mapped[date]
    effective_on: Mapped[date]
    place: Mapped[str] = mapped_column(NAME)
    receiver: Mapped[str] = mapped_column(NAME)
    witness: Mapped[str | None] = mapped_column(NAME)
    consent: Mapped[bool] = mapped_column(default=False)
    receipt_sha256: Mapped[str | None] = mapped_column(String(64))
    served_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))

    __table_args__ = (
        CheckConstraint("effective_on >= served_on", "effective_after_service"),
        CheckConstraint("manner <> 'left' OR witness IS NOT NULL", "left_has_witness"),
        CheckConstraint("manner <> 'electronic' OR consent", "electronic_with_consent"),
    )
