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
            guard=rules.can_confirm_team,
        ),
        Transition(
            "draft_notice",
            _("Draft the inspection notice"),
            (S.TEAM_READY,),
            S.TEAM_READY,
            Permission.INSPECTION_CONDUCT,
            guard=rules.can_draft_notice,
        ),
        Transition(
            "approve_notice",
            _("Approve the notice"),
            (S.TEAM_READY,),
            S.TEAM_READY,
            Permission.INSPECTION_APPROVE,
            guard=rules.can_approve_notice,
        ),
        Transition(
            "withdraw_notice",
            _("Withdraw the notice"),
            (S.TEAM_READY,),
            S.TEAM_READY,
            Permission.INSPECTION_APPROVE,
            guard=rules.can_withdraw_notice,
            needs_reason=True,
            primary=False,
        ),
        Transition(
            "serve_notice",
            _("Serve the inspection notice"),
            (S.TEAM_READY,),
            S.NOTICED,
            Permission.INSPECTION_CONDUCT,
            guard=rules.can_serve_notice,
        ),
        Transition(
            "approve_unannounced",
            _("Approve an unannounced visit"),
            (S.TEAM_READY,),
            S.TEAM_READY,
            Permission.INSPECTION_APPROVE,
            guard=rules.can_go_unannounced,
            needs_reason=True,
            second_person="planned_by",
            primary=False,
        ),
        Transition(
            "arrive",
            _("Record arrival"),
            (S.TEAM_READY, S.NOTICED),
            S.ON_SITE,
            Permission.INSPECTION_CONDUCT,
            guard=rules.can_enter,
        ),
        Transition(
            "write_record",
            _("Write the record"),
            (S.ON_SITE,),
            S.ON_SITE,
            Permission.INSPECTION_CONDUCT,
            guard=rules.can_write,
        ),
        Transition(
            "read_back",
            _("Read the record back"),
            (S.ON_SITE,),
            S.ON_SITE,
            Permission.INSPECTION_CONDUCT,
            guard=rules.can_read_back,
        ),
        Transition(
            "sign",
            _("Sign as officer"),
            (S.ON_SITE,),
            S.ON_SITE,
            Permission.INSPECTION_CONDUCT,
            guard=rules.can_sign,
        ),
        Transition(
            "sign_for_enterprise",
            _("Take the enterprise's signature"),
            (S.ON_SITE,),
            S.ON_SITE,
            Permission.INSPECTION_CONDUCT,
            guard=rules.can_take_signature,
        ),
        Transition(
            "sign_record",
            _("Close the signed record"),
            (S.ON_SITE,),
            S.RECORD_SIGNED,
            Permission.INSPECTION_CONDUCT,
            guard=rules.can_close_record,
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
            (S.PLANNED, S.TEAM_READY, S.NOTICED, S.ON_SITE),
            S.CANCELLED,
            Permission.INSPECTION_APPROVE,
            guard=rules.not_deciding,
            needs_reason=True,
            primary=False,
        ),
        Transition(
            "release",
            _("End the embargo"),
            (S.CANCELLED,),
            S.CANCELLED,
            Permission.INSPECTION_APPROVE,
            guard=rules.can_release,
            needs_reason=True,
            primary=False,
        ),
    ],
)

PATH = (S.PLANNED, S.TEAM_READY, S.NOTICED, S.ON_SITE, S.RECORD_SIGNED, S.CONCLUDED)
"""The straight way through, as the stepper shows it."""
