"""The lifecycle of a finding as one table, and its terms."""

from app.access.permissions import Permission
from app.core.text import _
from app.core.workflow import Choice, Lifecycle, State, Transition
from app.findings import rules


class FindingState(State):
    """draft → recorded → confirmed → fed back → in rectification → verified · referred for penalty · dismissed."""

    DRAFT = "draft", _("Draft"), "grey"
    RECORDED = "recorded", _("Recorded"), "cyan"
    CONFIRMED = "confirmed", _("Confirmed"), "blue"
    FED_BACK = "fed_back", _("Fed back"), "purple"
    IN_RECTIFICATION = "in_rectification", _("In rectification"), "amber"
    VERIFIED = "verified", _("Verified"), "green"
    REFERRED = "referred", _("Referred for penalty"), "red"
    DISMISSED = "dismissed", _("Dismissed"), "grey"


class Family(State):
    """The two families of the campaign notice, never mixed on one paper."""

    SHORTCOMING = "shortcoming", _("Shortcoming"), "amber"
    BREACH = "breach", _("Breach of law or rules"), "red"


class Aspect(Choice):
    """In what a shortcoming consists."""

    MEASURES_INCOMPLETE = "measures_incomplete", _("Measures incomplete")
    POOR_EXECUTION = "poor_execution", _("Poorly carried out")
    WEAK_EFFECT = "weak_effect", _("Weak effect")


S = FindingState

FINDING = Lifecycle(
    "finding",
    _("Finding"),
    S,
    [
        Transition(
            "record",
            _("Record the finding"),
            (S.DRAFT,),
            S.RECORDED,
            Permission.FINDING_RECORD,
            guard=rules.not_recordable,
        ),
        Transition(
            "confirm",
            _("Confirm as second officer"),
            (S.RECORDED,),
            S.CONFIRMED,
            Permission.FINDING_CONFIRM,
            guard=rules.not_confirmable,
            second_person="recorded_by",
        ),
        Transition(
            "send_back",
            _("Send back to draft"),
            (S.RECORDED,),
            S.DRAFT,
            Permission.FINDING_CONFIRM,
            guard=rules.not_confirmable,
            needs_reason=True,
            second_person="recorded_by",
            primary=False,
        ),
        Transition(
            "feed_back",
            _("Feed back to the enterprise"),
            (S.CONFIRMED,),
            S.FED_BACK,
            Permission.ORDER_SERVE,
            primary=False,
        ),
        Transition(
            "take_back",
            _("Take back with the withdrawn order"),
            (S.FED_BACK,),
            S.CONFIRMED,
            Permission.ORDER_APPROVE,
            needs_reason=True,
            primary=False,
        ),
        Transition(
            "start_rectification",
            _("Start rectification"),
            (S.FED_BACK,),
            S.IN_RECTIFICATION,
            Permission.ORDER_SERVE,
            primary=False,
        ),
        Transition(
            "verify",
            _("Verify"),
            (S.IN_RECTIFICATION,),
            S.VERIFIED,
            Permission.DEMAND_VERIFY,
            primary=False,
        ),
        Transition(
            "dismiss",
            _("Dismiss the finding"),
            (S.DRAFT, S.RECORDED, S.CONFIRMED),
            S.DISMISSED,
            Permission.FINDING_DISMISS,
            guard=rules.not_deciding,
            needs_reason=True,
            second_person="recorded_by",
            primary=False,
        ),
    ],
)

PATH = (S.DRAFT, S.RECORDED, S.CONFIRMED, S.FED_BACK, S.IN_RECTIFICATION, S.VERIFIED)
"""The straight way through, as the stepper shows it."""
