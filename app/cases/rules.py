"""Who may let whom into a case, and for how long. Pure."""

from datetime import date, timedelta
from typing import Any

from app.access.roles import ADMINISTRATORS
from app.core.errors import RuleViolated
from app.core.text import Text, _

LONGEST_GRANT = timedelta(days=366)
"""Need to know passes: who needs a case for longer is given a new grant, with a reason of its own."""


def not_granting(case: Any, actor: Any) -> Text | None:
    """The head of the office that holds the case decides who else sees it."""
    if case.office_id == actor.office_id:
        return None
    return _("The head of the office that holds the case decides who else sees it.")


def not_grantable(user: Any, actor: Any) -> Text | None:
    """Anybody at work in any office, save administrators, who read no case, and the head who grants."""
    if user.id == actor.id:
        return _("You see the cases of your office already. Choose another person.")
    if not user.usable or not user.roles:
        return _("This account is not in use. Choose another person.")
    if user.roles & ADMINISTRATORS:
        return _("Administrators read no cases. Choose another person.")
    return None


def require_end(until: date, *, today: date) -> None:
    """Raise RuleViolated unless a grant can end on the day: today at the earliest, within a year."""
    if until < today:
        raise RuleViolated(_("The last day lies in the past. Choose today or a later day."), field="until")
    if until > today + LONGEST_GRANT:
        raise RuleViolated(
            _("Access is granted for a year at most. Choose %(day)s or earlier.", day=today + LONGEST_GRANT),
            field="until",
        )
