"""The words of the case file."""

from app.core.text import _
from app.core.workflow import Choice, State


class EmbargoUntil(Choice):
    """The act that makes an embargoed case visible in its jurisdiction."""

    NOTICE_SERVED = "notice_served", _("until the inspection notice is served")
    ON_SITE = "on_site", _("until the team is on site")


class Capacity(Choice):
    """Why a person is admitted to a case."""

    PLANNER = "planner", _("Planner of the inspection")
    TEAM = "team", _("Team member")
    GRANT = "grant", _("By grant")


class AccessLevel(Choice):
    """What somebody let into a case by grant may do there."""

    READ = "read", _("Read the case and its log")
    EDIT = "edit", _("Work on it like staff of its office, as the own roles allow")


class GrantState(State):
    """Where a grant stands today; derived from its dates."""

    RUNNING = "running", _("Grant running"), "green"
    ENDED = "ended", _("Grant ended"), "grey"
    WITHDRAWN = "withdrawn", _("Grant withdrawn"), "red"
