"""The gates of an inspection, as pure functions that answer why a step is refused, or None."""

from datetime import date
from typing import Any

from app.core import clock
from app.core.text import Text, _

OFFICERS_NEEDED = 2
"""APL art. 42: no fewer than two officers with certificates."""


def active(inspection: Any) -> list[Any]:
    """The members of the team who were not recused."""
    return [member for member in inspection.team if member.recused_by is None]


def not_on_team(inspection: Any, actor: Any) -> Text | None:
    """Only members of the team work on the visit."""
    if any(member.user_id == actor.id for member in active(inspection)):
        return None
    return _("Only a member of the inspection team can do this.")


def team_not_ready(inspection: Any, actor: Any) -> Text | None:
    """Two or more officers with valid certificates on the day of the visit, each with a declaration of no conflict.

    APL arts. 42 and 43; discipline of the campaign.
    """
    team = active(inspection)
    if len(team) < OFFICERS_NEEDED:
        return _("The team needs at least two officers. Add a second officer.")
    if not any(member.capacity == "leader" for member in team):
        return _("The team needs a leader. Name one of the officers team leader.")
    for member in team:
        refused = _member_not_ready(member, inspection.planned_on)
        if refused is not None:
            return refused
    return None


def _member_not_ready(member: Any, visit: date) -> Text | None:
    if member.certificate_valid_until < visit:
        return _(
            "The certificate %(number)s expires on %(day)s, before the visit. Choose another officer.",
            number=member.certificate_number,
            day=member.certificate_valid_until.isoformat(),
        )
    if member.declaration is None:
        return _("Every officer has to declare that there is no conflict of interest.")
    if member.declaration == "conflict":
        return _("An officer declared a conflict of interest. The office head decides on the recusal first.")
    return None


def may_not_enter(inspection: Any, actor: Any) -> Text | None:
    """The notice is served before the visit, unless the head approved an unannounced one with reason."""
    refused = not_on_team(inspection, actor)
    if refused is not None:
        return refused
    if inspection.state == "team_ready" and inspection.unannounced_approved_by is None:
        return _("Serve the inspection notice first, or ask the office head to approve an unannounced visit.")
    if clock.today() < inspection.planned_on:
        return _("The visit is planned for %(day)s; arrival cannot be recorded earlier.", day=inspection.planned_on)
    return None


def record_not_signable(inspection: Any, actor: Any) -> Text | None:
    """Read back, signed by two officers, and signed by the enterprise or its refusal witnessed (order 2 of 2017)."""
    refused = not_on_team(inspection, actor)
    if refused is not None:
        return refused
    if inspection.record_id is None:
        return _("Write the inspection record first.")
    if inspection.read_back_at is None:
        return _("Read the record back to the enterprise first.")
    officers = {signature.user_id for signature in inspection.signatures if signature.side == "officer"}
    if len(officers) < OFFICERS_NEEDED:
        return _("Two officers have to sign the record.")
    if not any(signature.side == "enterprise" for signature in inspection.signatures):
        return _("The enterprise has to sign the record, or note its refusal with a witness.")
    return None
