"""Walking every address of the application with ids filled in, and looking at whether anything was changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from app.audit.models import AuditEvent
from app.audit.reading import redaction
from app.campaigns.operations.steps import STEPS as CAMPAIGN_STEPS
from app.core.db import Base
from app.findings.views.steps import STEPS as FINDING_STEPS
from app.inspections.views.steps import STEPS as INSPECTION_STEPS
from app.organisation.models import UserSession
from app.organisation.views.rights import DECISIONS
from app.rectification.views.steps import DEMAND_STEPS, ORDER_STEPS
from app.web.dispatch import Application

STEPS = {
    "audit.take_redaction_step": [*redaction.STEPS],
    "campaigns.take_step": [*CAMPAIGN_STEPS],
    "enterprises.take_import_step": ["apply", "discard"],
    "enterprises.take_step": ["end"],
    "findings.take_step": [*FINDING_STEPS],
    "inspections.take_step": [*INSPECTION_STEPS],
    "organisation.decide": [*DECISIONS],
    "rectification.take_demand_step": [*DEMAND_STEPS],
    "rectification.take_step": [*ORDER_STEPS],
}
"""The steps behind each address that names one."""

TECHNICAL = {UserSession, AuditEvent} | {
    mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__tablename__.startswith("audit_")
}

UUID_FORM = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
OWN = ("/account/", "/confirm", "/csp-report", "/language", "/sign-in", "/sign-out")
"""Addresses of one's own account and browser."""
IDS = frozenset(
    {"answer_id", "case_file_id", "change_id", "demand_id", "document_id", "enterprise_id", "evidence_id", "finding_id"}
    | {"grant_id", "import_id", "inspection_id", "member_id", "notification_id", "order_id", "redaction_id"}
    | {"session_id", "user_id", "witness_id"}
)
FILLERS: dict[str, list[Any]] = {name: [uuid4()] for name in IDS} | {
    "key": ["none"],
    "kind": ["order_to_correct"],
    "log": [1],
    "role": ["inspector"],
    "seq": [1],
    "slug": ["7"],
}
"""Values for variables that a scene has nothing for."""
ASKED = {
    "findings.new_finding": ("inspection", "inspection_id"),
    "inspections.new_inspection": ("enterprise", "enterprise_id"),
    "rectification.new_order": ("kind", "kind"),
}
"""What an address is about, where that stands behind the question mark: its name there, and that of the values."""


@dataclass(frozen=True)
class Stop:
    """One address of the walk, the rule it follows, and the names of the values in it."""

    endpoint: str
    rule: str
    address: str
    ids: frozenset[str]


def stops(application: Application, method: str, known: dict[str, list[Any]]) -> Iterator[Stop]:
    """Every address that takes the method, with all combinations of known values; a variable without values fails."""
    adapter = application.url_map.bind("localhost")
    for rule in application.url_map.iter_rules():
        if method in (rule.methods or ()) and not rule.endpoint.endswith("static"):
            for values in _values(rule, known):
                address = adapter.build(rule.endpoint, values, method=method)
                yield Stop(rule.endpoint, rule.rule, address, frozenset(values))


def _values(rule: Rule, known: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    name, values = ASKED.get(rule.endpoint, ("", ""))
    asked = {name: known[values]} if name else {}
    offered = {**known, "step": STEPS.get(rule.endpoint, []), **asked}
    names = sorted({*rule.arguments, *asked})
    missing = {name for name in names if not offered.get(name)}
    assert not missing, f"{rule}: give the walk something for {sorted(missing)}"
    for picked in product(*(offered[name] for name in names)):
        yield dict(zip(names, picked, strict=True))


class Imprint:
    """What all tables hold, but for sessions and the log; and which events the log was given since."""

    def __init__(self, work: Callable[..., AbstractContextManager[Session]]) -> None:
        self.work = work
        self.tables = self._tables()
        self.size = len(self._actions())

    def _tables(self) -> dict[str, str]:
        with self.work() as session:
            connection = session.connection()
            return {
                mapper.local_table.name: hashlib.sha256(
                    repr(sorted(map(repr, connection.execute(select(mapper.local_table)).all()))).encode()
                ).hexdigest()
                for mapper in Base.registry.mappers
                if mapper.class_ not in TECHNICAL
            }

    def _actions(self) -> list[str]:
        with self.work() as session:
            return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.log, AuditEvent.seq)))

    def changes(self) -> set[str]:
        """The tables that changed since, and the events that were appended, refusals and looks left out."""
        now = self._tables()
        changed = {name for name in now if now[name] != self.tables[name]}
        return changed | set(self._actions()[self.size :]) - {"access.refused"}
