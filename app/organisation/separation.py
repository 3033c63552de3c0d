"""Who may take part in changing the rights of an account (三员分立). Pure."""

from typing import Any

from app.access.permissions import Permission
from app.access.roles import permissions_of
from app.core.text import Text, _


def not_first_authorisation(user: Any, actor: Any) -> Text | None:
    """One person alone grants only the first role of a new account, and never one who made it."""
    if user.authorised_at is not None:
        return _("This account has been authorised already. Propose the change; a second person confirms it.")
    if user.made_by == actor.id:
        return _("You made this account. Another administrator grants its first role.")
    return None


def proposed_with(kind: str) -> Permission:
    """What it takes to propose such a change. A new password is given by the system administrator, so a second factor
    is given up only with the consent of a security administrator: neither of the two alone gets into an account."""
    return Permission.USER_CREATE if kind == "second_factor" else Permission.ROLE_GRANT


def not_proposed(change: Any) -> Text | None:
    """A proposal stands only as long as whoever made it could still make it."""
    proposer = change.proposer
    if proposer.usable and proposed_with(change.kind) in permissions_of(proposer.roles):
        return None
    return _("Whoever proposed this may not propose it any more. Refuse it; then it can be proposed anew.")


def not_confirming(change: Any, actor: Any) -> Text | None:
    """A change that still stands is confirmed by those who may decide on it."""
    return not_deciding(change, actor) or not_proposed(change)


def not_deciding(change: Any, actor: Any) -> Text | None:
    """Another security administrator decides, or the head of the account's office or of one above it: they know the
    work. Never the account itself. A second factor is for security administrators alone to give up."""
    if change.user_id == actor.id:
        return _("Nobody decides on the rights of the own account. Ask another person.")
    if actor.may(Permission.ROLE_GRANT):
        return None
    if change.kind == "second_factor":
        return _("A security administrator decides on this.")
    if not change.user.office.path.startswith(actor.office_path):
        return _("The head of the account's office, or of an office above it, decides on this.")
    return None


def not_proposer(change: Any, actor: Any) -> Text | None:
    """A proposal is taken back by whoever made it."""
    if change.proposed_by != actor.id:
        return _("Only the person who proposed the change can take it back.")
    return None
