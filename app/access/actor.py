"""Who acts: a user, a scheduled job, the operator at the console, or an enterprise behind a one-time link."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.access.permissions import Permission
from app.access.roles import Role, permissions_of
from app.core.errors import NotPermitted, StepUp


class ActorKind(StrEnum):
    """What kind of actor it is."""

    USER = "user"
    JOB = "job"
    OPERATOR = "operator"
    LINK = "link"


@dataclass(frozen=True)
class Actor:
    """The one who acts, with everything that decides what may be done and seen.

    `office_path` is the own office (`cn/44/4403/`); `reach` the path prefix of all that may be seen by jurisdiction:
    the own path for an office, "" for jobs and the operator, None for those with no jurisdiction of their own
    (department officers see only what they are on the team of; administrators see no case). `proven`: the session has
    lately shown the account's second factor, or the password where it has none.
    """

    kind: ActorKind
    label: str
    id: UUID | None = None
    name: str = ""
    office_id: UUID | None = None
    office_path: str = ""
    reach: str | None = None
    roles: frozenset[Role] = frozenset()
    language: str = ""
    request_id: str = ""
    ip: str = ""
    proven: bool = False

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything the roles allow; jobs and the operator may do everything the code asks of them."""
        if self.kind in (ActorKind.JOB, ActorKind.OPERATOR):
            return frozenset(Permission)
        return permissions_of(self.roles)

    def may(self, permission: Permission) -> bool:
        """Whether the roles allow it."""
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raise NotPermitted unless the roles allow it."""
        if not self.may(permission):
            raise NotPermitted()

    def require_proven(self) -> None:
        """Raise StepUp unless the person has lately proven who it is; jobs and the operator have nobody to ask.

        Weighty acts call it after their permission: issuing, granting rights, redaction, export of a case.
        """
        if not self.proven and self.kind not in (ActorKind.JOB, ActorKind.OPERATOR):
            raise StepUp()

    def reaches(self, office_path: str) -> bool:
        """Whether an office lies in the actor's own jurisdiction or below."""
        return self.reach is not None and office_path.startswith(self.reach)


def job(name: str) -> Actor:
    """The actor of a scheduled job: sees everything, named in the log as `job:<name>`."""
    return Actor(ActorKind.JOB, label=f"job:{name}", reach="")


def operator(name: str) -> Actor:
    """The actor of a console command: sees everything, named in the log as `operator:<name>`."""
    return Actor(ActorKind.OPERATOR, label=f"operator:{name}", reach="")
