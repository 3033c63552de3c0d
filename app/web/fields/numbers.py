"""Whole numbers."""

from typing import Any

import wtforms
from wtforms.validators import ValidationError

from app.core.text import Text, _
from app.web.fields.checks import checks


class NumberField(wtforms.Field):
    """A whole number between `least` and `most`."""

    widget = wtforms.widgets.NumberInput(step=1)
    control = "form-control"

    def __init__(
        self,
        label: Text | None = None,
        *,
        required: bool = False,
        least: int | None = None,
        most: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, checks(required, kwargs.pop("validators", ())), **kwargs)
        self.least, self.most = least, most

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            return
        self.data = None
        try:
            self.data = int(valuelist[0])
        except ValueError:
            raise ValueError(_("Write a whole number, such as 12.")) from None

    def pre_validate(self, form: Any) -> None:
        if self.data is None:
            return
        if self.least is not None and self.data < self.least:
            raise ValidationError(_("The number must be %(least)s or more.", least=self.least))
        if self.most is not None and self.data > self.most:
            raise ValidationError(_("The number must be %(most)s or less.", most=self.most))
