"""What the deployment has set for passwords and signing in; given once, when the application is made."""

from dataclasses import dataclass
from datetime import timedelta

from app.core.throttle import Pace


@dataclass(frozen=True)
class Policy:
    """How attempts are slowed down by account and by source address, what a password must be, who needs more than one.

    `kinds` of characters a password needs at least, `good_for` how long it may be used (zero: for ever);
    `all_factored`: every account has to have a second factor, not only those that decide or administer.
    """

    account: Pace
    source: Pace
    kinds: int = 0
    good_for: timedelta = timedelta()
    one_time_for: timedelta = timedelta(days=7)
    all_factored: bool = False


_policy: Policy | None = None


def use(policy: Policy) -> None:
    """Hold to this policy from now on."""
    global _policy
    _policy = policy


def current() -> Policy:
    """The policy in force."""
    if _policy is None:
        raise RuntimeError("no policy: make the application first")
    return _policy
