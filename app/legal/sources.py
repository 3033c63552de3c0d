"""The data files of the law: which table each fills, and its entries as rows of that table."""

import enum
import json
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from importlib.resources import files
from typing import Any

from sqlalchemy import Date
from sqlalchemy.types import TypeEngine

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


def content_of(name: str) -> bytes:
    """The bytes of a data file."""
    return files("app.legal").joinpath("data", name).read_bytes()


def fingerprints() -> dict[str, str]:
    """The SHA-256 of each data file, in hex."""
    return {name: sha256(content_of(name)).hexdigest() for name, _model, _identity in SOURCES}


def rows_of(name: str, model: type[Base]) -> Iterator[Row]:
    """The entries of a data file as rows of its table; raises KeyError for an entry with an unknown column."""
    columns = model.__table__.columns
    for entry in json.loads(content_of(name)):
        yield {column: _typed(columns[column].type, value) for column, value in entry.items()}


def _typed(column: TypeEngine[Any], value: Any) -> Any:
    """A value of a file as its column holds it: dates and terms of closed lists stand there as text."""
    if value is None:
        return None
    if isinstance(column, Date):
        return date.fromisoformat(value)
    return column.python_type(value) if issubclass(column.python_type, enum.Enum) else value
