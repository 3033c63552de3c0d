"""The law in the reader's language."""

from typing import Any

from app.web.language import is_chinese


def wording(row: Any, name: str) -> Any:
    """What a row says under `name` in the reader's language: `provision|wording("duty")`."""
    return getattr(row, f"{name}_zh" if is_chinese() else f"{name}_en")
