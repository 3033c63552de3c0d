"""What a field must hold before its room looks at it."""

from collections.abc import Iterable
from typing import Any, ClassVar

import wtforms
from wtforms.validators import StopValidation, ValidationError

from app.core.text import Text, _


class Required:
    """The field must be filled in; marks it for people and for assistive technology."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, message: Text | None = None) -> None:
        self.message = message or _("Fill in this field.")

    def __call__(self, form: Any, field: wtforms.Field) -> None:
        data = field.data
        empty = data is None or data == [] or data is False or (isinstance(data, str) and not data.strip())
        if empty and not field.errors:
            raise StopValidation(self.message)


class AtMost:
    """The text is no longer than `length` characters."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.field_flags = {"maxlength": length}

    def __call__(self, form: Any, field: wtforms.Field) -> None:
        if field.data and len(field.data) > self.length:
            raise ValidationError(
                _("Use at most %(most)s characters; this has %(now)s.", most=self.length, now=len(field.data))
            )


def checks(required: bool, extra: Iterable[Any]) -> list[Any]:
    """The validators of a field: presence first, then the room's own."""
    return [Required() if required else wtforms.validators.Optional(), *extra]
