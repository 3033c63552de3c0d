"""The gates of an inspection, as pure functions that answer why a step is refused, or None."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any

from app.core import clock
from app.core.text import Text, _

OFFICERS_NEEDED = 2
"""APL art. 42: no fewer than two officers with certificates."""

BEFORE_THE_VISIT = frozenset({"planned", "team_ready", "noticed"})
"""States in which officers can join the team."""

PLAN_OPEN = frozenset({"planned", "team_ready"})
"""States in which the plan can be changed and officers can leave the team, unless a notice names them."""

OVER = frozenset({"concluded", "cancelled"})
"""States in which nobody works on the inspection any more."""

Rule = Callable[[Any, Any], Text | None]


def all_of(*rules: Rule) -> Rule:
    """One guard made of several: the first that refuses gives the reason."""

    def guard(inspection: Any, actor: Any) -> Text | None:
        return next((refused for rule in rules if (refused := rule(inspection, actor)) is not None), None)

    return guard


def active(inspection: Any) -> list[Any]:
    """The members of the team who were not recused."""
    return [member for member in inspection.team if member.recused_by is None]


def not_on_team(inspection: Any, actor: Any) -> Text | None:
    """Only members of the team work on the visit."""
    if any(member.user_id == actor.id for member in active(inspection)):
        return None
    return _("Only a member of the inspection team can do this.")


def recused(inspection: Any, actor: Any) -> Text | None:
    """Whoever was recused has no part in the case any more, in whatever office or role (APL art. 43)."""
    if any(member.user_id == actor.id and member.recused_by is not None for member in inspection.team):
        return _("You were recused from this case and take no part in it any more (APL art. 43).")
    return None


def not_planning(inspection: Any, actor: Any) -> Text | None:
    """The plan is in the hands of its planner and of the inspecting office, not of officers lent to the team."""
    if inspection.planned_by == actor.id or inspection.case_file.staffed_by(actor):
        return recused(inspection, actor)
    return _("Only the office that runs the inspection can change its plan and its team.")


def not_deciding(inspection: Any, actor: Any) -> Text | None:
    """Approvals, recusals and cancellations are decided by the head of the office that inspects (APL art. 43)."""
    if inspection.office_id == actor.office_id:
        return recused(inspection, actor)
    return _("The head of the office that runs the inspection decides this.")


def plan_closed(inspection: Any, actor: Any) -> Text | None:
    """Plan and team can be changed until a notice says what they are."""
    if inspection.state not in PLAN_OPEN:
        return _("The plan can no longer be changed. Cancel the inspection and plan a new one if it has to change.")
    return notice_names_team(inspection, actor)


def team_closed(inspection: Any, actor: Any) -> Text | None:
    """Officers join before the team is on site; after the notice is served, to replace one who was recused."""
    if inspection.state not in BEFORE_THE_VISIT:
        return _("Officers can join the team only before it is on site.")
    return notice_names_team(inspection, actor) if inspection.state in PLAN_OPEN else None


def notice_names_team(inspection: Any, actor: Any) -> Text | None:
    """A notice on its way names plan and team: it is withdrawn before they change."""
    if inspection.notice is None:
        return None
    return _("The notice is drafted for this plan and team. Ask the office head to withdraw it before you change them.")


def over(inspection: Any, actor: Any) -> Text | None:
    """Nobody is declared or recused once the inspection is concluded or cancelled."""
    if inspection.state in OVER:
        return _("The inspection is over; its team can no longer be changed.")
    return None


def wrong_office(inspection: Any, office_path: str, case_path: str) -> Text | None:
    """A local team comes from the office that inspects and those below it; any office may join a joint team."""
    if inspection.kind == "joint" or office_path.startswith(case_path):
        return None
    return _("Officers of other offices join joint inspections only. Choose an officer of the inspecting office.")


def team_not_ready(inspection: Any, actor: Any) -> Text | None:
    """Two or more officers with valid certificates on the day of the visit, each with a declaration of no conflict.

    APL arts. 42 and 43; discipline of the campaign.
    """
    team = active(inspection)
    if len(team) < OFFICERS_NEEDED:
        return _("The team needs at least two officers. Add a second officer.")
    if sum(member.capacity == "leader" for member in team) != 1:
        return _("The team needs one leader. Name one of the officers team leader.")
    visit = max(inspection.planned_on, clock.today())
    return next((refused for member in team if (refused := _member_not_ready(member, visit)) is not None), None)


def _member_not_ready(member: Any, visit: date) -> Text | None:
    if member.certificate_valid_until < visit:
        return _(
            "The certificate %(number)s expires on %(day)s, before the visit. Choose another officer.",
            number=member.certificate_number,
            day=member.certificate_valid_until,
        )
    if member.declaration is None:
        return _("Every officer has to declare that there is no conflict of interest.")
    if undecided(member):
        return _("An officer declared a conflict of interest. The office head decides on the recusal first.")
    return None


def declaration_refused(member: Any, declaration: str, conflict: str | None) -> Text | None:
    """A conflict is named, and once declared it is for the head to decide on, not for the officer to take back."""
    if declaration == "conflict":
        return None if conflict else _("Say what the conflict of interest is.")
    if member.declaration == "conflict":
        return _("You declared a conflict of interest. The office head decides on it.")
    return None


def undecided(member: Any) -> bool:
    """Whether a declared conflict waits for the head's decision."""
    return member.declaration == "conflict" and member.recused_by is None and member.kept_by is None


def announced(inspection: Any, actor: Any) -> Text | None:
    """A visit the head approved as unannounced is not announced by a notice beforehand."""
    if inspection.unannounced_approved_by is not None:
        return _("The visit was approved as unannounced: record the arrival, without serving a notice before it.")
    return None


def notice_drafted(inspection: Any, actor: Any) -> Text | None:
    """There is one notice at a time."""
    if inspection.notice is not None:
        return _("The notice is drafted already; the office head approves it next.")
    return None


def no_notice(inspection: Any, actor: Any) -> Text | None:
    """Only a drafted notice can be withdrawn."""
    if inspection.notice is None:
        return _("There is no notice to withdraw.")
    return None


def notice_not_approvable(inspection: Any, actor: Any) -> Text | None:
    """The head approves the drafted notice, but not one the head drafted."""
    if inspection.notice is None:
        return _("An officer of the team drafts the notice first.")
    if inspection.notice.approved_by is not None:
        return _("The notice is approved; an officer of the team serves it next.")
    if inspection.notice.drafted_by == actor.id:
        return _("A second person has to do this: you did the step before it.")
    return None


def notice_not_approved(inspection: Any, actor: Any) -> Text | None:
    """Only an approved notice is numbered and served."""
    if inspection.notice is None:
        return _("Draft the inspection notice first.")
    if inspection.notice.approved_by is None:
        return _("The office head has to approve the notice first.")
    return None


def unannounced_already(inspection: Any, actor: Any) -> Text | None:
    """One approval of an unannounced visit is enough."""
    if inspection.unannounced_approved_by is not None:
        return _("The unannounced visit is approved already.")
    return None


def may_not_enter(inspection: Any, actor: Any) -> Text | None:
    """The notice takes effect before the visit, unless the head approved an unannounced one with reason."""
    if inspection.notice_effective_on is None and inspection.unannounced_approved_by is None:
        return _("Serve the inspection notice first, or ask the office head to approve an unannounced visit.")
    if clock.today() < inspection.planned_on:
        return _(
            "The visit is planned for %(day)s; arrival cannot be recorded earlier.",
            day=inspection.planned_on,
        )
    if inspection.notice_effective_on is not None and clock.today() < inspection.notice_effective_on:
        return _(
            "The service of the notice takes effect on %(day)s; the team enters on that day or later.",
            day=inspection.notice_effective_on,
        )
    return None


def arrival_refused(inspection: Any, arrived_at: datetime) -> Text | None:
    """The arrival lies between the first lawful moment of the visit and now: nobody approves it afterwards."""
    if arrived_at > clock.now():
        return _("The arrival cannot lie in the future.")
    first = max(inspection.planned_on, inspection.notice_effective_on or inspection.planned_on)
    if clock.local(arrived_at).date() < first:
        return _("The arrival cannot lie before %(day)s.", day=first)
    approved_at = inspection.unannounced_approved_at
    if approved_at is not None and arrived_at < approved_at:
        return _(
            "The arrival cannot lie before the unannounced visit was approved, on %(moment)s.",
            moment=f"{clock.local(approved_at):%Y-%m-%d %H:%M}",
        )
    return None


def record_closed(inspection: Any, actor: Any) -> Text | None:
    """The record can be rewritten until the first signature."""
    if inspection.signatures:
        return _("The record bears a signature; it can no longer be changed.")
    return None


def not_readable_back(inspection: Any, actor: Any) -> Text | None:
    """The written record is read back once; rewriting it calls for another reading."""
    if inspection.record_id is None:
        return _("Write the inspection record first.")
    if inspection.read_back_at is not None:
        return _("The record has been read back; it is signed next.")
    return None


def not_read_back(inspection: Any, actor: Any) -> Text | None:
    """Nobody signs what was not read back."""
    if inspection.record_id is None:
        return _("Write the inspection record first.")
    if inspection.read_back_at is None:
        return _("Read the record back to the enterprise first.")
    return None


def signed_already(inspection: Any, actor: Any) -> Text | None:
    """An officer signs once."""
    if actor.id in signing_officers(inspection):
        return _("You have signed the record.")
    return None


def enterprise_signed(inspection: Any, actor: Any) -> Text | None:
    """The enterprise signs, or refuses, once."""
    if any(signature.side == "enterprise" for signature in inspection.signatures):
        return _("The enterprise's signature or refusal is on record.")
    return None


def signing_officers(inspection: Any) -> set[Any]:
    """The officers of the team who have signed the record; a recused officer's signature no longer counts."""
    team = {member.user_id for member in active(inspection)}
    return {signature.user_id for signature in inspection.signatures if signature.side == "officer"} & team


def unsigned(inspection: Any, actor: Any) -> Text | None:
    """Signed by two officers, and by the enterprise or its refusal witnessed (order 2 of 2017)."""
    if len(signing_officers(inspection)) < OFFICERS_NEEDED:
        return _("Two officers have to sign the record.")
    if enterprise_signed(inspection, actor) is None:
        return _("The enterprise has to sign the record, or note its refusal with a witness.")
    return None


def refusal_incomplete(reason: str, witness: str | None, officers: Collection[str]) -> tuple[str, Text] | None:
    """The field to correct and why: a refusal to sign has its reason, and a witness who is none of the officers."""
    if not reason.strip():
        return "refusal_reason", _("State the reason of the refusal.")
    if not witness:
        return "witness", _("Name the witness of the refusal.")
    if witness in officers:
        return "witness", _("The witness cannot be one of the inspecting officers.")
    return None


def not_under_embargo(inspection: Any, actor: Any) -> Text | None:
    """A cancelled plan stays secret until the head ends its embargo."""
    if inspection.case_file.embargoed_until is None:
        return _("The embargo has ended already.")
    return None


can_confirm_team = all_of(not_planning, team_not_ready)
can_draft_notice = all_of(not_on_team, announced, notice_drafted)
can_approve_notice = all_of(not_deciding, announced, notice_not_approvable)
can_withdraw_notice = all_of(not_deciding, no_notice)
can_serve_notice = all_of(not_on_team, announced, team_not_ready, notice_not_approved)
can_go_unannounced = all_of(not_deciding, unannounced_already)
can_enter = all_of(not_on_team, may_not_enter, team_not_ready)
can_write = all_of(not_on_team, record_closed)
can_read_back = all_of(not_on_team, not_readable_back)
can_sign = all_of(not_on_team, not_read_back, signed_already)
can_take_signature = all_of(not_on_team, not_read_back, enterprise_signed)
can_close_record = all_of(not_on_team, not_read_back, unsigned)
can_release = all_of(not_deciding, not_under_embargo)
