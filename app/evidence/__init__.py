"""Evidence (证据): files by their hash, what they prove, from whom, when it happened; every view is on record."""

from typing import TYPE_CHECKING

from app.core.text import _

if TYPE_CHECKING:
    from app.web.dispatch import Application


def init_app(app: "Application") -> None:
    """Plug in the pages, the case's tab, and the words of the room's events."""
    from app import cases
    from app.audit.catalogue import declare
    from app.audit.reading import scope as log
    from app.evidence import views
    from app.evidence.events import EVENTS

    declare(EVENTS)
    log.kinds.plug(log.Kind("evidence", _("Evidence")))
    cases.asides.plug("evidence.viewed")
    app.register_blueprint(views.blueprint)
    cases.tabs.plug(cases.Tab("evidence", _("Evidence"), "evidence.evidence", order=70))
