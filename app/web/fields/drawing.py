"""The bare control of a field; the row around it is `components/_field.html`."""

from typing import Any

import wtforms
from markupsafe import Markup


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
