"""The lifecycles of an order and of its demands, each as one table."""

from app.access.permissions import Permission
from app.core.text import _
from app.core.workflow import Choice, Lifecycle, State, Transition
from app.rectification import rules


class OrderState(State):
    """draft → in review ↺ → approved → issued → served → closed · withdrawn."""

    DRAFT = "draft", _("Draft"), "grey"
    IN_REVIEW = "in_review", _("In review"), "amber"
    APPROVED = "approved", _("Approved"), "cyan"
    ISSUED = "issued", _("Issued"), "purple"
    SERVED = "served", _("In rectification"), "blue"
    CLOSED = "closed", _("Finished"), "green"
    WITHDRAWN = "withdrawn", _("Withdrawn"), "grey"


class DemandState(State):
    """open → answered ↺ → under verification → done · partly · failed · withdrawn."""

    PENDING = "pending", _("Not yet in force"), "grey"
    OPEN = "open", _("In rectification"), "blue"
    ANSWERED = "answered", _("Answered"), "cyan"
    UNDER_VERIFICATION = "under_verification", _("Under verification"), "amber"
    DONE = "done", _("Done"), "green"
    PARTLY = "partly", _("Partly done"), "orange"
    FAILED = "failed", _("Not done"), "red"
    WITHDRAWN = "withdrawn", _("Withdrawn"), "grey"


class OrderKind(Choice):
    """Two kinds never mixed on one paper."""

    FEEDBACK_LETTER = "feedback_letter", _("Feedback letter")
    ORDER_TO_CORRECT = "order_to_correct", _("Order to correct")


class Result(Choice):
    """What the re-inspection opinion (D11) says of a demand."""

    DONE = "done", _("Done")
    PARTLY = "partly", _("Partly done")
    NOT_DONE = "not_done", _("Not done")


class Method(Choice):
    """How a demand was verified."""

    ON_PAPER = "on_paper", _("On paper")
    ON_SITE = "on_site", _("By re-inspection on site")


O = OrderState  # noqa: E741

ORDER = Lifecycle(
    "rectification_order",
    _("Rectification order"),
    O,
    [
        Transition(
            "submit",
            _("Submit for review"),
            (O.DRAFT,),
            O.IN_REVIEW,
            Permission.ORDER_DRAFT,
            guard=rules.not_submittable,
        ),
        Transition(
            "review",
            _("Pass the review"),
            (O.IN_REVIEW,),
            O.IN_REVIEW,
            Permission.ORDER_REVIEW,
            guard=rules.not_reviewing,
            second_person="drafted_by",
        ),
        Transition(
            "send_back",
            _("Send back to the drafter"),
            (O.IN_REVIEW,),
            O.DRAFT,
            Permission.ORDER_REVIEW,
            guard=rules.not_reviewing,
            needs_reason=True,
            second_person="drafted_by",
            primary=False,
        ),
        Transition(
            "approve",
            _("Approve"),
            (O.IN_REVIEW,),
            O.APPROVED,
            Permission.ORDER_APPROVE,
            guard=rules.not_approvable,
            second_person="drafted_by",
        ),
        Transition(
            "refuse",
            _("Refuse and send back"),
            (O.IN_REVIEW,),
            O.DRAFT,
            Permission.ORDER_APPROVE,
            guard=rules.not_approvable,
            needs_reason=True,
            second_person="drafted_by",
            primary=False,
        ),
        Transition(
            "issue",
            _("Number and issue"),
            (O.APPROVED,),
            O.ISSUED,
            Permission.ORDER_SERVE,
            guard=rules.not_issuable,
            needs_proof=True,
        ),
        Transition(
            "serve",
            _("Record the service"),
            (O.ISSUED,),
            O.SERVED,
            Permission.ORDER_SERVE,
            guard=rules.not_on_team,
        ),
        Transition(
            "close",
            _("Close the order"),
            (O.SERVED,),
            O.CLOSED,
            Permission.DEMAND_VERIFY,
            guard=rules.not_closable,
        ),
        Transition(
            "withdraw",
            _("Withdraw the order"),
            (O.DRAFT, O.IN_REVIEW, O.APPROVED, O.ISSUED),
            O.WITHDRAWN,
            Permission.ORDER_APPROVE,
            guard=rules.not_deciding,
            needs_reason=True,
            primary=False,
        ),
    ],
)

ORDER_PATH = (O.DRAFT, O.IN_REVIEW, O.APPROVED, O.ISSUED, O.SERVED, O.CLOSED)
"""The stations of an order that goes all the way."""

D = DemandState

DEMAND = Lifecycle(
    "demand",
    _("Demand"),
    D,
    [
        Transition("start", _("Start the term"), (D.PENDING,), D.OPEN, Permission.ORDER_SERVE, primary=False),
        Transition(
            "answer",
            _("Enter the answer"),
            (D.OPEN,),
            D.ANSWERED,
            Permission.ANSWER_ENTER,
            guard=rules.of_team,
        ),
        Transition(
            "propose",
            _("Verify as first officer"),
            (D.OPEN, D.ANSWERED),
            D.UNDER_VERIFICATION,
            Permission.DEMAND_VERIFY,
            guard=rules.not_verifiable,
        ),
        Transition(
            "send_remarks",
            _("Return with remarks"),
            (D.ANSWERED,),
            D.OPEN,
            Permission.DEMAND_VERIFY,
            guard=rules.of_team,
            needs_reason=True,
            primary=False,
        ),
        Transition(
            "confirm_done",
            _("Confirm: done"),
            (D.UNDER_VERIFICATION,),
            D.DONE,
            Permission.DEMAND_VERIFY,
            guard=rules.of_team,
            second_person="first_verifier",
        ),
        Transition(
            "confirm_partly",
            _("Confirm: partly done"),
            (D.UNDER_VERIFICATION,),
            D.PARTLY,
            Permission.DEMAND_VERIFY,
            guard=rules.of_team,
            second_person="first_verifier",
        ),
        Transition(
            "confirm_failed",
            _("Confirm: not done"),
            (D.UNDER_VERIFICATION,),
            D.FAILED,
            Permission.DEMAND_VERIFY,
            guard=rules.not_failable,
            second_person="first_verifier",
        ),
        Transition(
            "disagree",
            _("Disagree with the first officer"),
            (D.UNDER_VERIFICATION,),
            D.ANSWERED,
            Permission.DEMAND_VERIFY,
            guard=rules.not_disputable_answered,
            needs_reason=True,
            second_person="first_verifier",
            primary=False,
        ),
        Transition(
            "disagree_unanswered",
            _("Disagree with the first officer"),
            (D.UNDER_VERIFICATION,),
            D.OPEN,
            Permission.DEMAND_VERIFY,
            guard=rules.not_disputable_unanswered,
            needs_reason=True,
            second_person="first_verifier",
            primary=False,
        ),
        Transition(
            "reopen",
            _("Serve the opinion"),
            (D.PARTLY,),
            D.OPEN,
            Permission.ORDER_SERVE,
            guard=rules.of_team,
        ),
        Transition("withdraw", _("Withdraw"), (D.PENDING,), D.WITHDRAWN, Permission.ORDER_APPROVE, primary=False),
    ],
)
