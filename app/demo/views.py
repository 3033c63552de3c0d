"""The clock above every page of the demo."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.core import clock
from app.core.text import _
from app.demo import operations, travel
from app.demo.days import LAST_DAY, calendar
from app.demo.forms import JumpForm
from app.demo.travel import Leap
from app.web import language
from app.web.guards import signed_in
from app.web.identity import current_actor
from app.web.navigation import home

blueprint = Blueprint("demo", __name__, url_prefix="/demo", template_folder="templates")


@blueprint.post("/jump")
@signed_in
def jump() -> ResponseReturnValue:
    """Move business time forward and come back to the page."""
    form = JumpForm()
    if form.validate_on_submit():
        with form.attempting():
            journey = travel.forward(_app(), Leap(str(form.leap.data)), form.day.data)
            operations.note_jump(journey.since, journey.until, reminders=journey.reminders, actor=current_actor())
            said = {"day": language.day(journey.until), "reminders": journey.reminders}
            flash(str(_("It is now %(day)s. Reminders sent on the way: %(reminders)s.", **said)))
    for _field, message in form.problems:
        flash(str(message), "error")
    return redirect(_back())


def _app() -> Any:
    """The application itself, which the jobs of passed days get."""
    return current_app._get_current_object()  # type: ignore[attr-defined]


def _back() -> str:
    """The page the visitor came from, where the browser tells it and it is one of ours; else the first page."""
    referrer = request.referrer or ""
    return referrer if referrer.startswith(request.host_url) else home.url_for(current_actor())


def clock_strip() -> Markup | None:
    """The strip with the demo's time, None outside the demo."""
    if not _app().settings.is_demo:
        return None
    today = clock.today()
    strip = render_template(
        "demo/_clock.html",
        now=clock.now(),
        holiday=calendar().holiday(today),
        rest=not calendar().is_working_day(today),
        leaps=[leap for leap in Leap if leap is not Leap.DATE],
        over=today >= LAST_DAY,
    )
    return Markup(strip)  # noqa: S704 (our own template, escaped)
