"""Lifecycles and terms of the registry: enterprises, platforms, algorithms, filings."""

from app.core.text import _
from app.core.workflow import Choice, State


class EnterpriseState(State):
    """active → ended · merged."""

    ACTIVE = "active", _("Active"), "green"
    ENDED = "ended", _("Ended"), "grey"


class FilingState(State):
    """Where the filing of an algorithm stands (Provisions arts. 24-26, 33)."""

    FILED = "filed", _("Filed"), "green"
    CANCELLED = "cancelled", _("Filing cancelled"), "grey"


class AlgorithmType(Choice):
    """The five types of art. 2."""

    GENERATION_SYNTHESIS = "generation_synthesis", _("Generation and synthesis")
    PERSONALISED_PUSH = "personalised_push", _("Personalised push")
    RANKING_SELECTION = "ranking_selection", _("Ranking and selection")
    RETRIEVAL_FILTERING = "retrieval_filtering", _("Retrieval and filtering")
    SCHEDULING_DECISION = "scheduling_decision", _("Scheduling and decision-making")


class PlatformKind(Choice):
    """What a product is."""

    APP = "app", _("App")
    SITE = "site", _("Website")
    MINI_PROGRAM = "mini_program", _("Mini-program")
    OTHER = "other", _("Other")


class Source(Choice):
    """How a row came into the registry."""

    PUBLISHED_LIST = "published_list", _("Published filing list")
    OFFICE = "office", _("Entered by an office")
    DEMO = "demo", _("Fictitious, for the demo")
