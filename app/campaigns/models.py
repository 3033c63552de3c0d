"""A campaign and its workstreams: what differs from one campaign to the next is data."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.audit.models import AuditCheckpoint
from app.campaigns.states import CampaignState
from app.cases.models import CaseFile, CaseScoped
from app.core.db import CODE, NAME, Base, Record, Versioned, enum_column
from app.core.workflow import Stateful
from app.organisation.models import Office, User

STANDING = text("called_off_by IS NULL AND reopened_by IS NULL")


class Campaign(Stateful, Versioned, Record, Base):
    """A special campaign (专项行动): scope, legal basis, and its window. `instrument` is the key of its legal basis."""

    __tablename__ = "campaign"

    key: Mapped[str] = mapped_column(CODE, unique=True)
    name_zh: Mapped[str] = mapped_column(NAME)
    name_en: Mapped[str] = mapped_column(NAME)
    aim_zh: Mapped[str] = mapped_column(Text)
    aim_en: Mapped[str] = mapped_column(Text)
    instrument: Mapped[str] = mapped_column(CODE)
    announced_on: Mapped[date]
    planned_close: Mapped[date]
    closed_on: Mapped[date | None]
    state: Mapped[CampaignState] = mapped_column(enum_column(CampaignState), default=CampaignState.PREPARING)

    workstreams: Mapped[list["Workstream"]] = relationship(order_by="Workstream.ordinal")
    closes: Mapped[list["CampaignClose"]] = relationship(order_by="CampaignClose.created_at, CampaignClose.id")

    __table_args__ = (
        CheckConstraint("planned_close >= announced_on", "window"),
        CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", "closed_when"),
    )

    @property
    def last_close(self) -> "CampaignClose | None":
        """The close that was begun last."""
        return self.closes[-1] if self.closes else None

    @property
    def closing_by(self) -> UUID | None:
        """Who began the last close."""
        return self.last_close.begun_by if self.last_close else None

    @property
    def reopening_by(self) -> UUID | None:
        """Who asked that it be opened again, after the last close."""
        return self.last_close.reopening_by if self.last_close else None


class Workstream(Record, Base):
    """One of the campaign's lines of work, with its own window."""

    __tablename__ = "workstream"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"))
    ordinal: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    name_zh: Mapped[str] = mapped_column(NAME)
    name_en: Mapped[str] = mapped_column(NAME)
    asks_zh: Mapped[str] = mapped_column(Text)
    asks_en: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    __table_args__ = (
        UniqueConstraint("campaign_id", "ordinal"),
        UniqueConstraint("campaign_id", "key"),
        CheckConstraint("ends_on >= starts_on", "window"),
    )


class CampaignClose(Versioned, Record, Base):
    """One close of a campaign, begun (`created_at`) by one person and confirmed by another; it ends when it is called
    off, or when the campaign is opened again, which takes two persons too.

    `finished` and `carried_over` count its cases at the beginning. Once confirmed, `log` and `size` name the first
    signed checkpoint that covers the beginning, `witnesses` who cosigned it: name, holder, size, at.
    """

    __tablename__ = "campaign_close"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"), index=True)
    begun_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    finished: Mapped[int]
    carried_over: Mapped[int]
    called_off_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    called_off_at: Mapped[datetime | None]
    called_off_reason: Mapped[str | None] = mapped_column(String(1000))
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    confirmed_at: Mapped[datetime | None]
    log: Mapped[int | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    witnesses: Mapped[list[Any]] = mapped_column(default=list)
    reopening_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    reopening_at: Mapped[datetime | None]
    reopening_reason: Mapped[str | None] = mapped_column(String(1000))
    reopened_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    reopened_at: Mapped[datetime | None]
    reopened_reason: Mapped[str | None] = mapped_column(String(1000))

    checkpoint: Mapped[AuditCheckpoint | None] = relationship()

    __table_args__ = (
        ForeignKeyConstraint(["log", "size"], ["audit_checkpoint.log", "audit_checkpoint.size"]),
        Index(
            "uq_campaign_close_standing",
            "campaign_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        CheckConstraint("finished >= 0 AND carried_over >= 0", "counts"),
        CheckConstraint(
            "(called_off_by IS NULL) = (called_off_at IS NULL) AND "
            "(called_off_by IS NULL) = (called_off_reason IS NULL)",
            "called_off_why",
        ),
        CheckConstraint("called_off_by IS NULL OR confirmed_by IS NULL", "one_end"),
        CheckConstraint("confirmed_by <> begun_by", "confirmed_by_another"),
        CheckConstraint(
            "(confirmed_by IS NULL) = (confirmed_at IS NULL) AND (confirmed_by IS NULL) = (log IS NULL) AND "
            "(confirmed_by IS NULL) = (size IS NULL)",
            "sealed_when_confirmed",
        ),
        CheckConstraint("reopening_by IS NULL OR confirmed_by IS NOT NULL", "reopening_of_confirmed"),
        CheckConstraint(
            "(reopening_by IS NULL) = (reopening_at IS NULL) AND (reopening_by IS NULL) = (reopening_reason IS NULL)",
            "reopening_why",
        ),
        CheckConstraint("reopened_by IS NULL OR reopening_by IS NOT NULL", "reopened_as_asked"),
        CheckConstraint("reopened_by <> reopening_by", "reopened_by_another"),
        CheckConstraint(
            "(reopened_by IS NULL) = (reopened_at IS NULL) AND (reopened_by IS NULL) = (reopened_reason IS NULL)",
            "reopened_why",
        ),
    )


class Handover(CaseScoped, Record, Base):
    """Unfinished work of a case, handed to a named successor who carries it on as daily supervision after the close.

    The newest of a case counts. `office_id` is the successor's office at the time, `due_on` a day in Asia/Shanghai.
    """

    __tablename__ = "handover"
    freezes = False

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"), index=True)
    successor_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    due_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(1000))
    handed_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))

    case_file: Mapped[CaseFile] = relationship()
    office: Mapped[Office] = relationship()
    successor: Mapped[User] = relationship(foreign_keys=successor_id)
