"""The registry (名录库): enterprises, their platforms, algorithms and filings."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import OfficeScoped
from app.core.db import CODE, NAME, Base, Record, Versioned, enum_column
from app.core.workflow import Stateful
from app.enterprises.states import (
    AlgorithmType,
    EnterpriseState,
    FilingState,
    ImportState,
    PlatformKind,
    Source,
)


class Enterprise(OfficeScoped, Stateful, Versioned, Record, Base):
    """An enterprise of the registry, in the jurisdiction of exactly one office.

    The credit code (USCC) is unknown for rows of the published lists; there the company is known by division,
    subject number and name.
    """

    __tablename__ = "enterprise"
    enterprise_key: ClassVar[str] = "id"

    name: Mapped[str] = mapped_column(NAME, index=True)
    uscc: Mapped[str | None] = mapped_column(String(18), unique=True)
    division_code: Mapped[str] = mapped_column(String(6))
    subject_number: Mapped[str | None] = mapped_column(String(7))
    source: Mapped[Source] = mapped_column(enum_column(Source))
    state: Mapped[EnterpriseState] = mapped_column(enum_column(EnterpriseState), default=EnterpriseState.ACTIVE)
    legal_representative: Mapped[str | None] = mapped_column(NAME)
    address: Mapped[str | None] = mapped_column(NAME)
    contact_name: Mapped[str | None] = mapped_column(NAME)
    contact_phone: Mapped[str | None] = mapped_column(CODE)
    contact_email: Mapped[str | None] = mapped_column(NAME)
    public_opinion_attributes: Mapped[bool | None]
    mobilisation_capacity: Mapped[bool | None]
    remarks: Mapped[str | None] = mapped_column(Text)

    former_names: Mapped[list["FormerName"]] = relationship(order_by="FormerName.until.desc()")
    platforms: Mapped[list["Platform"]] = relationship(order_by="Platform.name")
    algorithms: Mapped[list["Algorithm"]] = relationship(order_by="Algorithm.name")

    __table_args__ = (
        UniqueConstraint("division_code", "subject_number", "name"),
        CheckConstraint("uscc IS NULL OR length(uscc) = 18", "uscc_length"),
        CheckConstraint("source <> 'office' OR uscc IS NOT NULL", "office_row_has_uscc"),
        CheckConstraint("length(division_code) = 6", "division_code_length"),
    )


class FormerName(OfficeScoped, Record, Base):
    """A name the enterprise had before, until the day it changed."""

    __tablename__ = "former_name"

    enterprise_id: Mapped[UUID] = mapped_column(ForeignKey("enterprise.id"), index=True)
    name: Mapped[str] = mapped_column(NAME)
    until: Mapped[date]


algorithm_platform = Table(
    "algorithm_platform",
    Base.metadata,
    Column("algorithm_id", ForeignKey("algorithm.id"), primary_key=True),
    Column("platform_id", ForeignKey("platform.id"), primary_key=True),
)


class Platform(OfficeScoped, Record, Base):
    """A product of the enterprise on which users meet its algorithms."""

    __tablename__ = "platform"

    enterprise_id: Mapped[UUID] = mapped_column(ForeignKey("enterprise.id"), index=True)
    name: Mapped[str] = mapped_column(NAME)
    kind: Mapped[PlatformKind] = mapped_column(enum_column(PlatformKind))

    __table_args__ = (UniqueConstraint("enterprise_id", "name", "kind"),)


class Algorithm(OfficeScoped, Record, Base):
    """An algorithm used in the enterprise's services."""

    __tablename__ = "algorithm"

    enterprise_id: Mapped[UUID] = mapped_column(ForeignKey("enterprise.id"), index=True)
    name: Mapped[str] = mapped_column(NAME)
    type: Mapped[AlgorithmType] = mapped_column(enum_column(AlgorithmType))
    main_use: Mapped[str] = mapped_column(Text)

    platforms: Mapped[list[Platform]] = relationship(secondary=algorithm_platform, order_by=Platform.name)
    filings: Mapped[list["Filing"]] = relationship(back_populates="algorithm", order_by="Filing.number")


class Filing(OfficeScoped, Stateful, Record, Base):
    """The filing (备案) of an algorithm. The shape of the number is hard, its check digit only warns."""

    __tablename__ = "filing"

    enterprise_id: Mapped[UUID] = mapped_column(ForeignKey("enterprise.id"), index=True)
    algorithm_id: Mapped[UUID] = mapped_column(ForeignKey("algorithm.id"), index=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    check_digit_ok: Mapped[bool]
    batch: Mapped[str] = mapped_column(CODE)
    seq_no: Mapped[int]
    published_on: Mapped[date | None]
    state: Mapped[FilingState] = mapped_column(enum_column(FilingState), default=FilingState.FILED)
    remarks: Mapped[str | None] = mapped_column(Text)

    algorithm: Mapped[Algorithm] = relationship(back_populates="filings")
    enterprise: Mapped[Enterprise] = relationship()


class FilingImport(Stateful, Record, Base):
    """A published list that an office sent in: which file, who sent it, and what came of it.

    The file itself lies in the storage under `sha256`. `counts` and `errors` are filled in when it is applied: rows by
    what they did, and the refused rows with column and reason.
    """

    __tablename__ = "filing_import"

    office_path: Mapped[str] = mapped_column(CODE, index=True)
    batch: Mapped[str] = mapped_column(CODE)
    filename: Mapped[str] = mapped_column(NAME)
    sha256: Mapped[str] = mapped_column(String(64))
    imported_by: Mapped[str] = mapped_column(NAME)
    state: Mapped[ImportState] = mapped_column(enum_column(ImportState), default=ImportState.UPLOADED)
    counts: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    errors: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))

    __table_args__ = (CheckConstraint("(state = 'applied') = (counts IS NOT NULL)", "counted_when_applied"),)
