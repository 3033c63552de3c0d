"""What an act is."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.access.actor import Actor
from app.access.roles import Role
from app.web.dispatch import Application
from tests.factories.inspections import Cast
from tests.factories.organisation import make_actor
from tests.journeys.scene import plan_with

CENTRAL = frozenset({Role.COORDINATOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
"""Roles of the national office."""


@dataclass(frozen=True)
class Ready:
    """Where everything is prepared: values for the address, for what stands behind its question mark, and for fields
    that name something; `actor` where one person alone can act."""

    ids: Mapping[str, Any] = field(default_factory=dict)
    asked: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    actor: Actor | None = None


@dataclass(frozen=True)
class Act:
    """One successful call. `by` is somebody of the cast or a role of the office, `leaves` the exact events it appends,
    `told` those of rooms that hear of it, `answers` the statuses it may have."""

    endpoint: str
    by: str
    arrange: Callable[[Cast], Ready]
    body: Mapping[str, Any]
    leaves: frozenset[str]
    step: str = ""
    told: frozenset[str] = frozenset()
    answers: frozenset[int] = frozenset({303})

    def __str__(self) -> str:
        return " ".join(filter(None, (self.endpoint, self.step, *sorted(self.leaves))))

    def actor(self, cast: Cast) -> Actor:
        """Who acts."""
        found: Actor | None = getattr(cast, self.by, None)
        if found is None:
            role = Role(self.by)
            found = make_actor(role, path="cn/" if role in CENTRAL else cast.office.path)
        return found

    def address(self, app: Application, ready: Ready) -> str:
        """Where it is sent."""
        step = {"step": self.step} if self.step else {}
        return app.url_map.bind("localhost").build(self.endpoint, {**ready.ids, **ready.asked, **step}, method="POST")

    def post(
        self,
        client: FlaskClient,
        app: Application,
        ready: Ready,
        *,
        more: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> TestResponse:
        """Send it, with `more` fields where they are given."""
        data = {name: value() if callable(value) else value for name, value in {**self.body, **ready.fields}.items()}
        return client.post(self.address(app, ready), data={**(more or {}), **data}, headers=headers)


def act(
    endpoint: str,
    by: str,
    arrange: Callable[[Cast], Ready],
    leaves: str,
    body: Mapping[str, Any] | None = None,
    **more: Any,
) -> Act:
    """An act, its events written one after the other."""
    return Act(endpoint, by, arrange, dict(body or {}), frozenset(leaves.split()), **more)


MARK = "凤栖梧桐"
"""Stands in everything that is typed into a case."""

PLAN = plan_with(MARK) | {"planned_on": "2022-09-30"}
SERVICE = {"manner": "direct", "served_on": "2022-09-28", "place": f"某处{MARK}", "receiver": f"某人{MARK}"}
REASON = {"reason": f"理由{MARK}"}


def a_file(content: Callable[[], io.BytesIO], name: str) -> Callable[[], tuple[io.BytesIO, str]]:
    """A file as a browser sends it."""
    return lambda: (content(), name)
