"""Who is calling. The room that knows users plugs in how to find out."""

from collections.abc import Callable

from flask import g

from app.access.actor import Actor

ANONYMOUS_LABEL = "anonymous"

_identify: Callable[[bool], Actor | None] | None = None


def identify_with(identify: Callable[[bool], Actor | None]) -> None:
    """Give the function that finds the caller of the running request; its argument: does the request keep the
    session alive? It runs before the request's own unit of work and opens its own."""
    global _identify
    _identify = identify


def identified(renew: bool) -> Actor | None:
    """The caller found by the plugged-in function, or None."""
    return _identify(renew) if _identify else None


def current_actor() -> Actor:
    """The actor of the running request; anonymous where nobody is signed in."""
    actor: Actor = g.actor
    return actor


def is_signed_in() -> bool:
    """Whether somebody is signed in."""
    return "actor" in g and g.actor.id is not None
