"""What can go wrong in the trade, as sentences that say what to do. `app.web.errors` alone knows HTTP."""

import math
from datetime import timedelta

from app.core.text import Text, _

LONG_WAIT = 90
"""Seconds from which on a wait is told in minutes."""


class DomainError(Exception):
    """A refusal with a stable code and a sentence for the person who asked."""

    code = "domain_error"

    def __init__(self, message: Text, *, field: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code or type(self).code

    def __str__(self) -> str:
        return str(self.message)


class NotFound(DomainError):
    """The thing does not exist, or lies outside the actor's reach: the two answer alike."""

    code = "not_found"

    def __init__(self, message: Text | None = None) -> None:
        super().__init__(message or _("This page or record does not exist, or it is outside your reach."))


class NotPermitted(DomainError):
    """Inside the actor's reach, but the roles do not allow the action."""

    code = "not_permitted"

    def __init__(self, message: Text | None = None) -> None:
        super().__init__(message or _("Your role does not allow this. Ask your security administrator if you need it."))


class StepUp(DomainError):
    """The act is weighty, and the session has not shown lately that the account's owner is at the keyboard."""

    code = "step_up"

    def __init__(self) -> None:
        super().__init__(_("Confirm that it is you: enter your code or password, then the step is taken."))


class RuleViolated(DomainError):
    """A rule of law or procedure refuses what was asked; `field` names the input to correct."""

    code = "rule_violated"


class IllegalTransition(DomainError):
    """The step does not exist from the subject's present state."""

    code = "illegal_transition"


class TooManyAttempts(DomainError):
    """Too much went wrong before: the next attempt has to `wait` first."""

    code = "too_many_attempts"

    def __init__(self, wait: timedelta, *, field: str | None = None) -> None:
        self.seconds = math.ceil(wait.total_seconds())
        if self.seconds < LONG_WAIT:
            sentence = _("Too many failed attempts. Try again in %(seconds)s s.", seconds=self.seconds)
        else:
            minutes = math.ceil(self.seconds / 60)
            sentence = _("Too many failed attempts. Try again in %(minutes)s min.", minutes=minutes)
        super().__init__(sentence, field=field)


class ReadOnly(DomainError):
    """Nothing can be kept on the log, so nothing is done."""

    code = "read_only"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Its data do not match the signed log: they were put back from an older copy, or changed. Nothing was "
                "saved, and no case can be opened, until whoever runs this server has run “flask audit open-origin” "
                "on it. Tell your system administrator."
            )
        )


class Stale(DomainError):
    """Somebody else changed the record after this screen was opened; both versions, where they are known."""

    code = "stale"

    def __init__(self, *, seen: int | None = None, current: int | None = None) -> None:
        if seen is None:
            sentence = _("Someone changed this record at the same moment. Reload, compare and enter your change again.")
        else:
            sentence = _(
                "Someone changed this record while you were working (your version %(seen)s, now %(current)s). "
                "Reload, compare and enter your change again.",
                seen=seen,
                current=current,
            )
        super().__init__(sentence)
        self.seen = seen
        self.current = current
