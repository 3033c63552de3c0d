"""The demo: a campaign with fictitious enterprises, told day by day, and a clock that visitors move forward.

Everything is entered by the real verbs, each at its moment and by a person who may do it, so that the audit log of the
demo is a real one. It never stands beside real cases: production refuses a database that holds it.
"""

from typing import TYPE_CHECKING

from sqlalchemy import inspect

from app.access.actor import operator
from app.core.text import _
from config import UnsafeSettings

if TYPE_CHECKING:
    from app.web.dispatch import Application


def init_app(app: "Application") -> None:
    """Plug in the command; in the demo also the clock. In production refuse a database that holds the demo."""
    from app.audit.catalogue import declare
    from app.audit.reading import scope as log
    from app.core.events import on
    from app.core.jobs import jobs
    from app.demo import cli, handlers, phone, views, witnesses
    from app.demo.events import EVENTS
    from app.inspections.operations import Planned
    from app.organisation.views import hints
    from app.web import frame

    declare(EVENTS)
    log.kinds.plug(log.Kind("demo", _("Demo")))
    app.cli.add_command(cli.demo)
    if app.settings.is_production:
        refuse_demo(app)
    if app.settings.is_demo:
        app.register_blueprint(views.blueprint)
        on(Planned, handlers.refuse_real_enterprise)
        frame.banners.plug(views.clock_strip)
        hints.codes.plug(phone.shown)
        witnesses.provide(app.settings.instance_dir / "witnesses")
        jobs.plug(witnesses.JOB)


def refuse_demo(app: "Application") -> None:
    """Raise UnsafeSettings where the database holds the demo, whose accounts have a published password.

    Connections made for it are closed again, so that none is inherited by the processes of a preloading server.
    """
    from app.audit.models import AuditEvent
    from app.demo import queries

    engine = app.database.engine
    try:
        if not inspect(engine).has_table(AuditEvent.__tablename__):
            return
        with app.database.unit_of_work(operator("start"), appends=False):
            begun = queries.is_begun()
    finally:
        engine.dispose()
    if begun:
        raise UnsafeSettings(
            "The database holds the demo, whose accounts have a published password. "
            "Set DATABASE_URL to a database that never held it."
        )
