"""The lifecycle of an inspection as one table, and its terms."""

from app.access.permissions import Permission
from app.core.text import _
from app.core.workflow import Choice, Lifecycle, State, Transition
from app.inspections import rules


class InspectionState(State):
    """planned → team ready → noticed → on site → record signed → concluded · cancelled."""

    PLANNED = "planned", _("Planned"), "grey"
    TEAM_READY = "team_ready", _("Team ready"), "cyan"
    NOTICED = "noticed", _("Notice served"), "blue"
    ON_SITE = "on_site", _("On site"), "amber"
    RECORD_SIGNED = "record_signed", _("Record signed"), "purple"
    CONCLUDED = "concluded", _("Concluded"), "green"
    CANCELLED = "cancelled", _("Cancelled"), "grey"


class InspectionKind(Choice):
    """Who inspects."""

    JOINT = "joint", _("Joint inspection")
    LOCAL = "local", _("Inspection by the local office")


class Basis(Choice):
    """How the enterprise was chosen (双随机 / 专项 / 线索)."""

    RANDOM = "random", _("Random draw")
    PLANNED = "planned", _("Assigned by plan")
    LEAD = "lead", _("Lead-driven")


class TeamCapacity(Choice):
    """What a member does on the team."""

    LEADER = "leader", _("Team leader")
    MEMBER = "member", _("Officer")


class Declaration(Choice):
    """A member's declaration before the team is ready (APL art. 43)."""

    NO_CONFLICT = "no_conflict", _("No conflict of interest")
    CONFLICT = "conflict", _("Conflict of interest")


class Side(Choice):
    """Whose signature it is."""

    OFFICER = "officer", _("Officer")
    ENTERPRISE = "enterprise", _("Enterprise")


S = InspectionState

INSPECTION = Lifecycle(
    "inspection",
    _("Inspection"),
    S,
    [
        Transition(
            "ready_team",
            _("Confirm the team"),
            (S.PLANNED,),
            S.TEAM_READY,
            Permission.INSPECTION_PLAN,
            guard=rules.team_not_ready,
        ),
        Transition(
            "serve_notice",
            _("Serve the inspection notice"),
            (S.TEAM_READY,),
            S.NOTICED,
            Permission.INSPECTION_CONDUCT,
            guard=rules.not_on_team,
        ),
        Transition(
            "arrive",
            _("Record arrival"),
            (S.TEAM_READY, S.NOTICED),
            S.ON_SITE,
            Permission.INSPECTION_CONDUCT,
            guard=rules.may_not_enter,
        ),
        Transition(
            "sign_record",
            _("Sign the record"),
            (S.ON_SITE,),
            S.RECORD_SIGNED,
            Permission.INSPECTION_CONDUCT,
            guard=rules.record_not_signable,
        ),
        Transition(
            "conclude",
            _("Conclude the inspection"),
            (S.RECORD_SIGNED,),
            S.CONCLUDED,
            Permission.INSPECTION_CONDUCT,
            guard=rules.not_on_team,
        ),
        Transition(
            "cancel",
            _("Cancel the inspection"),
            (S.PLANNED, S.TEAM_READY, S.NOTICED),
            S.CANCELLED,
            Permission.INSPECTION_APPROVE,
            needs_reason=True,
            primary=False,
        ),
    ],
)
