"""The phone that a visitor of the demo does not have: it tells the code that the app on it would show."""

from flask import current_app, render_template
from markupsafe import Markup

from app.core import clock
from app.organisation import codes


def shown(secret: str, last_step: int) -> Markup | None:
    """A strip with the next code that is taken, or how long to wait where two were used just now; None outside the
    demo."""
    if not current_app.settings.is_demo:  # type: ignore[attr-defined]
        return None
    now = clock.wall()
    step = max(codes.step_at(now), last_step + 1)
    wait = (step - codes.WINDOW) * codes.STEP - int(now.timestamp())
    strip = render_template("demo/_phone.html", code=codes.code_at(secret, step), wait=max(wait, 0))
    return Markup(strip)  # noqa: S704 (our own template, escaped)
