"""The field kit: what a person can fill in. Each knows how to be shown, checked and read in this trade's formats."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

import wtforms
from markupsafe import Markup
from werkzeug.datastructures import FileStorage
from wtforms.fields.choices import Choice, SelectChoice
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, FileInput, ListWidget

from app.core import clock
from app.core.text import Text, _

PLEASE_CHOOSE = _("Please choose")
DAY = re.compile(r"^\s*(\d{4})(?:-(\d{1,2})-(\d{1,2})|(\d{2})(\d{2})|年(\d{1,2})月(\d{1,2})日?)\s*$")


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


class TextField(wtforms.StringField):
    """One line of text, trimmed. `max_length` in characters."""

    control = "form-control"

    def __init__(
        self, label: Text | None = None, *, required: bool = False, max_length: int = 200, **kwargs: Any
    ) -> None:
        extra = [AtMost(max_length), *kwargs.pop("validators", ())]
        super().__init__(label, checks(required, extra), **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = valuelist[0].strip()


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
    """A date and time in Asia/Shanghai, kept as a moment in UTC."""

    widget = wtforms.widgets.DateTimeLocalInput()
    control = "form-control"

    def __init__(self, label: Text | None = None, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(label, checks(required, kwargs.pop("validators", ())), **kwargs)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return clock.local(self.data).strftime("%Y-%m-%dT%H:%M") if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            return
        try:
            naive = datetime.fromisoformat(valuelist[0].strip())
        except ValueError:
            raise ValueError(_("Write date and time as 2022-10-11 09:30.")) from None
        self.data = naive.replace(tzinfo=clock.SHANGHAI).astimezone(UTC)


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


class MoneyField(wtforms.Field):
    """An amount typed in yuan and kept in fen."""

    widget = wtforms.widgets.TextInput()
    control = "form-control"

    def __init__(self, label: Text | None = None, *, required: bool = False, **kwargs: Any) -> None:
        kwargs["render_kw"] = {"inputmode": "decimal", "autocomplete": "off", **kwargs.get("render_kw", {})}
        super().__init__(label, checks(required, kwargs.pop("validators", ())), **kwargs)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{Decimal(self.data) / 100:.2f}"

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            return
        wrong = _("Write an amount in yuan, such as 10000 or 10000.50.")
        try:
            fen = Decimal(valuelist[0].replace(",", "").replace("，", "").strip()) * 100
        except InvalidOperation:
            raise ValueError(wrong) from None
        if not fen.is_finite() or fen < 0 or fen != fen.to_integral_value():
            raise ValueError(wrong)
        self.data = int(fen)


class _Chosen:
    """What the fields with choices share: choices are handed in as (value, label) pairs or as `Choice` members."""

    def _prepare(self, kwargs: dict[str, Any], required: bool) -> None:
        kwargs["choices"] = offered(kwargs.get("choices", ()))
        kwargs["validators"] = checks(required, kwargs.pop("validators", ()))

    def offer(self, choices: Iterable[Any]) -> None:
        """Hand in the choices; a select that may stay empty keeps its blank line."""
        self.choices = [*getattr(self, "blank_line", ()), *offered(choices)]


def offered(choices: Iterable[Any]) -> list[SelectChoice]:
    """The choices of a field, from (value, label) pairs or from enum members with a label."""
    pairs = (choice if isinstance(choice, tuple) else (choice.value, choice.label) for choice in choices)
    return [SelectChoice(str(value), label) for value, label in pairs]


class ChoiceField(_Chosen, wtforms.SelectField):
    """One of a list. `blank` is the wording of the empty line, shown unless the field always has a value."""

    control = "form-select"

    def __init__(
        self,
        label: Text | None = None,
        *,
        choices: Iterable[Any] = (),
        required: bool = False,
        blank: Text | None = PLEASE_CHOOSE,
        **kwargs: Any,
    ) -> None:
        self.blank_line = [SelectChoice("", blank)] if blank is not None else []
        kwargs["choices"] = choices
        self._prepare(kwargs, required)
        kwargs["choices"] = [*self.blank_line, *kwargs["choices"]]
        super().__init__(label, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data: str | None = valuelist[0] if valuelist and valuelist[0] else None

    def iter_choices(self) -> Iterable[Choice]:
        chosen = "" if self.data is None else str(self.data)
        return [Choice(line.value, line.label, line.value == chosen, line.render_kw) for line in self.choices or ()]

    def pre_validate(self, form: Any) -> None:
        _must_be_offered(self, [] if self.data is None else [self.data])


class RadioField(_Chosen, wtforms.RadioField):
    """One of a few, all in sight."""

    control = "form-check-input"
    group = True

    def __init__(
        self, label: Text | None = None, *, choices: Iterable[Any] = (), required: bool = False, **kwargs: Any
    ) -> None:
        kwargs["choices"] = choices
        self._prepare(kwargs, required)
        super().__init__(label, **kwargs)

    def pre_validate(self, form: Any) -> None:
        _must_be_offered(self, [self.data] if self.data else [])


class CheckField(wtforms.BooleanField):
    """A single tick. With `required`, it has to be ticked (a declaration)."""

    widget = CheckboxInput()
    control = "form-check-input"
    tick = True

    def __init__(self, label: Text | None = None, *, required: bool = False, **kwargs: Any) -> None:
        validators = [Required(_("Tick this box to go on."))] if required else []
        super().__init__(label, [*validators, *kwargs.pop("validators", ())], **kwargs)


class TicksField(_Chosen, wtforms.SelectMultipleField):
    """Any number of a list, as ticks."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
    control = "form-check-input"
    group = True

    def __init__(
        self, label: Text | None = None, *, choices: Iterable[Any] = (), required: bool = False, **kwargs: Any
    ) -> None:
        kwargs["choices"] = choices
        self._prepare(kwargs, required)
        super().__init__(label, **kwargs)

    def pre_validate(self, form: Any) -> None:
        _must_be_offered(self, self.data or [])


class UploadField(wtforms.Field):
    """One file, or several with `multiple`. `accept` lists media types or endings; `limit_mb` is told to people."""

    control = "form-control"

    def __init__(
        self,
        label: Text | None = None,
        *,
        required: bool = False,
        accept: Sequence[str] = (),
        limit_mb: int | None = None,
        multiple: bool = False,
        **kwargs: Any,
    ) -> None:
        kwargs["render_kw"] = {**kwargs.get("render_kw", {}), **({"accept": ",".join(accept)} if accept else {})}
        super().__init__(label, [Required(_("Choose a file."))] if required else [], **kwargs)
        self.widget = FileInput(multiple=multiple)
        self.multiple, self.limit_mb, self.accept = multiple, limit_mb, tuple(accept)

    def process_formdata(self, valuelist: list[Any]) -> None:
        files = [value for value in valuelist if isinstance(value, FileStorage) and value.filename]
        self.data = files if self.multiple else (files[0] if files else None)

    def _value(self) -> bool:
        return False

    @property
    def limit(self) -> Text | None:
        """What may be sent, in words."""
        endings = ", ".join(ending for ending in self.accept if ending.startswith("."))
        if self.limit_mb and endings:
            return _("%(endings)s, up to %(limit)s MB each.", endings=endings, limit=self.limit_mb)
        return _("Up to %(limit)s MB each.", limit=self.limit_mb) if self.limit_mb else None


class VersionField(wtforms.HiddenField):
    """The version of the record the screen was made from."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = int(valuelist[0]) if valuelist and valuelist[0].isdigit() else None


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


def _must_be_offered(field: Any, chosen: Sequence[Any]) -> None:
    values = {choice.value for choice in field.iter_choices()}
    if any(str(value) not in values for value in chosen):
        raise ValidationError(_("Choose one of the values on offer."))


def control(field: wtforms.Field, **options: Any) -> Markup:
    """The bare control of a field, tied to its hint and error for assistive technology."""
    classes = [getattr(field, "control", "form-control"), options.pop("class", "")]
    if field.errors:
        classes.append("is-invalid")
        options["aria-invalid"] = "true"
    notes = [f"{field.id}-{part}" for part, said in (("hint", said_under(field)), ("error", field.errors)) if said]
    if notes:
        options["aria-describedby"] = " ".join(notes)
    merged = {**(field.render_kw or {}), **options, "class": " ".join(part for part in classes if part)}
    drawn: Markup = field.widget(field, **merged)
    return drawn


def said_under(field: wtforms.Field) -> list[Any]:
    """The hint of a field: its description and, for a file, what may be sent."""
    return [said for said in (field.description, getattr(field, "limit", None)) if said]
