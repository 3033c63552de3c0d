"""The words of the case file."""

from app.core.text import _
from app.core.workflow import Choice


class EmbargoUntil(Choice):
    """The act that makes an embargoed case visible in its jurisdiction."""

    NOTICE_SERVED = "notice_served", _("until the inspection notice is served")
    ON_SITE = "on_site", _("until the team is on site")


class Capacity(Choice):
    """Why a person is admitted to a case."""

    PLANNER = "planner", _("Planner of the inspection")
    TEAM = "team", _("Team member")
    GRANT = "grant", _("By grant")
