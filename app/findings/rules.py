"""The gates of a finding, as pure functions that answer why a step is refused, or None."""

from collections.abc import Collection
from typing import Any

from app.core.text import Text, _
from app.inspections import rules as inspections

RECORDING_STATES = frozenset({"on_site", "record_signed"})
"""States of the inspection in which findings are drafted and recorded: from arrival until it is concluded."""

UNSETTLED = frozenset({"draft", "recorded"})
"""States in which a finding keeps its inspection from being concluded."""


def not_on_team(finding: Any, actor: Any) -> Text | None:
    """Only members of the team, those recused apart, work on the findings of their inspection."""
    return inspections.not_on_team(finding.inspection, actor)


def not_deciding(finding: Any, actor: Any) -> Text | None:
    """The head of the office that inspects dismisses a finding."""
    return inspections.not_deciding(finding.inspection, actor)


def not_recordable(finding: Any, actor: Any) -> Text | None:
    """A finding is recorded by a member of the team, on site or after it."""
    return not_findable(finding.inspection, actor)


def not_findable(inspection: Any, actor: Any) -> Text | None:
    """Findings belong to a visit under way or to its evaluation."""
    if inspection.state not in RECORDING_STATES:
        return _("Findings are drafted and recorded from the team's arrival until the inspection is concluded.")
    return inspections.not_on_team(inspection, actor)


def not_confirmable(finding: Any, actor: Any) -> Text | None:
    """The second officer belongs to the team, too (APL art. 42)."""
    return not_on_team(finding, actor)


def not_editable(finding: Any, actor: Any) -> Text | None:
    """Only a draft is changed; a recorded finding goes back to draft first."""
    if finding.state != "draft":
        return _("A recorded finding is not changed any more. The second officer can send it back to draft.")
    return not_findable(finding.inspection, actor)


def basis_refused(
    family: str, aspect: str | None, article: str | None, articles: Collection[str]
) -> tuple[str, Text] | None:
    """The field to correct and why: a shortcoming names its aspect, a breach an article in force on the visit's day."""
    if family == "shortcoming":
        return None if aspect else ("aspect", _("Say in what the shortcoming consists."))
    if article is None:
        return "article", _("Name the article that was breached.")
    if article not in articles:
        return "article", _("This article cannot be breached on the day of the visit. Choose one from the list.")
    return None


def evidence_missing(pieces: int, reason: str | None) -> Text | None:
    """A finding is recorded with at least one piece of evidence, or with the reason why there is none (APL art. 46)."""
    if pieces or reason:
        return None
    return _("Add evidence to the finding, or state why there is none.")


def not_linkable(finding: Any, actor: Any) -> Text | None:
    """A member of the team links a repeat until the finding is fed back to the enterprise."""
    if finding.state not in UNSETTLED | {"confirmed"}:
        return _("The finding has been fed back or dismissed; it is not linked any more.")
    return not_on_team(finding, actor)


def not_a_repeat(finding: Any, earlier: Any) -> Text | None:
    """A repeat is linked to an earlier, confirmed finding of the same enterprise."""
    if earlier.id == finding.id or earlier.enterprise_id != finding.enterprise_id:
        return _("Choose an earlier finding of the same enterprise.")
    if earlier.confirmed_at is None or earlier.state == "dismissed":
        return _("Only a confirmed finding can be repeated. Choose another one.")
    if earlier.created_at >= finding.created_at:
        return _("The other finding is not earlier than this one.")
    return None


def unsettled(count: int) -> Text | None:
    """Nothing is concluded while findings wait for their second officer."""
    if count == 0:
        return None
    return _("Findings still in draft or not confirmed by a second officer: %(count)s.", count=count)
