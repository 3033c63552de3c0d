"""What a breach leads to, step by step, as pure functions over the articles and the ladders of the law."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Protocol, Self

from app.core.text import Text, _
from app.legal.states import Authority, Condition, Outcome, Sanction
from app.organisation.states import OfficeKind


class Article(Protocol):
    """A provision as far as its consequence goes."""

    @property
    def article(self) -> str: ...
    @property
    def penalty_basis(self) -> str | None: ...


class Ladder(Protocol):
    """A penalty article: see `app.legal.models.PenaltyLadder`."""

    @property
    def article(self) -> str: ...
    @property
    def outcome(self) -> Outcome: ...
    @property
    def other_law_first(self) -> bool: ...
    @property
    def tiers(self) -> Sequence[Any]: ...
    @property
    def authorities(self) -> Sequence[Any]: ...
    @property
    def levels(self) -> Sequence[Any]: ...


@dataclass(frozen=True)
class Tier:
    """A rung of the ladder. One of `conditions` opens it, none are needed where it is empty. Fines are in fen, both
    ends of the bracket included; None where the tier has no fine."""

    sanctions: tuple[Sanction, ...]
    conditions: tuple[Condition, ...] = ()
    fine_least: int | None = None
    fine_most: int | None = None

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        """The tier kept in a row."""
        return cls(
            tuple(map(Sanction, stored["sanctions"])),
            tuple(map(Condition, stored["conditions"])),
            stored["fine_least"],
            stored["fine_most"],
        )


@dataclass(frozen=True)
class Step:
    """One step of the consequence: what happens, and under which condition (None: none)."""

    what: Text
    when: Text | None = None


@dataclass(frozen=True)
class Consequence:
    """What a breach leads to: the kind, a sentence for lists, the steps in their order, and who is competent."""

    outcome: Outcome
    summary: Text
    steps: tuple[Step, ...] = ()
    competent: Text | None = None
    basis: str | None = None


def consequence_of(provision: Article, ladder: Ladder | None) -> Consequence:
    """What a breach of the provision leads to; `ladder` is its penalty article, None where it names none.

    Raises ValueError when the ladder is not the one the provision names.
    """
    if provision.penalty_basis != (ladder.article if ladder else None):
        raise ValueError(f"{provision.article} is punished under {provision.penalty_basis}, not under {ladder}")
    if ladder is None:
        return Consequence(Outcome.NONE, _("No penalty of its own: principle, definition or duty of authorities."))
    steps = tuple(_steps(ladder))
    return Consequence(ladder.outcome, _summary(ladder), steps, _competent(ladder), ladder.article)


def requires_refusal_for_fine(ladder: Ladder) -> bool:
    """Whether a fine needs a refusal to correct (an expired order and a failed re-inspection on file) unless the
    circumstances are serious, as under art. 31; false where the ladder has no fine or only seriousness opens it."""
    return any(Condition.REFUSAL_TO_CORRECT in tier.conditions for tier in tiers_of(ladder) if tier.fine_most)


def fine_bracket(ladder: Ladder) -> tuple[int, int] | None:
    """The least and the highest fine in fen, both included; None where the ladder has no fine."""
    for tier in tiers_of(ladder):
        if tier.fine_least is not None and tier.fine_most is not None:
            return tier.fine_least, tier.fine_most
    return None


def tiers_of(ladder: Ladder) -> tuple[Tier, ...]:
    """The rungs of the ladder from the lightest up."""
    return tuple(map(Tier.read, ladder.tiers))


def breach_choices(provisions: Iterable[Any], *, chinese: bool) -> list[tuple[str, str]]:
    """The articles to choose from in the form of a breach, as (article, label) in the reader's language."""
    return [
        (
            provision.article,
            f"{article_name(provision.article)} {provision.title_zh if chinese else provision.title_en}",
        )
        for provision in provisions
    ]


def mentions(words: str, *texts: str) -> bool:
    """Whether each of the words stands in one of the texts, capitals or not."""
    return all(any(word in text.casefold() for text in texts) for word in words.casefold().split())


def article_name(article: str) -> Text:
    """How an article is cited: "Article 9(1)"."""
    number, bracket, paragraph = article.rstrip(")").partition("(")
    if bracket:
        return _("Article %(article)s(%(paragraph)s)", article=number, paragraph=paragraph)
    return _("Article %(article)s", article=number)


def article_slug(article: str) -> str:
    """The article as it stands in an address: `9-1` for 9(1)."""
    return article.rstrip(")").replace("(", "-")


def article_of(slug: str) -> str:
    """The article behind a part of an address: 9(1) for `9-1`."""
    number, dash, paragraph = slug.partition("-")
    return f"{number}({paragraph})" if dash else number


def article_order(article: str) -> tuple[int, int]:
    """Where an article stands in the law: 9(2) comes before 10."""
    number, _bracket, paragraph = article.rstrip(")").partition("(")
    return int(number), int(paragraph or 0)


def _steps(ladder: Ladder) -> Iterable[Step]:
    if ladder.outcome is Outcome.OTHER_LAW:
        yield Step(
            _("Deal with the act under the other laws, regulations or rules that govern it, within their limits.")
        )
        yield Step(_("The case has to name that other legal basis and its bracket before a penalty is proposed."))
        return
    if ladder.other_law_first:
        yield Step(
            _("That law or regulation applies instead."),
            _("A law or administrative regulation already punishes the act"),
        )
    for number, tier in enumerate(tiers_of(ladder), start=1):
        yield Step(_measures(tier), _opening(tier, number if ladder.outcome is Outcome.LADDER else None))
    if requires_refusal_for_fine(ladder):
        yield Step(
            _(
                "There has to be on file an expired order to correct with a failed re-inspection, "
                "or a finding of serious circumstances with its reasons."
            ),
            _("Before a fine"),
        )
    if ladder.outcome is Outcome.LADDER:
        yield Step(
            _("Refer the case to the police or the prosecution."),
            _("The act also breaches public-security rules or may be a crime"),
        )


def _measures(tier: Tier) -> Text:
    if tier.fine_least is None or tier.fine_most is None:
        return _listed([sanction.label for sanction in tier.sanctions])
    return _(
        "%(measures)s, together with a fine of %(least)s to %(most)s yuan, both ends included",
        measures=_listed([sanction.label for sanction in tier.sanctions if sanction is not Sanction.FINE]),
        least=_yuan(tier.fine_least),
        most=_yuan(tier.fine_most),
    )


def _opening(tier: Tier, number: int | None) -> Text:
    """What opens a tier; `number` is its place on the ladder, None for an act that is no penalty."""
    if not tier.conditions:
        return _("Tier %(number)s", number=number)
    condition = reduce(
        lambda first, other: _("%(first)s, or %(other)s", first=first, other=other),
        (condition.label for condition in tier.conditions),
    )
    if number is None:
        return _("If %(condition)s", condition=condition)
    return _("Tier %(number)s, if %(condition)s", number=number, condition=condition)


def _summary(ladder: Ladder) -> Text:
    if ladder.outcome is Outcome.OTHER_LAW:
        return _("No penalty of its own: dealt with under another law.")
    first = _listed([sanction.label for sanction in tiers_of(ladder)[0].sanctions])
    if ladder.outcome is Outcome.OFFICE_ACT:
        return _("%(act)s by the office; not a penalty", act=first)
    bracket = fine_bracket(ladder)
    if bracket is None:
        return first
    values = {"first": first, "least": _yuan(bracket[0]), "most": _yuan(bracket[1])}
    if requires_refusal_for_fine(ladder):
        return _("%(first)s; on refusal or if serious: suspension and fine of %(least)s to %(most)s yuan", **values)
    return _("%(first)s; if serious: suspension and fine of %(least)s to %(most)s yuan", **values)


def _competent(ladder: Ladder) -> Text:
    if ladder.outcome is Outcome.OTHER_LAW:
        return _("Whoever the other law names")
    authorities = _listed([Authority(authority).label for authority in ladder.authorities])
    if set(ladder.levels) == {OfficeKind.NATIONAL, OfficeKind.PROVINCE}:
        return _("%(authorities)s, national and provincial only", authorities=authorities)
    return _("%(authorities)s, each within its remit", authorities=authorities)


def _listed(parts: Sequence[Text]) -> Text:
    return reduce(lambda first, other: _("%(first)s, %(other)s", first=first, other=other), parts)


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}"
