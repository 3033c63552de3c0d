"""Acts on the rights of accounts, and on access to one case."""

from collections.abc import Callable
from typing import Any

from app.access.roles import Role
from app.cases import operations as cases
from app.cases.models import CaseAccess
from app.cases.states import AccessLevel
from app.core import clock
from app.organisation import operations
from app.organisation import queries as organisation
from app.organisation.models import User
from app.organisation.states import ChangeKind
from tests.factories.inspections import Cast, make_inspection
from tests.factories.organisation import make_actor, make_user
from tests.factories.second_factor import make_factor
from tests.journeys.acts.act import MARK, REASON, Ready, act

K = ChangeKind
DECIDE, SECURITY = "organisation.decide", Role.SECURITY_ADMIN


def account(*roles: Role) -> Callable[[Cast], Ready]:
    """An account with these roles."""
    return lambda cast: Ready({"user_id": make_user(cast.office, roles).id})


def holder(cast: Cast) -> Ready:
    """An account and the role it holds."""
    return Ready({"user_id": make_user(cast.office, [Role.INSPECTOR, Role.SUPERVISOR]).id, "role": "supervisor"})


def suspended(cast: Cast) -> Ready:
    """An account that is suspended."""
    return Ready({"user_id": _suspended(cast).id})


def _suspended(cast: Cast) -> User:
    return make_user(cast.office, suspended_at=clock.now(), suspended_reason="口令外泄")


def with_factor(cast: Cast) -> Ready:
    """An account with a second factor."""
    return Ready({"user_id": _with_factor(cast).id})


def _with_factor(cast: Cast) -> User:
    user = make_user(cast.office)
    make_factor(user)
    return user


def proposed(
    kind: ChangeKind,
    role: Role | None = None,
    *,
    of: Callable[[Cast], User] = lambda cast: make_user(cast.office),
    by: Role = SECURITY,
) -> Callable[[Cast], Ready]:
    """A change that waits for its second person."""

    def arrange(cast: Cast) -> Ready:
        change = operations.propose(of(cast), kind, role, reason="调整分工", actor=make_actor(by, path="cn/"))
        return Ready({"change_id": change.id})

    return arrange


def own_proposal(cast: Cast) -> Ready:
    """A change that waits, and whoever proposed it."""
    proposer = make_actor(SECURITY, path="cn/")
    change = operations.propose(make_user(cast.office), K.GRANT, Role.SUPERVISOR, reason="x", actor=proposer)
    return Ready({"change_id": change.id}, actor=proposer)


def somebody(cast: Cast) -> Ready:
    """A case of the office, and somebody of another one."""
    reader = organisation.user(_reader().id)
    return Ready(
        {"case_file_id": make_inspection(cast).case_file_id},
        asked={"q": reader.username},
        fields={"user": str(reader.id)},
    )


def let_in(cast: Cast) -> Ready:
    """A grant that runs."""
    access: CaseAccess = cases.grant_access(
        make_inspection(cast).case_file,
        organisation.user(_reader().id),
        level=AccessLevel.READ,
        until=clock.today(),
        reason="督导",
        actor=cast.head,
    )
    return Ready({"grant_id": access.id})


def _reader() -> Any:
    return make_actor(Role.OBSERVER, path="cn/33/")


CONFIRMED = "account.change_confirmed"
TOLD = frozenset({"notification.sent"})
"""Whoever a change of rights, or access to a case, concerns is told of it."""

RIGHTS = [
    act("organisation.grant_role", SECURITY, account(), "role.granted", {"role": "inspector"}),
    act(
        "organisation.propose_role",
        SECURITY,
        account(Role.INSPECTOR),
        "account.change_proposed",
        {"role": "supervisor", **REASON},
        told=TOLD,
    ),
    act("organisation.withdraw_role", SECURITY, holder, "account.change_proposed", REASON, told=TOLD),
    act("organisation.suspend", SECURITY, account(Role.INSPECTOR), "user.suspended", REASON),
    act("organisation.reinstate", SECURITY, suspended, "account.change_proposed", REASON, told=TOLD),
    act("organisation.reset_second_factor", Role.SYSTEM_ADMIN, with_factor, "account.change_proposed", REASON),
    act(DECIDE, "head", proposed(K.GRANT, Role.SUPERVISOR), f"{CONFIRMED} role.granted", step="confirm", told=TOLD),
    act(DECIDE, "head", proposed(K.WITHDRAW, Role.INSPECTOR), f"{CONFIRMED} role.withdrawn", step="confirm", told=TOLD),
    act(
        DECIDE, "head", proposed(K.REINSTATE, of=_suspended), f"{CONFIRMED} user.reinstated", step="confirm", told=TOLD
    ),
    act(
        DECIDE,
        SECURITY,
        proposed(K.SECOND_FACTOR, of=_with_factor, by=Role.SYSTEM_ADMIN),
        f"{CONFIRMED} second_factor.removed",
        step="confirm",
        told=TOLD,
    ),
    act(DECIDE, "head", proposed(K.GRANT, Role.SUPERVISOR), "account.change_refused", REASON, step="refuse", told=TOLD),
    act("organisation.take_back", SECURITY, own_proposal, "account.change_withdrawn"),
    act(
        "cases.grant_access",
        "head",
        somebody,
        "case.access_granted",
        {"level": "read", "until": "2022-10-11", "reason": f"目的{MARK}"},
        told=TOLD,
    ),
    act("cases.withdraw_access", "head", let_in, "case.access_withdrawn", REASON, told=TOLD),
]
