"""Facts of the lower rooms that somebody is told about. No sentence names a person, a case or an enterprise."""

from collections.abc import Sequence
from uuid import UUID

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.reading.redaction import ErasureAsked, decides
from app.cases.operations import AccessGranted, AccessWithdrawn
from app.core import clock
from app.core.text import Text, _
from app.notifications import operations
from app.notifications.operations import Message
from app.organisation import queries as organisation
from app.organisation.models import User
from app.organisation.operations.changes import ChangeDecided, ChangeProposed
from app.organisation.operations.gate import NewDevice
from app.organisation.rules import actor_of
from app.organisation.separation import not_deciding
from app.organisation.states import ChangeState


def tell_owner(new: NewDevice) -> None:
    """Tell the owner of an account that it was used in a browser that is new to it."""
    sentence = _(
        "Your account was used in a browser that is new to it. If that was not you, sign out everywhere and change "
        "your password."
    )
    _tell("new-device", f"known_device:{new.device_id}", sentence, "/account", [new.user], new.actor)


def tell_admitted(granted: AccessGranted) -> None:
    """Tell whoever was let into a case until when, and nobody else: the case may be under embargo."""
    access = granted.access
    _tell(
        "access-granted",
        f"case_access:{access.id}",
        _("You may see a case by grant, until %(until)s. Its page says for what purpose.", until=access.until),
        f"/cases/{access.case_file_id}",
        [organisation.user(access.user_id)],
        granted.actor,
        case_file_id=access.case_file_id,
    )


def tell_no_longer_admitted(withdrawn: AccessWithdrawn) -> None:
    """Tell whoever was let into a case that it has ended; the case itself can't be opened any more."""
    access = withdrawn.access
    _tell(
        "access-withdrawn",
        f"case_access:{access.id}",
        _("A grant by which you saw a case was withdrawn before its last day, %(until)s.", until=access.until),
        "/inbox",
        [organisation.user(access.user_id)],
        withdrawn.actor,
        case_file_id=access.case_file_id,
    )


def ask_second_persons(proposed: ChangeProposed) -> None:
    """Tell everybody who may decide on a change of an account's rights that it waits."""
    change = proposed.change
    deciding = [
        user
        for user in organisation.holders_of(Permission.ROLE_CONFIRM)
        if user.id != change.proposed_by and not_deciding(change, actor_of(user)) is None
    ]
    sentence = _("A change of an account's rights waits for a second person. Confirm or refuse it.")
    _tell("change-proposed", f"account_change:{change.id}", sentence, "/changes", deciding, proposed.actor)


def tell_proposer(decided: ChangeDecided) -> None:
    """Tell whoever proposed a change what became of it."""
    change = decided.change
    sentence = (
        _("The change of an account's rights that you proposed was confirmed. It is in effect.")
        if change.state is ChangeState.CONFIRMED
        else _("The change of an account's rights that you proposed was refused. The list says why.")
    )
    proposer = [organisation.user(change.proposed_by)]
    _tell("change-decided", f"account_change:{change.id}", sentence, "/changes", proposer, decided.actor)


def ask_who_answers_for_the_data(asked: ErasureAsked) -> None:
    """Tell everybody who may decide on an erasure from the log that it waits (PIPL art. 47)."""
    deciding = [
        user
        for user in organisation.holders_of(Permission.AUDIT_REDACT)
        if decides(asked.redaction, actor=actor_of(user))
    ]
    sentence = _("An erasure of content from the log waits for a second person. Approve or refuse it.")
    about = f"audit_redaction:{asked.redaction.id}"
    _tell("erasure-asked", about, sentence, "/audit/redactions", deciding, asked.actor)


def _tell(
    kind: str,
    about: str,
    sentence: Text,
    path: str,
    recipients: Sequence[User],
    actor: Actor,
    case_file_id: UUID | None = None,
) -> None:
    message = Message(
        kind=kind,
        object_ref=about,
        step=0,
        planned_on=clock.today(),
        subject=sentence,
        path=path,
        case_file_id=case_file_id,
    )
    operations.notify(message, recipients, actor=actor)
