"""Reading proposed changes of rights: what waits, and for whom."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, select
from sqlalchemy.orm import contains_eager, selectinload

from app.access.actor import Actor
from app.access.permissions import Permission
from app.core.db import session
from app.core.errors import NotFound
from app.core.text import Text
from app.core.workflow import Offer
from app.organisation import separation
from app.organisation.models import AccountChange, Office, User
from app.organisation.states import ChangeKind, ChangeState


@dataclass(frozen=True)
class ChangeView:
    """A proposed change with the steps its reader may take."""

    row: AccountChange
    offers: list[Offer]

    @property
    def lapsed(self) -> Text | None:
        """Why a proposal that still waits can't be confirmed by anybody."""
        return separation.not_proposed(self.row) if self.row.state is ChangeState.PROPOSED else None


def _of_concern(actor: Actor) -> list[ColumnElement[bool]]:
    """The changes an actor may know of: administrators all of them, a head those of the office and below."""
    if actor.may(Permission.USER_READ):
        return []
    if not actor.may(Permission.ROLE_CONFIRM):
        return [false()]
    return [Office.path.startswith(actor.office_path, autoescape=True), AccountChange.user_id != actor.id]


def change(change_id: UUID, actor: Actor) -> AccountChange:
    """A proposed change of concern to the actor; raises NotFound."""
    wanted = _changes(actor).where(AccountChange.id == change_id)
    found = session().scalar(wanted.execution_options(populate_existing=True))
    if found is None:
        raise NotFound()
    return found


def changes(actor: Actor, state: ChangeState, *, offset: int, limit: int) -> tuple[list[AccountChange], int]:
    """One page of the changes of concern to the actor, the newest first, and how many there are in all."""
    page = _changes(actor).where(AccountChange.state == state).order_by(AccountChange.id.desc())
    return list(session().scalars(page.offset(offset).limit(limit))), count(actor, state)


def count(actor: Actor, state: ChangeState) -> int:
    """How many changes of concern to the actor stand so."""
    return _count(actor, [AccountChange.state == state])


def waiting(actor: Actor) -> int:
    """How many changes wait for the actor's decision."""
    undecided = [AccountChange.state == ChangeState.PROPOSED, AccountChange.proposed_by != actor.id]
    if not actor.may(Permission.ROLE_GRANT):
        undecided.append(AccountChange.kind != ChangeKind.SECOND_FACTOR)
    return _count(actor, [*undecided, AccountChange.user_id != actor.id, User.active.is_(True)])


def changes_of(user: User) -> list[AccountChange]:
    """All changes proposed for an account, the newest first."""
    proposers = selectinload(AccountChange.proposer).selectinload(User.grants)
    found = select(AccountChange).where(AccountChange.user_id == user.id).options(proposers)
    return list(session().scalars(found.order_by(AccountChange.id.desc())))


def _changes(actor: Actor) -> Select[AccountChange]:
    return (
        select(AccountChange)
        .join(AccountChange.user)
        .join(User.office)
        .where(*_of_concern(actor))
        .options(
            contains_eager(AccountChange.user).contains_eager(User.office),
            contains_eager(AccountChange.user).selectinload(User.grants),
            selectinload(AccountChange.proposer).selectinload(User.grants),
        )
    )


def _count(actor: Actor, conditions: list[ColumnElement[bool]]) -> int:
    counted = select(func.count(AccountChange.id)).join(AccountChange.user).join(User.office)
    return session().scalar(counted.where(*_of_concern(actor), *conditions)) or 0
