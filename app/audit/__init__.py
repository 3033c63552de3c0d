"""The transparency log: who did what, when and why, in a form in which a later change of the record can be seen.

Every operation of the rooms above says what it did with `operations.record`. The events are written as the last act
of the transaction that makes the change, into a Merkle tree (RFC 6962), so a change without its event, or an event
without its change, does not exist.
"""

from typing import TYPE_CHECKING

from app.access.permissions import Permission
from app.access.roles import Role
from app.audit import cli, handlers, jobs, views
from app.audit.catalogue import declare
from app.audit.events import EVENTS
from app.audit.log import unit
from app.audit.reading import scope as reading
from app.audit.reading.redaction import waiting
from app.core.jobs import Job
from app.core.jobs import jobs as background
from app.core.text import _
from app.web import frame
from app.web.identity import current_actor
from app.web.navigation import MenuEntry, Section, home, menu

OBJECTS = {
    "audit_event": _("Event of the log"),
    "audit_redaction": _("Erasure from the log"),
    "endpoint": _("Address of the system"),
    "list": _("List"),
    "log": _("Log"),
}
"""What events are about that concern no row of a room above."""

if TYPE_CHECKING:
    from app.web.dispatch import Application


def init_app(app: "Application") -> None:
    """Write the collected events at every commit, keep refusals, tell of floods, stand still on a contradiction."""
    declare(EVENTS)
    for table, label in OBJECTS.items():
        reading.kinds.plug(reading.Kind(table, label))
    unit.install()
    handlers.init_app()
    background.plug(Job("tell-of-throttled", jobs.tell_of_throttled))
    app.register_blueprint(views.blueprint)
    views.standing.watch(app)
    _show_in_the_frame()
    app.cli.add_command(cli.audit)


def _show_in_the_frame() -> None:
    log = MenuEntry("audit.events", _("Log"), Section.ADMINISTRATION, 30, Permission.AUDIT_READ, "audit")
    erasures = MenuEntry(
        "audit.redactions",
        _("Erasures from the log"),
        Section.ADMINISTRATION,
        40,
        Permission.AUDIT_REDACT,
        "shield",
        badge=_waiting,
    )
    menu.add(log)
    menu.add(erasures)
    home.add(Role.AUDITOR, "audit.events")
    frame.alarms.plug(views.standing.strip)


def _waiting() -> int:
    """How many erasures wait for the reader's decision."""
    return waiting(current_actor())
