"""The words in which a story is told: a case, what was found, the paper that demands to put it right, its turns."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.core.calendar import Unit
from app.demo.days import workday
from app.demo.people import Crew
from app.demo.turns import Turn
from app.evidence.states import EvidenceKind
from app.findings.states import Aspect, Family
from app.inspections.states import Basis, InspectionKind
from app.rectification.rules import Term

SUBJECT = "算法推荐服务合规情况及算法安全能力"
SITE_RULES = "遵守属地疫情防控要求；不向检查组以外人员透露检查安排；不接受宴请、礼品；不影响企业正常经营。"
MATERIALS = (
    "算法清单及机制机理说明，算法安全管理制度，安全评估和自评估报告，用户标签管理规则，投诉举报处理台账，"
    "近六个月网络日志留存情况说明。"
)
SEEN = "算法清单、算法安全管理制度汇编、推荐系统后台配置页面、投诉处理台账。"


@dataclass(frozen=True)
class Proof:
    """A piece of evidence: `form` is screenshot, photo or paper; the file itself is made when it is needed."""

    form: str
    title: str

    @property
    def kind(self) -> EvidenceKind:
        """The kind of evidence it is (APL art. 46)."""
        return EvidenceKind.DOCUMENT if self.form == "paper" else EvidenceKind.ELECTRONIC_DATA


@dataclass(frozen=True)
class Found:
    """A finding. It is drafted on site, recorded one working day after the visit and confirmed the day after that,
    unless `recorded` or `confirmed` say another number of working days; `dismissed` is the head's reason to drop it,
    `sent_back` the second officer's first remark; `repeats` says that the same was found there before."""

    family: Family
    basis: str
    title: str
    facts: str
    proof: Proof | None
    without_proof: str | None = None
    recorded: int = 1
    confirmed: int = 2
    sent_back: str | None = None
    dismissed: str | None = None
    repeats: bool = False

    @property
    def said(self) -> dict[str, Any]:
        """What the verb that drafts a finding takes."""
        breach = self.family is Family.BREACH
        return {
            "family": self.family,
            "article": self.basis if breach else None,
            "aspect": None if breach else Aspect(self.basis),
            "title": self.title,
            "facts": self.facts,
        }


def breach(article: str, title: str, facts: str, proof: Proof | None, **more: Any) -> Found:
    """A breach of an article of the Provisions."""
    return Found(Family.BREACH, article, title, facts, proof, **more)


def incomplete(title: str, facts: str, proof: Proof | None, **more: Any) -> Found:
    """A shortcoming: measures incomplete (措施不健全)."""
    return Found(Family.SHORTCOMING, Aspect.MEASURES_INCOMPLETE, title, facts, proof, **more)


def poorly_done(title: str, facts: str, proof: Proof | None, **more: Any) -> Found:
    """A shortcoming: poorly carried out (执行不到位)."""
    return Found(Family.SHORTCOMING, Aspect.POOR_EXECUTION, title, facts, proof, **more)


def weak(title: str, facts: str, proof: Proof | None, **more: Any) -> Found:
    """A shortcoming: weak in effect (效果不理想)."""
    return Found(Family.SHORTCOMING, Aspect.WEAK_EFFECT, title, facts, proof, **more)


def within(days: int) -> Term:
    """So many working days from service."""
    return Term(amount=days, unit=Unit.WORKING_DAYS)


def by(day: date) -> Term:
    """A fixed date."""
    return Term(fixed_date=day)


@dataclass(frozen=True)
class Ask:
    """What is demanded for one finding, by its ordinal, and the turns the demand takes afterwards."""

    finding: int
    wording: str
    term: Term
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True)
class Paper:
    """A feedback letter or an order to correct, by the family of its findings.

    Drafted on `drafted`, it takes one step each working day: submitted, reviewed, approved, issued, served. Sent back
    with a reason, it loses two of them. `withdrawn` is the head's reason to stop it the day after its review.
    """

    drafted: date
    asks: tuple[Ask, ...]
    sent_back: str | None = None
    withdrawn: str | None = None
    closed: date | None = None


@dataclass(frozen=True)
class Recusal:
    """A member's conflict, the head's reason, and who takes the place."""

    member: str
    conflict: str
    reason: str
    successor: str


@dataclass(frozen=True)
class Case:
    """One inspection from the plan to its papers. `planned` is by default eight working days before the visit."""

    company: str
    crew: Crew
    visit: date
    planned_on: date | None = None
    days: int = 1
    subject: str = SUBJECT
    kind: InspectionKind = InspectionKind.LOCAL
    basis: Basis = Basis.PLANNED
    found: tuple[Found, ...] = ()
    papers: tuple[Paper, ...] = ()
    unannounced: str | None = None
    recusal: Recusal | None = None
    refusal: tuple[str, str] | None = None
    cancelled: tuple[date, str] | None = None
    released: tuple[date, str] | None = None
    seen: str = field(default=SEEN)

    @property
    def planned(self) -> date:
        """The day the inspection is planned."""
        return self.planned_on or workday(self.visit, -8)

    @property
    def last_day(self) -> date:
        """The last day on site."""
        return workday(self.visit, self.days - 1)
