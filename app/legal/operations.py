"""Loading the law from the data files: made once, changed where a file changed, never deleted."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.access.actor import Actor
from app.access.permissions import Permission
from app.audit.operations import record, records
from app.core import db
from app.core.db import Base
from app.legal.sources import SOURCES, Row, fingerprints, rows_of


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
    for name, model, identity in SOURCES:
        _bring_in_step(model, identity, rows_of(name, model), loaded)
    db.session().flush()
    if loaded.made or loaded.changed:
        record("legal.loaded", "legal:data", actor=actor, after={**loaded.as_json(), "files": fingerprints()})
    return loaded


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
