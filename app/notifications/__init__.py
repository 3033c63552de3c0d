"""What people are told: the inbox, and mail through the outbox."""

from typing import TYPE_CHECKING

from app.core.text import _

if TYPE_CHECKING:
    from app.web.dispatch import Application


def init_app(app: "Application") -> None:
    """Plug in the inbox, its bell, and the words of the room's events."""
    from app import cases
    from app.audit.catalogue import declare
    from app.audit.reading import scope as log
    from app.audit.reading.redaction import ErasureAsked
    from app.cases.operations import AccessGranted, AccessWithdrawn
    from app.core import events
    from app.notifications import handlers, queries, views
    from app.notifications.events import EVENTS
    from app.organisation.operations.changes import ChangeDecided, ChangeProposed
    from app.organisation.operations.gate import NewDevice
    from app.web import frame

    declare(EVENTS)
    log.kinds.plug(log.Kind("notification", _("Notification")))
    for action in EVENTS:
        cases.asides.plug(action)
    events.on(NewDevice, handlers.tell_owner)
    events.on(AccessGranted, handlers.tell_admitted)
    events.on(AccessWithdrawn, handlers.tell_no_longer_admitted)
    events.on(ChangeProposed, handlers.ask_second_persons)
    events.on(ChangeDecided, handlers.tell_proposer)
    events.on(ErasureAsked, handlers.ask_who_answers_for_the_data)
    app.register_blueprint(views.blueprint)
    frame.inboxes.plug(frame.Inbox("notifications.inbox", queries.unread))
