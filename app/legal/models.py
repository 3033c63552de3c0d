"""The law as data: one row for each wording, with the days it applies from and to."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.calendar import Direction, Roll, Unit
from app.core.db import CODE, NAME, Base, Record, enum_column
from app.legal.states import Addressee, Outcome, PaperDirection, PeriodKind, Standing

ARTICLE = String(20)
"""The number of an article with its paragraph: `9(1)`."""


class Dated:
    """A wording of the law in force from `applies_from` to `applies_to`, both days included; None: still in force.

    `instrument` is the key of the law it stands in, `source` where the wording was read.
    """

    applies_from: Mapped[date]
    applies_to: Mapped[date | None]
    status: Mapped[Standing] = mapped_column(enum_column(Standing))
    source: Mapped[str] = mapped_column(String(500))


class Instrument(Dated, Record, Base):
    """A law, regulation or rule. `key` names its place in the system, each version its own title and number.

    So `cac_enforcement_procedure` is order no. 2 until 31 May 2023 and order no. 14 from then on.
    """

    __tablename__ = "instrument"

    key: Mapped[str] = mapped_column(CODE)
    name_zh: Mapped[str] = mapped_column(NAME)
    name_en: Mapped[str] = mapped_column(NAME)
    issued_as: Mapped[str | None] = mapped_column(NAME)

    __table_args__ = (
        UniqueConstraint("key", "applies_from"),
        CheckConstraint("applies_to >= applies_from", "window"),
    )


class Provision(Dated, Record, Base):
    """An article, or a paragraph of one, and the duty it sets.

    `penalty_basis` is the article of the same instrument that says what a breach leads to; None where none does.
    `related_law` lists other laws that govern the same act, as `{"instrument": key, "articles": "47, 68"}`.
    """

    __tablename__ = "provision"

    instrument: Mapped[str] = mapped_column(CODE)
    article: Mapped[str] = mapped_column(ARTICLE)
    title_zh: Mapped[str] = mapped_column(NAME)
    title_en: Mapped[str] = mapped_column(NAME)
    duty_zh: Mapped[str] = mapped_column(Text)
    duty_en: Mapped[str] = mapped_column(Text)
    addressee: Mapped[Addressee] = mapped_column(enum_column(Addressee))
    applies_if_zh: Mapped[str | None] = mapped_column(NAME)
    applies_if_en: Mapped[str | None] = mapped_column(NAME)
    penalty_basis: Mapped[str | None] = mapped_column(ARTICLE)
    related_law: Mapped[list[Any]]

    __table_args__ = (
        UniqueConstraint("instrument", "article", "applies_from"),
        CheckConstraint("applies_to >= applies_from", "window"),
        CheckConstraint("(applies_if_zh IS NULL) = (applies_if_en IS NULL)", "condition_in_both_languages"),
    )


class PenaltyLadder(Dated, Record, Base):
    """What a penalty article provides for the breaches that name it as their basis.

    `tiers` is a list of `{"sanctions": […], "conditions": […], "fine_least": fen, "fine_most": fen}`: one of the
    conditions opens the tier, none are needed where the list is empty; fines include both ends of their bracket.
    `levels` are the kinds of office it is reserved to; an empty list leaves it to every office.
    """

    __tablename__ = "penalty_ladder"

    instrument: Mapped[str] = mapped_column(CODE)
    article: Mapped[str] = mapped_column(ARTICLE)
    outcome: Mapped[Outcome] = mapped_column(enum_column(Outcome))
    other_law_first: Mapped[bool]
    tiers: Mapped[list[Any]]
    authorities: Mapped[list[Any]]
    levels: Mapped[list[Any]]

    __table_args__ = (
        UniqueConstraint("instrument", "article", "applies_from"),
        CheckConstraint("applies_to >= applies_from", "window"),
        CheckConstraint("outcome <> 'none'", "leads_somewhere"),
    )


class NeighbouringRule(Dated, Record, Base):
    """A rule of another law that an inspector cites; `provisions` are the articles beside which it is shown."""

    __tablename__ = "neighbouring_rule"

    key: Mapped[str] = mapped_column(CODE)
    instrument: Mapped[str] = mapped_column(CODE)
    articles: Mapped[str] = mapped_column(NAME)
    topic_zh: Mapped[str] = mapped_column(NAME)
    topic_en: Mapped[str] = mapped_column(NAME)
    consequence_zh: Mapped[str | None] = mapped_column(Text)
    consequence_en: Mapped[str | None] = mapped_column(Text)
    provisions: Mapped[list[Any]]

    __table_args__ = (
        UniqueConstraint("key", "applies_from"),
        CheckConstraint("applies_to >= applies_from", "window"),
        CheckConstraint("(consequence_zh IS NULL) = (consequence_en IS NULL)", "consequence_in_both_languages"),
    )


class DeadlineRule(Dated, Record, Base):
    """A period set by law: so many units after or before an event; `provisions` are the articles it belongs to."""

    __tablename__ = "deadline_rule"

    key: Mapped[str] = mapped_column(CODE)
    instrument: Mapped[str] = mapped_column(CODE)
    name_zh: Mapped[str] = mapped_column(NAME)
    name_en: Mapped[str] = mapped_column(NAME)
    amount: Mapped[int]
    unit: Mapped[Unit] = mapped_column(enum_column(Unit))
    starts_from: Mapped[str] = mapped_column(CODE)
    event_zh: Mapped[str] = mapped_column(NAME)
    event_en: Mapped[str] = mapped_column(NAME)
    direction: Mapped[Direction] = mapped_column(enum_column(Direction))
    kind: Mapped[PeriodKind] = mapped_column(enum_column(PeriodKind))
    roll: Mapped[Roll] = mapped_column(enum_column(Roll))
    legal_basis: Mapped[str] = mapped_column(NAME)
    provisions: Mapped[list[Any]]
    note_zh: Mapped[str | None] = mapped_column(String(500))
    note_en: Mapped[str | None] = mapped_column(String(500))

    __table_args__ = (
        UniqueConstraint("key", "applies_from"),
        CheckConstraint("applies_to >= applies_from", "window"),
        CheckConstraint("amount >= 1", "lasts"),
        CheckConstraint("kind = 'act' OR roll = 'none'", "only_acts_roll"),
        CheckConstraint("(note_zh IS NULL) = (note_en IS NULL)", "note_in_both_languages"),
    )


class DocumentKind(Dated, Record, Base):
    """A kind of enforcement document (执法文书). `number_kind` is the character in its number; None: not numbered.

    `required` lists what it must contain, as `{"zh": …, "en": …}`.
    """

    __tablename__ = "document_kind"

    code: Mapped[str] = mapped_column(String(8))
    instrument: Mapped[str] = mapped_column(CODE)
    name_zh: Mapped[str] = mapped_column(NAME)
    name_en: Mapped[str] = mapped_column(NAME)
    number_kind: Mapped[str | None] = mapped_column(String(8))
    direction: Mapped[PaperDirection] = mapped_column(enum_column(PaperDirection))
    required: Mapped[list[Any]]
    legal_basis: Mapped[str | None] = mapped_column(NAME)

    __table_args__ = (
        UniqueConstraint("code", "applies_from"),
        CheckConstraint("applies_to >= applies_from", "window"),
    )
