"""The law an inspector works with: provisions and what their breach leads to, deadlines, kinds of documents, by day."""

from typing import TYPE_CHECKING

from app.access.permissions import Permission
from app.audit.catalogue import declare
from app.core.text import _
from app.legal import cli, rules, views
from app.legal.events import EVENTS
from app.legal.wording import wording
from app.web.navigation import MenuEntry, Section, menu

if TYPE_CHECKING:
    from app.web.dispatch import Application


def init_app(app: "Application") -> None:
    """Plug the pages, the loader and the words of the law into the application."""
    declare(EVENTS)
    app.register_blueprint(views.blueprint)
    app.cli.add_command(cli.legal)
    app.jinja_env.filters.update(wording=wording, article_name=rules.article_name, article_slug=rules.article_slug)
    menu.add(MenuEntry("legal.provisions", _("Provisions"), Section.INSIGHT, 80, Permission.LEGAL_READ, "law"))
    menu.add(
        MenuEntry("legal.deadline_rules", _("Deadline rules"), Section.INSIGHT, 90, Permission.LEGAL_READ, "clock")
    )
