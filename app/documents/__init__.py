"""Official papers (执法文书): drafted, approved, numbered without gap, served, void. A numbered one stays as it is."""

from typing import TYPE_CHECKING

from app.core.text import _

if TYPE_CHECKING:
    from app.web.dispatch import Application


def init_app(app: "Application") -> None:
    """Plug in the pages, the case's tab, and the words of the room's events."""
    from app import cases
    from app.audit.catalogue import declare
    from app.audit.reading import scope as log
    from app.documents import views
    from app.documents.events import EVENTS

    declare(EVENTS)
    for action in EVENTS:
        cases.asides.plug(action)
    app.register_blueprint(views.blueprint)
    log.kinds.plug(log.Kind("document", _("Paper"), "documents.paper", "document_id"))
    cases.tabs.plug(cases.Tab("papers", _("Papers"), "documents.papers", order=60))
