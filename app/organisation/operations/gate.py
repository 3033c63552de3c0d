"""What an attempt to sign in has to pass: counts of earlier failures, so that guessing is slow.

Strangers are counted by account and by source address. A browser in which the account has signed in before is counted
by itself (OWASP, device cookies): whoever hammers an account from elsewhere does not keep its owner out.
"""

import secrets
from dataclasses import dataclass
from uuid import UUID

from app.access.actor import Actor
from app.audit.operations import records
from app.core import clock, throttle
from app.core.db import session
from app.core.events import publish
from app.core.throttle import Pace, Verdict
from app.organisation import policy, queries, vault
from app.organisation.models import KnownDevice, User
from app.organisation.rules import token_hash

OWN_PASSWORD, OWN_CODE = "own-password", "own-code"
"""The kinds under which proofs inside a session are counted."""


@dataclass(frozen=True)
class NewDevice:
    """An account that was used elsewhere signed in with a browser for the first time."""

    user: User
    device_id: UUID
    actor: Actor


@dataclass(frozen=True)
class Count:
    """One count that an attempt is held to; `forgiven` by success, unless others share it."""

    kind: str
    key: str
    pace: Pace
    forgiven: bool = True


@dataclass(frozen=True)
class Gate:
    """The counts of one attempt, in the order in which they are asked."""

    counts: tuple[Count, ...]

    def verdict(self) -> Verdict:
        """Whether the attempt may go ahead; then `failed` or `passed` has to follow in the same transaction."""
        for count in self.counts:
            verdict = throttle.attempt(count.kind, count.key, count.pace)
            if not verdict:
                return verdict
        return Verdict()

    def failed(self) -> None:
        """Count a failure."""
        for count in self.counts:
            throttle.failed(count.kind, count.key)

    def passed(self) -> None:
        """Forget the failures of the account, or of this browser with it; those of the source stay."""
        for count in self.counts:
            if count.forgiven:
                throttle.succeeded(count.kind, count.key)


def account_key(username: str) -> str:
    """What stands for a typed name wherever attempts are kept: people type passwords there by mistake."""
    return vault.current().mark(username)


def at_the_door(username: str, user: User | None, *, device: str, ip: str) -> Gate:
    """The gate for signing in with this name from a browser with this device token; the same for unknown names."""
    held = policy.current()
    known = queries.known_device(user.id, token_hash(device)) if user is not None and device else None
    if known is not None:
        return Gate((Count("device", str(known.id), held.account),))
    return Gate(
        (
            Count("source", throttle.source(ip), held.source, forgiven=False),
            Count("account", account_key(username), held.account),
        )
    )


def at_the_second_step(user_id: UUID, *, device: str) -> Gate:
    """The gate for the code that follows the password, from a browser with this device token."""
    known = queries.known_device(user_id, token_hash(device)) if device else None
    kind, key = ("device-code", known.id) if known is not None else ("second-factor", user_id)
    return Gate((Count(kind, str(key), policy.current().account),))


def inside(user_id: UUID, kind: str) -> Gate:
    """The gate for proving something of the own account: a code, or the password once more inside a session."""
    return Gate((Count(kind, str(user_id), policy.current().account),))


@records()
def remember(user: User, device: str, *, user_agent: str, actor: Actor) -> str:
    """Know the browser from now on; returns its token, a new one where it had none of ours.

    Publishes `NewDevice` where the account was so far used in other browsers only. One that merely forgets its cookies
    is no news: it was seen before at the same address.
    """
    known = queries.known_device(user.id, token_hash(device)) if device else None
    if known is not None:
        known.last_seen_at = clock.wall()
        return device
    news = queries.has_devices(user.id) and not queries.signed_in_like(user.id, actor.ip, user_agent)
    if not device or not queries.is_device(token_hash(device)):
        device = secrets.token_urlsafe(32)
    known = KnownDevice(user_id=user.id, token_hash=token_hash(device), last_seen_at=clock.wall())
    session().add(known)
    session().flush()
    if news:
        publish(NewDevice(user, known.id, actor))
    return device
