"""A campaign and its workstreams: what differs from one campaign to the next is data."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.campaigns.states import CampaignState
from app.core.db import CODE, NAME, Base, Record, Versioned, enum_column
from app.core.workflow import Stateful


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

    __table_args__ = (
        CheckConstraint("planned_close >= announced_on", "window"),
        CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", "closed_when"),
    )


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
