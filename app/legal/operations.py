"""Loading the law from the data files: made once, changed where a file changed, never deleted."""

import enum
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from importlib.resources import files
from typing import Any

from sqlalchemy import Date, select
from sqlalchemy.types import TypeEngine

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.operations import record, records
from app.core import db
from app.core.db import Base
from app.legal.models import DeadlineRule, DocumentKind, Instrument, NeighbouringRule, PenaltyLadder, Provision

Row = dict[str, Any]

SOURCES: tuple[tuple[str, type[Base], tuple[str, ...]], ...] = (
    ("instruments.json", Instrument, ("key", "applies_from")),
    ("provisions.json", Provision, ("instrument", "article", "applies_from")),
    ("penalty_ladders.json", PenaltyLadder, ("instrument", "article", "applies_from")),
    ("neighbouring_rules.json", NeighbouringRule, ("key", "applies_from")),
    ("deadlines.json", DeadlineRule, ("key", "applies_from")),
    ("documents.json", DocumentKind, ("code", "applies_from")),
)
"""Each file, the table it fills, and what identifies a row of it."""


@dataclass
class Loaded:
    """What a load did: rows made by table, the identities of the rows changed by table, rows left as they were."""

    made: Counter[str] = field(default_factory=Counter)
    changed: dict[str, list[str]] = field(default_factory=dict)
    unchanged: int = 0

    def as_json(self) -> Row:
        """The account of it for the log and for programs."""
        return {"made": dict(self.made), "changed": self.changed, "unchanged": self.unchanged}


@records(sometimes={"legal.loaded"})
def load(*, actor: Actor) -> Loaded:
    """Bring the tables of the law in step with the data files and record the files' hashes.

    A load that finds nothing to do changes nothing and appends no event. Rows no file names any more stay.
    """
    actor.require(Permission.LEGAL_LOAD)
    loaded = Loaded()
    hashes = {}
    for name, model, identity in SOURCES:
        content = files("app.legal").joinpath("data", name).read_bytes()
        hashes[name] = sha256(content).hexdigest()
        _bring_in_step(model, identity, rows_of(model, content), loaded)
    db.session().flush()
    if loaded.made or loaded.changed:
        record("legal.loaded", "legal:data", actor=actor, after={**loaded.as_json(), "files": hashes})
    return loaded


def rows_of(model: type[Base], content: bytes) -> Iterator[Row]:
    """The entries of a data file as rows of its table; raises KeyError for an entry with an unknown column."""
    columns = model.__table__.columns
    for entry in json.loads(content):
        yield {name: _typed(columns[name].type, value) for name, value in entry.items()}


def _bring_in_step(model: type[Base], identity: tuple[str, ...], rows: Iterator[Row], loaded: Loaded) -> None:
    present: dict[tuple[Any, ...], Any] = {
        tuple(getattr(row, name) for name in identity): row for row in db.session().scalars(select(model))
    }
    table = model.__tablename__
    for row in rows:
        key = tuple(row[name] for name in identity)
        found = present.get(key)
        if found is None:
            db.session().add(model(**row))
            loaded.made[table] += 1
        elif _changed(found, row):
            loaded.changed.setdefault(table, []).append(" ".join(map(str, key)))
        else:
            loaded.unchanged += 1


def _changed(found: Any, row: Row) -> bool:
    """Write what differs into the row; whether anything did."""
    differing = {name: value for name, value in row.items() if getattr(found, name) != value}
    for name, value in differing.items():
        setattr(found, name, value)
    return bool(differing)


def _typed(column: TypeEngine[Any], value: Any) -> Any:
    """A value of a file as its column holds it: dates and terms of closed lists stand there as text."""
    if value is None:
        return None
    if isinstance(column, Date):
        return date.fromisoformat(value)
    return column.python_type(value) if issubclass(column.python_type, enum.Enum) else value
