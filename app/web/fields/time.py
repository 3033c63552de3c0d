"""Days as people write them, and moments on a clock in Shanghai."""

import re
from datetime import UTC, date, datetime, time
from typing import Any

import wtforms

from app.core import clock
from app.core.text import Text, _
from app.web.fields.checks import checks

MOMENT = re.compile(r"^\s*(\S.*?)(?:T|\s+)(\d{1,2})[:：](\d{2})\s*$")
DAY = re.compile(r"^\s*(\d{4})(?:-(\d{1,2})-(\d{1,2})|(\d{2})(\d{2})|年(\d{1,2})月(\d{1,2})日?)\s*$")


class DayField(wtforms.Field):
    """A date: 2022-10-11, 20221011 or 2022年10月11日; the script offers the browser's calendar beside it."""

    widget = wtforms.widgets.TextInput()
    control = "form-control"

    def __init__(self, label: Text | None = None, *, required: bool = False, **kwargs: Any) -> None:
        kwargs["render_kw"] = {
            "placeholder": "2022-10-11",
            "autocomplete": "off",
            "maxlength": 20,
            "data-day": True,
            **kwargs.get("render_kw", {}),
        }
        super().__init__(label, checks(required, kwargs.pop("validators", ())), **kwargs)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist and valuelist[0].strip():
            self.data = day_from(valuelist[0])


class MomentField(wtforms.Field):
    """A date and time in Asia/Shanghai, kept as a moment in UTC: a day as in DayField and a time, 2022-10-11 09:30."""

    widget = wtforms.widgets.TextInput()
    control = "form-control"

    def __init__(self, label: Text | None = None, *, required: bool = False, **kwargs: Any) -> None:
        kwargs["render_kw"] = {
            "placeholder": "2022-10-11 09:30",
            "autocomplete": "off",
            "maxlength": 26,
            "data-day": "moment",
            **kwargs.get("render_kw", {}),
        }
        super().__init__(label, checks(required, kwargs.pop("validators", ())), **kwargs)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return clock.local(self.data).strftime("%Y-%m-%d %H:%M") if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            return
        self.data = None
        match = MOMENT.match(valuelist[0])
        if match:
            day = day_from(match[1])
            try:
                local = datetime.combine(day, time(int(match[2]), int(match[3])), clock.SHANGHAI)
                self.data = local.astimezone(UTC)
            except (ValueError, OverflowError):
                pass
        if self.data is None:
            raise ValueError(_("Write date and time as 2022-10-11 09:30."))


def day_from(typed: str) -> date:
    """The date a person typed. Raises ValueError with a sentence for the person."""
    match = DAY.match(typed)
    try:
        if match:
            year, month, day = (int(part) for part in match.groups() if part is not None)
            return date(year, month, day)
    except ValueError:
        raise ValueError(_("There is no such day in the calendar.")) from None
    raise ValueError(_("Write the date as 2022-10-11, 20221011 or 2022年10月11日."))
