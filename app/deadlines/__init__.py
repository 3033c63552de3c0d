"""Due dates (期限): the only place where one is stored, with how it came about; reminders and escalation."""

from typing import TYPE_CHECKING

from app.access.permissions import Permission
from app.core.text import _

if TYPE_CHECKING:
    from app.web.dispatch import Application


def init_app(app: "Application") -> None:
    """Plug in the list, the commands, the jobs, and the words of the room's events."""
    from app.audit.catalogue import declare
    from app.audit.reading import scope as log
    from app.core.jobs import Job, jobs
    from app.deadlines import cli, views
    from app.deadlines import jobs as work
    from app.deadlines.events import EVENTS
    from app.web.navigation import MenuEntry, Section, menu

    declare(EVENTS)
    log.kinds.plug(log.Kind("deadline", _("Deadline")))
    app.register_blueprint(views.blueprint)
    app.cli.add_command(cli.deadlines)
    jobs.plug(Job("recompute-deadlines", work.recompute_provisional))
    jobs.plug(Job("remind", work.remind))
    menu.add(MenuEntry("deadlines.deadlines", _("Deadlines"), Section.CASEWORK, 50, Permission.CASE_READ, "clock"))
