"""Words: a line, a secret, several lines; and the version a screen carries along."""

from typing import Any

import wtforms

from app.core.text import Text
from app.web.fields.checks import AtMost, checks


class TextField(wtforms.StringField):
    """One line of text, trimmed and without NUL, which PostgreSQL can not keep. `max_length` in characters."""

    control = "form-control"

    def __init__(
        self, label: Text | None = None, *, required: bool = False, max_length: int = 200, **kwargs: Any
    ) -> None:
        extra = [AtMost(max_length), *kwargs.pop("validators", ())]
        super().__init__(label, checks(required, extra), **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = valuelist[0].replace("\0", "").strip()


class SecretField(TextField):
    """A password: never shown again, never trimmed. `autocomplete` through `render_kw`."""

    widget = wtforms.widgets.PasswordInput(hide_value=True)

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = valuelist[0]


class LongTextField(TextField):
    """Several lines of text. `rows` is the height before it grows with what is typed."""

    widget = wtforms.widgets.TextArea()

    def __init__(
        self, label: Text | None = None, *, required: bool = False, max_length: int = 4000, rows: int = 4, **kwargs: Any
    ) -> None:
        kwargs["render_kw"] = {"rows": rows, **kwargs.get("render_kw", {})}
        super().__init__(label, required=required, max_length=max_length, **kwargs)


class VersionField(wtforms.HiddenField):
    """The version of the record the screen was made from."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = int(valuelist[0]) if valuelist and valuelist[0].isdigit() else None
