"""The application is an ordered list of rooms; each room plugs itself in, the lower ones first."""

from app import (
    audit,
    campaigns,
    cases,
    cli,
    core,
    deadlines,
    demo,
    documents,
    enterprises,
    evidence,
    findings,
    inspections,
    legal,
    notifications,
    organisation,
    rectification,
    reports,
    web,
)
from app.core.db import Database
from app.core.storage import LocalStorage
from app.web.dispatch import Application
from config import Settings

ROOMS = (
    core,
    web,
    audit,
    organisation,
    cases,
    legal,
    notifications,
    documents,
    evidence,
    deadlines,
    enterprises,
    campaigns,
    inspections,
    findings,
    rectification,
    reports,
    demo,
    cli,
)


def create_app(settings: Settings) -> Application:
    """Make the application: settings in, rooms plugged in one after the other."""
    settings.refuse_unsafe()
    app = Application("app", static_folder="web/static", template_folder=None)
    app.settings = settings
    app.database = Database(settings.database_url)
    app.storage = LocalStorage(settings.instance_dir / "files")
    for room in ROOMS:
        room.init_app(app)
    return app
