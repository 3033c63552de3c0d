"""Lifecycles and terms of the registry: enterprises, platforms, algorithms, filings, imports of lists."""

from app.access.permissions import Permission
from app.core.text import _
from app.core.workflow import Choice, Lifecycle, State, Transition


class EnterpriseState(State):
    """active → ended."""

    ACTIVE = "active", _("Active"), "green"
    ENDED = "ended", _("Ended"), "grey"


ENTERPRISE = Lifecycle(
    "enterprise",
    _("Enterprise"),
    EnterpriseState,
    [
        Transition(
            "end",
            _("End the entry"),
            sources=(EnterpriseState.ACTIVE,),
            target=EnterpriseState.ENDED,
            permission=Permission.ENTERPRISE_EDIT,
            needs_reason=True,
            primary=False,
        )
    ],
)


class FilingState(State):
    """Where the filing of an algorithm stands (Provisions arts. 24-26, 33)."""

    FILED = "filed", _("Filing in force"), "green"
    CANCELLED = "cancelled", _("Filing cancelled"), "grey"


FILING = Lifecycle(
    "filing",
    _("Filing"),
    FilingState,
    [
        Transition(
            "cancel",
            _("Cancelled in the published list"),
            sources=(FilingState.FILED,),
            target=FilingState.CANCELLED,
            permission=Permission.ENTERPRISE_IMPORT,
        ),
        Transition(
            "reinstate",
            _("In force in the published list"),
            sources=(FilingState.CANCELLED,),
            target=FilingState.FILED,
            permission=Permission.ENTERPRISE_IMPORT,
        ),
    ],
)


class ImportState(State):
    """uploaded → applied · discarded."""

    UPLOADED = "uploaded", _("To be checked"), "amber"
    APPLIED = "applied", _("Imported"), "green"
    DISCARDED = "discarded", _("Discarded"), "grey"


FILING_IMPORT = Lifecycle(
    "filing_import",
    _("Import of a published list"),
    ImportState,
    [
        Transition(
            "apply",
            _("Import"),
            sources=(ImportState.UPLOADED,),
            target=ImportState.APPLIED,
            permission=Permission.ENTERPRISE_IMPORT,
        ),
        Transition(
            "discard",
            _("Discard"),
            sources=(ImportState.UPLOADED,),
            target=ImportState.DISCARDED,
            permission=Permission.ENTERPRISE_IMPORT,
            primary=False,
        ),
    ],
)


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
