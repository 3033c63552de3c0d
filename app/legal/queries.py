"""Reading the law as it stands on a day. Every answer is the wording in force on that day."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from sqlalchemy import Select, or_, select

from app.core import db
from app.core.errors import NotFound, RuleViolated
from app.core.text import _
from app.legal.models import Dated, DeadlineRule, DocumentKind, Instrument, NeighbouringRule, PenaltyLadder, Provision
from app.legal.rules import Consequence, article_order, consequence_of, mentions
from app.legal.states import Outcome, PeriodKind

ALGORITHM_PROVISIONS = "algorithm_provisions"
"""The key of 互联网信息服务算法推荐管理规定, the legal basis unless another is named."""

Law = TypeVar("Law", bound=Dated)


def provision(article: str, *, on: date, instrument: str = ALGORITHM_PROVISIONS) -> Provision:
    """The article as it stands on the day; raises NotFound where there is none."""
    found = db.session().scalar(
        _in_force(Provision, on).where(Provision.instrument == instrument, Provision.article == article)
    )
    if found is None:
        raise NotFound(_("There is no article %(article)s in force on %(day)s.", article=article, day=on))
    return found


def provisions(*, on: date, instrument: str = ALGORITHM_PROVISIONS) -> list[Provision]:
    """All articles in force on the day, in the order of the law."""
    found = db.session().scalars(_in_force(Provision, on).where(Provision.instrument == instrument))
    return sorted(found, key=lambda provision: article_order(provision.article))


def search_provisions(words: str, outcome: Outcome | None, *, on: date) -> list[tuple[Provision, Consequence]]:
    """The articles that hold all the words, in either language, and have this kind of consequence (None: any)."""
    found = provisions(on=on)
    answers = consequences(found, on=on)
    return [
        (provision, answers[provision.article])
        for provision in found
        if outcome in (None, answers[provision.article].outcome)
        and mentions(
            words,
            provision.article,
            provision.title_zh,
            provision.title_en,
            provision.duty_zh,
            provision.duty_en,
        )
    ]


def breach_articles(*, on: date, instrument: str = ALGORITHM_PROVISIONS) -> list[Provision]:
    """The articles whose breach is answered with a penalty, of their own ladder or under another law."""
    ladders = _ladders(on, instrument)
    punished = {article for article, ladder in ladders.items() if ladder.outcome is not Outcome.OFFICE_ACT}
    return [provision for provision in provisions(on=on, instrument=instrument) if provision.penalty_basis in punished]


def punished_under(article: str, *, on: date, instrument: str = ALGORITHM_PROVISIONS) -> list[Provision]:
    """The articles that name this penalty article as their basis."""
    return [provision for provision in provisions(on=on, instrument=instrument) if provision.penalty_basis == article]


def penalty_ladder(article: str, *, on: date, instrument: str = ALGORITHM_PROVISIONS) -> PenaltyLadder:
    """The ladder of a penalty article; raises RuleViolated where the data have none for the day."""
    ladder = _ladders(on, instrument).get(article)
    if ladder is None:
        raise RuleViolated(_("No penalty ladder of article %(article)s covers %(day)s.", article=article, day=on))
    return ladder


def consequence(provision: Provision, *, on: date) -> Consequence:
    """What a breach of the provision on the day leads to."""
    return consequences([provision], on=on)[provision.article]


def consequences(provisions: Iterable[Provision], *, on: date) -> dict[str, Consequence]:
    """What breaches of these provisions, all of one instrument, lead to: by article, read in one statement."""
    found: dict[str, Consequence] = {}
    ladders: dict[str, PenaltyLadder] | None = None
    for provision in provisions:
        if ladders is None:
            ladders = _ladders(on, provision.instrument)
        found[provision.article] = consequence_of(provision, ladders.get(provision.penalty_basis or ""))
    return found


def deadline_rule(key: str, *, on: date) -> DeadlineRule:
    """The rule as it stands on the day; raises RuleViolated naming the gap where no version covers it."""
    found = db.session().scalar(_in_force(DeadlineRule, on).where(DeadlineRule.key == key))
    if found is None:
        raise _gap(key, on)
    return found


def deadline_rules(*, on: date | None = None) -> list[DeadlineRule]:
    """The rules in force on the day, or with all their versions; by law, key and first day."""
    rules = _in_force(DeadlineRule, on) if on else select(DeadlineRule)
    return list(
        db.session().scalars(rules.order_by(DeadlineRule.instrument, DeadlineRule.key, DeadlineRule.applies_from))
    )


def search_deadline_rules(words: str, kind: PeriodKind | None, *, on: date) -> list[DeadlineRule]:
    """The rules in force on the day whose names or basis hold all the words, of this kind (None: any).

    Those that belong to an article of the Provisions come first.
    """
    return [
        rule
        for rule in sorted(deadline_rules(on=on), key=lambda rule: not rule.provisions)
        if kind in (None, rule.kind) and mentions(words, rule.name_zh, rule.name_en, rule.legal_basis)
    ]


def deadlines_of(article: str, *, on: date) -> list[DeadlineRule]:
    """The deadline rules that belong to an article."""
    return [rule for rule in deadline_rules(on=on) if article in rule.provisions]


def neighbours_of(article: str, *, on: date) -> list[NeighbouringRule]:
    """The rules of other laws cited beside an article."""
    rules = db.session().scalars(_in_force(NeighbouringRule, on).order_by(NeighbouringRule.key))
    return [rule for rule in rules if article in rule.provisions]


def document_kind(code: str, *, on: date) -> DocumentKind:
    """The kind of document as it stands on the day; raises RuleViolated where there is none."""
    found = db.session().scalar(_in_force(DocumentKind, on).where(DocumentKind.code == code))
    if found is None:
        raise RuleViolated(_("There is no document kind %(code)s in force on %(day)s.", code=code, day=on))
    return found


def document_kinds(*, on: date) -> list[DocumentKind]:
    """All kinds of documents in force on the day, by code."""
    return list(db.session().scalars(_in_force(DocumentKind, on).order_by(DocumentKind.code)))


def instrument(key: str, *, on: date) -> Instrument:
    """The law behind a key as it stands on the day; raises RuleViolated where there is none."""
    found = instruments(on=on).get(key)
    if found is None:
        raise RuleViolated(_("No law “%(key)s” is in force on %(day)s.", key=key, day=on))
    return found


def instruments(*, on: date) -> dict[str, Instrument]:
    """The laws in force on the day, by key."""
    return {found.key: found for found in db.session().scalars(_in_force(Instrument, on))}


def _ladders(on: date, instrument: str) -> dict[str, PenaltyLadder]:
    rows = db.session().scalars(_in_force(PenaltyLadder, on).where(PenaltyLadder.instrument == instrument))
    return {ladder.article: ladder for ladder in rows}


def _in_force(law: type[Law], on: date) -> Select[Law]:
    return select(law).where(law.applies_from <= on, or_(law.applies_to.is_(None), law.applies_to >= on))


def _gap(key: str, on: date) -> RuleViolated:
    versions = db.session().scalars(
        select(DeadlineRule).where(DeadlineRule.key == key).order_by(DeadlineRule.applies_from)
    )
    spans = [
        f"{rule.applies_from.isoformat()} – {rule.applies_to.isoformat() if rule.applies_to else '…'}"
        for rule in versions
    ]
    if not spans:
        return RuleViolated(_("There is no deadline rule “%(key)s”.", key=key), code="unknown_deadline_rule")
    return RuleViolated(
        _(
            "No version of the deadline rule “%(key)s” covers %(day)s; the law on file covers %(spans)s.",
            key=key,
            day=on,
            spans="; ".join(spans),
        ),
        code="deadline_rule_gap",
    )
