"""The edge of every request: one unit of work, the caller, the endpoint's permission, one commit."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from flask import Flask, Request, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.actor import Actor, ActorKind
from app.core.db import Database
from app.core.errors import NotPermitted
from app.web import guards, identity

T = TypeVar("T")


class Application(Flask):
    """Flask with the house's edge: every view runs inside one unit of work."""

    database: Database
    settings: Any
    storage: Any

    def preprocess_request(self) -> ResponseReturnValue | None:
        """Find the caller before anything else looks at the request."""
        g.actor = anonymous(request)
        view = self.view_functions.get(request.endpoint or "")
        if request.endpoint != "static":
            g.actor = identity.identified(not getattr(view, "polling", False)) or g.actor
        return super().preprocess_request()

    def dispatch_request(self) -> ResponseReturnValue:
        """Open the unit of work, hold the endpoint's permission, then run the view."""
        view = self.view_functions.get(request.endpoint or "")
        if view is None or request.endpoint == "static":
            return super().dispatch_request()
        with self.database.unit_of_work(g.actor, appends=_appends(view)):
            return _refusal(view) or super().dispatch_request()


def _appends(view: Callable[..., Any]) -> bool:
    """Whether the request may write: a search by words (`q`) goes on record even where the view only reads."""
    return request.method not in ("GET", "HEAD") or getattr(view, "appends", True) or bool(request.args.get("q"))


def _refusal(view: Callable[..., Any]) -> ResponseReturnValue | None:
    permission = getattr(view, "permission", None)
    if permission is None:
        raise RuntimeError(f"endpoint {request.endpoint} declares no permission")
    if permission == guards.PUBLIC:
        return None
    if g.actor.id is None:
        asked_for = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("organisation.sign_in", next=asked_for))
    if permission != guards.SIGNED_IN and not g.actor.may(permission):
        raise NotPermitted()
    return None


def anonymous(request: Request) -> Actor:
    """A caller not yet known, with the address the request came from."""
    return Actor(
        ActorKind.USER,
        label=identity.ANONYMOUS_LABEL,
        request_id=str(uuid.uuid4()),
        ip=request.remote_addr or "",
    )


def as_caller(actor: Actor) -> Actor:
    """`actor` with the address and id of the running request."""
    return replace(actor, request_id=g.actor.request_id, ip=g.actor.ip)


def in_new_unit_of_work(act: Callable[[], T]) -> T:
    """Run `act` in a unit of work of its own, after the request's own was rolled back."""
    app: Application = current_app._get_current_object()  # type: ignore[attr-defined]
    with app.database.unit_of_work(g.actor):
        return act()
