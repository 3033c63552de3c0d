"""Identifiers: UUIDv7, made by us or by an offline client, so they sort by time of making."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A fresh time-ordered UUID."""
    return uuid7()


def parse_id(text: str) -> UUID | None:
    """The UUID written in `text`, or None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
