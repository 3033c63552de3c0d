"""Handing over what is still open in a case before its campaign closes."""

from datetime import date

from app.access.actor import Actor
from app.audit.operations import record, records
from app.campaigns import queries, rules
from app.campaigns.closing import CaseWork
from app.campaigns.models import Campaign, Handover
from app.core import clock, db
from app.core.errors import NotPermitted, RuleViolated
from app.core.text import _
from app.core.workflow import require_reason
from app.notifications import operations as notifications
from app.notifications.operations import Message
from app.organisation.models import User


@records("case.handed_over")
def hand_over(
    campaign: Campaign, work: CaseWork, successor: User, *, due_on: date, reason: str, actor: Actor
) -> Handover:
    """Hand the open work of a case to a named successor, to be done by `due_on` (Asia/Shanghai) after the close.

    Done by a coordinator or the head of the case's office, else NotPermitted. Raises RuleViolated unless the campaign
    is under way, for a case in which nothing is open, a successor other than those of `queries.successors`, and a day
    in the past. The successor is told.
    """
    case = work.case
    refused = rules.not_handing_over(case, actor)
    if refused is not None:
        raise NotPermitted(refused)
    db.hold(case)
    wrong = rules.not_to_be_handed_over(campaign, work, due_on, today=clock.today())
    if wrong is not None:
        raise wrong
    if successor not in queries.successors(case):
        raise RuleViolated(_("Choose somebody of the case's office or of one above it."), field="successor")
    require_reason(reason)
    case.carried_over = True
    row = Handover(
        case_file_id=case.id,
        campaign_id=campaign.id,
        successor_id=successor.id,
        office_id=successor.office_id,
        due_on=due_on,
        reason=reason,
        handed_by=actor.id,
    )
    db.session().add(row)
    db.session().flush()
    after = {"successor": successor.id, "office": successor.office_id, "due_on": due_on}
    record("case.handed_over", row, actor=actor, after=after, reason=reason)
    _tell(row, successor, actor)
    return row


def _tell(row: Handover, successor: User, actor: Actor) -> None:
    message = Message(
        kind="handover",
        object_ref=f"handover:{row.id}",
        step=0,
        planned_on=clock.today(),
        subject=_("Open work of a case is handed over to you, due on %(day)s", day=row.due_on),
        path=f"/cases/{row.case_file_id}",
        case_file_id=row.case_file_id,
    )
    notifications.notify(message, [successor], actor=actor)
