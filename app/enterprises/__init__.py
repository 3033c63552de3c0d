"""The registry (名录库): which enterprises there are, their platforms and algorithms, and what they filed.

Upper rooms plug what they know of an enterprise into `sections.sections`.
"""

from typing import TYPE_CHECKING

from app.access.permissions import Permission
from app.audit.catalogue import declare
from app.audit.reading import scope as log
from app.core.text import _
from app.enterprises import cli, views
from app.enterprises.events import EVENTS
from app.web.navigation import MenuEntry, Section, menu

if TYPE_CHECKING:
    from app.web.dispatch import Application


def init_app(app: "Application") -> None:
    """Plug pages, commands and the sentences of the log into the application."""
    app.register_blueprint(views.blueprint)
    app.cli.add_command(cli.enterprises)
    declare(EVENTS)
    log.kinds.plug(
        log.Kind("enterprise", _("Enterprise"), "enterprises.enterprise", "enterprise_id", Permission.ENTERPRISE_READ)
    )
    log.kinds.plug(log.Kind("filing", _("Filing")))
    log.kinds.plug(log.Kind("filing_import", _("Published list")))
    log.kinds.plug(log.Kind("algorithm", _("Algorithm")))
    entries = MenuEntry(
        "enterprises.enterprises", _("Enterprises"), Section.REGISTRY, 10, Permission.ENTERPRISE_READ, "enterprise"
    )
    imports = MenuEntry(
        "enterprises.filing_imports", _("Published lists"), Section.REGISTRY, 20, Permission.ENTERPRISE_IMPORT, "upload"
    )
    menu.add(entries)
    menu.add(imports)
