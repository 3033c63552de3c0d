"""What people are told: the inbox, and mail through the outbox."""

from typing import TYPE_CHECKING

from app.core.text import _

if TYPE_CHECKING:
    from app.web.dispatch import Application


def init_app(app: "Application") -> None:
    """Plug in the inbox, its bell, and the words of the room's events."""
    from app import cases
    from app.audit import reading as log
    from app.audit.catalogue import declare
    from app.core import events
    from app.notifications import handlers, queries, views
    from app.notifications.events import EVENTS
    from app.organisation.operations.gate import NewDevice
    from app.web import frame

    declare(EVENTS)
    log.kinds.plug(log.Kind("notification", _("Notification")))
    for action in EVENTS:
        cases.asides.plug(action)
    events.on(NewDevice, handlers.tell_owner)
    app.register_blueprint(views.blueprint)
    frame.inboxes.plug(frame.Inbox("notifications.inbox", queries.unread))
