"""Saying what was done: `record` an event, declare with `records` which events an operation appends."""

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import inspect

from app.access.actor import Actor
from app.audit.catalogue import KINDS, REGISTRY, Declared, whereabouts
from app.audit.log.unit import collect
from app.audit.tlog.canonical import canonical, plain
from app.core import db

P = ParamSpec("P")
R = TypeVar("R")

_recorded: ContextVar[list[str] | None] = ContextVar("recorded", default=None)
"""Actions recorded so far by the innermost running operation."""


class Attachment(Protocol):
    """A file whose content the event binds: SHA-256 in hex, size in bytes, media type."""

    @property
    def sha256(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def media_type(self) -> str: ...


def record(
    action: str,
    subject: object,
    *,
    actor: Actor,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str | None = None,
    case_file_id: UUID | None = None,
    attachments: Sequence[Attachment] = (),
) -> None:
    """Collect an event; it is appended to the log when the unit of work commits, and dropped with what is undone.

    `subject` is the row that was acted on (flushed here if it is new), or text for what has no row. Its office, case
    file and campaign are read from it; `case_file_id` names the case where the subject doesn't. `before` and `after`
    hold what changed. Raises ValueError for an action or a key that no room has declared, and for a value without
    canonical form, such as a float.
    """
    _require_declared(action, before, after)
    case = case_file_id or getattr(subject, "case_file_id", None)
    office, campaign = _whereabouts(case)
    body = {
        "action": action,
        "actor": actor.label if actor.id is None else f"{actor.kind}:{actor.id}",
        "actor_office": actor.office_id,
        "object": _reference(subject),
        "object_office": getattr(subject, "office_id", None) or office,
        "case": case,
        "campaign": getattr(subject, "campaign_id", None) or campaign,
        "request_id": actor.request_id or None,
        "ip": actor.ip or None,
        "before": before,
        "after": after,
        "reason": reason,
        "salt": secrets.token_hex(16),
    }
    if attachments:
        body["attachments"] = [_bound(file) for file in attachments]
    body = plain(body)
    canonical(body)
    collect(db.session(), body)
    recorded = _recorded.get()
    if recorded is not None:
        recorded.append(action)


def _require_declared(action: str, *values: Mapping[str, Any] | None) -> None:
    if action not in KINDS:
        raise ValueError(f"the action {action} is declared in no room's events.py")
    unknown = KINDS[action].unknown(*values)
    if unknown:
        raise ValueError(f"{action} has no keys {sorted(unknown)}: declare them in its room's events.py")


def _bound(file: Attachment) -> dict[str, Any]:
    return {"sha256": file.sha256, "size": file.size, "media_type": file.media_type}


def _reference(subject: object) -> str:
    if isinstance(subject, str):
        return subject
    state: Any = inspect(subject)
    if not state.has_identity:
        db.session().flush()
    return f"{state.mapper.local_table.name}:{':'.join(str(part) for part in state.identity)}"


def _whereabouts(case_file_id: UUID | None) -> tuple[UUID | None, UUID | None]:
    """The office and campaign of a case, so that an office's own events can be told apart for ever."""
    if case_file_id is not None:
        for find in whereabouts:
            found = find(case_file_id)
            if found is not None:
                return found
    return None, None


def records(*always: str, sometimes: Collection[str] = ()) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare the events an operation appends: each of `always` at least once, those of `sometimes` perhaps, no other.

    Operations called from within account for their own events. A call that keeps another count raises RuntimeError,
    so that its transaction fails.
    """
    declared = Declared(frozenset(always), frozenset(sometimes))

    def decorate(operation: Callable[P, R]) -> Callable[P, R]:
        name = f"{operation.__module__}.{operation.__qualname__}"
        REGISTRY[name] = declared

        @wraps(operation)
        def accounted(*args: P.args, **kwargs: P.kwargs) -> R:
            recorded: list[str] = []
            token = _recorded.set(recorded)
            try:
                result = operation(*args, **kwargs)
            finally:
                _recorded.reset(token)
            _hold(name, declared, set(recorded))
            return result

        accounted.__records__ = declared  # type: ignore[attr-defined]
        return accounted

    return decorate


def _hold(name: str, declared: Declared, recorded: set[str]) -> None:
    missing, foreign = declared.always - recorded, recorded - declared.actions
    if missing or foreign:
        raise RuntimeError(f"{name} missed the events {sorted(missing)} and appended undeclared {sorted(foreign)}")
