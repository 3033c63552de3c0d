"""Special campaigns (专项行动): what is to be done, on which legal basis, until when, in which lines of work.

A campaign is data (`data/README.md`). Upper rooms plug figures for its workstreams into `measures.measures`, and
what is open in its cases into `closing.open_work`.
"""

from typing import TYPE_CHECKING

from app.access.permissions import Permission
from app.audit.catalogue import declare
from app.audit.reading import report
from app.audit.reading import scope as log
from app.campaigns import cli, handlers, queries, views
from app.campaigns.events import EVENTS
from app.campaigns.measures import filing_figures, measures
from app.core.text import _
from app.web import frame
from app.web.navigation import MenuEntry, Section, menu

if TYPE_CHECKING:
    from app.web.dispatch import Application


def init_app(app: "Application") -> None:
    """Plug pages, commands, figures and the sentences of the log into the application."""
    app.register_blueprint(views.blueprint)
    app.cli.add_command(cli.campaigns)
    declare(EVENTS)
    handlers.init_app()
    log.kinds.plug(log.Kind("campaign", _("Campaign")))
    log.kinds.plug(log.Kind("handover", _("Handover")))
    menu.add(
        MenuEntry("campaigns.campaigns", _("Campaigns"), Section.CASEWORK, 10, Permission.CAMPAIGN_READ, "campaign")
    )
    measures.plug(filing_figures)
    report.spans.plug(queries.newest_span)
    frame.campaigns.plug(views.showing.running_campaign)
