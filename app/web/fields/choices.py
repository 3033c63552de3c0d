"""One of a list, several of a list, a single tick. What is on offer is handed in by the view."""

from collections.abc import Iterable, Sequence
from typing import Any

import wtforms
from wtforms.fields.choices import Choice, SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.text import Text, _
from app.web.fields.checks import Required, checks

PLEASE_CHOOSE = _("Please choose")


class _Chosen:
    """What the fields with choices share: choices are handed in as (value, label) pairs or as `Choice` members."""

    def _prepare(self, kwargs: dict[str, Any], required: bool) -> None:
        kwargs["choices"] = offered(kwargs.get("choices", ()))
        kwargs["validators"] = checks(required, kwargs.pop("validators", ()))

    def offer(self, choices: Iterable[Any]) -> None:
        """Hand in the choices; a select that may stay empty keeps its blank line."""
        self.choices = [*getattr(self, "blank_line", ()), *offered(choices)]


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


def offered(choices: Iterable[Any]) -> list[SelectChoice]:
    """The choices of a field, from (value, label) pairs or from enum members with a label."""
    pairs = (choice if isinstance(choice, tuple) else (choice.value, choice.label) for choice in choices)
    return [SelectChoice(str(value), label) for value, label in pairs]


def _must_be_offered(field: Any, chosen: Sequence[Any]) -> None:
    values = {choice.value for choice in field.iter_choices()}
    if any(str(value) not in values for value in chosen):
        raise ValidationError(_("Choose one of the values on offer."))
