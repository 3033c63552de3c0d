"""Forms: the base that keeps what was typed and turns a broken rule into an error beside its field."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from flask import g, get_template_attribute, request
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, HiddenField
from wtforms.fields.choices import SelectFieldBase
from wtforms.widgets import HiddenInput

from app.core import db
from app.core.errors import DomainError, IllegalTransition, RuleViolated, Stale, TooManyAttempts
from app.core.events import Searched, publish
from app.core.text import Text
from app.web import refusals
from app.web.fields import LongTextField, UploadField, VersionField

STATUS = {RuleViolated: 422, IllegalTransition: 409, Stale: 409, TooManyAttempts: 429}


class Form(FlaskForm):
    """A form whose fields render themselves whole: label, hint, control and error.

    Posted values without a field are ignored. A view reads
    `if form.validate_on_submit(): with form.attempting(): operation(...); return redirect(...)`
    and then renders; `app.web.pages.render` gives the refused page its status.
    """

    class Meta(FlaskForm.Meta):
        def render_field(self, field: Field, render_kw: dict[str, Any]) -> Markup:
            """The whole row of a field; a hidden field and one choice of many stay bare inputs."""
            if isinstance(field.widget, HiddenInput) or isinstance(field, SelectFieldBase._Option):
                return super().render_field(field, render_kw)
            row: Markup = get_template_attribute("components/_field.html", "row")(field, render_kw)
            return row

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.status = 200
        self.retry_after: int | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        """Check shape and presence; a refused form answers with status 422."""
        valid = super().validate(extra_validators=extra_validators)
        self.status = 200 if valid else 422
        return valid

    @contextmanager
    def attempting(self) -> Iterator[None]:
        """Run an operation and write what it changed; a refusal rolls all back and is said beside its field."""
        try:
            with db.collisions():
                yield
                db.session().flush()
        except (RuleViolated, IllegalTransition, Stale) as error:
            db.session().rollback()
            refusals.report_upload(error)
            self.refuse(error)

    def refuse(self, error: DomainError) -> None:
        """Show a refusal beside the field it names, or above the form."""
        self.status = STATUS[type(error)]
        self.retry_after = error.seconds if isinstance(error, TooManyAttempts) else None
        field = self._fields.get(error.field) if error.field else None
        if field is None:
            self.form_errors.append(error.message)
        else:
            field.errors = [*field.errors, error.message]

    @property
    def visible(self) -> list[Field]:
        """The fields a person fills in, in their order."""
        return [field for field in self if not isinstance(field.widget, HiddenInput)]

    @property
    def problems(self) -> list[tuple[Field | None, Text | str]]:
        """Every error with its field, those of the whole form first: the summary above the form."""
        whole = [(None, message) for message in self.form_errors]
        hidden = [(None, message) for field in self if isinstance(field, HiddenField) for message in field.errors]
        beside = [(field, message) for field in self.visible for message in _messages(field.errors)]
        return [*whole, *hidden, *beside]

    @property
    def uploads(self) -> bool:
        """Whether the form carries files and so needs multipart encoding."""
        return any(isinstance(field, UploadField) for field in self)


class PostForm(Form):
    """One button that takes a step: proof of origin, a reason where one is demanded, the version of the screen."""

    reason = LongTextField()
    version = VersionField()


class FilterForm(Form):
    """The filters of a list, read from the address; needs no token since it changes nothing.

    A search by words (the field `q`) goes on record, once the view validates the form.
    """

    words_kept: ClassVar[bool] = True
    """Whether with its words: those that look for the target of a plan would betray it."""

    class Meta(Form.Meta):
        csrf = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(formdata=request.args, **kwargs)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the filters; one that makes no sense says so and filters nothing."""
        valid = super().validate(extra_validators=extra_validators)
        for field in self:
            if field.errors:
                field.data = None
        words = self._fields["q"].data if "q" in self._fields else None
        if words:
            publish(Searched(g.actor, request.endpoint or request.path, words if self.words_kept else ""))
        return valid


def _messages(errors: Any) -> list[Text | str]:
    """The sentences in a field's errors, also those of a list of fields."""
    flat: list[Text | str] = []
    for error in errors:
        flat.extend(_messages(error) if isinstance(error, (list, tuple)) else [error])
    return flat
