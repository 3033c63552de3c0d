"""The audit trail beside a journey: what was written since the last look, and whether the log holds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.organisation.models import User
from app.web.dispatch import Application

READING = {"case.read", "evidence.viewed", "session.opened"}
"""Events of looking, left out where changes are told."""

Said = tuple[str, str]
"""Who, and the action."""


def by(who: str, *actions: str) -> list[Said]:
    """What one person did, one after the other."""
    return [(who, action) for action in actions]


class Trail:
    """The log of a test, read on from where one was."""

    def __init__(self, application: Application, work: Callable[..., AbstractContextManager[Session]]) -> None:
        self.application = application
        self.work = work
        self.seen = -1
        self.since()

    def since(self) -> list[Said]:
        """What was changed since the last look: by whom, and the action; reading is left out."""
        return [(who, action) for who, action in self.everything() if action not in READING]

    def tells(self, *expected: list[Said]) -> None:
        """Make sure that exactly this was changed since the last look, in this order."""
        found, wanted = self.since(), [said for acts in expected for said in acts]
        assert found == wanted, f"the log tells {found}, not {wanted}"

    def everything(self) -> list[Said]:
        """Everything since the last look."""
        with self.work() as session:
            events = session.scalars(select(AuditEvent).where(AuditEvent.seq > self.seen).order_by(AuditEvent.seq))
            rows = [(event.seq, event.actor_id, event.actor, event.action) for event in events]
            names = {user.id: user.name for user in session.scalars(select(User))}
        self.seen = rows[-1][0] if rows else self.seen
        return [(names.get(actor_id, actor), action) for _seq, actor_id, actor, action in rows]

    def require_consistent(self) -> None:
        """Read the whole log again with the operator's command."""
        result = self.application.test_cli_runner().invoke(args=["audit", "verify"])
        assert result.exit_code == 0, result.output
