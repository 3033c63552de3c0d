"""The gates of a finding, as pure functions that answer why a step is refused, or None."""

from typing import Any

from app.core.text import Text, _

RECORDING_STATES = frozenset({"on_site", "record_signed", "concluded"})
"""States of the inspection in which findings can be recorded."""


def not_recordable(finding: Any, actor: Any) -> Text | None:
    """A finding is recorded on site or after it, by a member of the team."""
    if finding.inspection.state not in RECORDING_STATES:
        return _("Findings are recorded once the team is on site.")
    return not_on_team(finding, actor)


def not_on_team(finding: Any, actor: Any) -> Text | None:
    """Only members of the team, those recused apart, work on the findings of their inspection."""
    team = finding.inspection.team
    if any(member.user_id == actor.id and member.recused_by is None for member in team):
        return None
    return _("Only a member of the inspection team can do this.")


def not_confirmable(finding: Any, actor: Any) -> Text | None:
    """The second officer belongs to the team, too (APL art. 42)."""
    return not_on_team(finding, actor)
