"""What the deployment has set for passwords and signing in; given once, when the application is made."""

from dataclasses import dataclass
from datetime import timedelta

from app.core.throttle import Pace


@dataclass(frozen=True)
class Policy:
    """How attempts are slowed down by account and by source address, and what a password must be.

    `kinds` of characters a password needs at least, `good_for` how long it may be used (zero: for ever).
    """

    account: Pace
    source: Pace
    kinds: int = 0
    good_for: timedelta = timedelta()
    one_time_for: timedelta = timedelta(days=7)


_LONGEST = timedelta(minutes=15)
_policy = Policy(account=Pace(5, _LONGEST), source=Pace(20, _LONGEST))


def use(policy: Policy) -> None:
    """Hold to this policy from now on."""
    global _policy
    _policy = policy


def current() -> Policy:
    """The policy in force."""
    return _policy
