"""The lifecycle of an official paper and the manners of service."""

from app.access.permissions import Permission
from app.core.text import _
from app.core.workflow import Choice, Lifecycle, State, Transition
from app.documents import rules


class DocumentState(State):
    """draft → in review → approved → numbered → sealed → served · void."""

    DRAFT = "draft", _("Draft"), "grey"
    IN_REVIEW = "in_review", _("In review"), "amber"
    APPROVED = "approved", _("Approved"), "cyan"
    NUMBERED = "numbered", _("Numbered"), "blue"
    SEALED = "sealed", _("Sealed"), "purple"
    SERVED = "served", _("Served"), "green"
    VOID = "void", _("Void"), "red"


class ServiceManner(Choice):
    """How a paper was served (送达), Civil Procedure Law (2021) arts. 87-95."""

    DIRECT = "direct", _("Direct service")
    LEFT = "left", _("Left at the address")
    ENTRUSTED = "entrusted", _("Entrusted to another office")
    POST = "post", _("By post")
    ELECTRONIC = "electronic", _("Electronic, with signed consent")
    PUBLIC_NOTICE = "public_notice", _("By public notice")


S = DocumentState

DOCUMENT = Lifecycle(
    "document",
    _("Official paper"),
    S,
    [
        Transition("submit", _("Submit for review"), (S.DRAFT,), S.IN_REVIEW, Permission.ORDER_DRAFT),
        Transition(
            "send_back",
            _("Send back to the drafter"),
            (S.IN_REVIEW,),
            S.DRAFT,
            Permission.ORDER_APPROVE,
            needs_reason=True,
            second_person="drafted_by",
            primary=False,
        ),
        Transition(
            "approve",
            _("Approve the paper"),
            (S.DRAFT, S.IN_REVIEW),
            S.APPROVED,
            Permission.ORDER_APPROVE,
            second_person="drafted_by",
        ),
        Transition("number", _("Give the paper its number"), (S.APPROVED,), S.NUMBERED, Permission.ORDER_SERVE),
        Transition(
            "number_unapproved",
            _("Give the paper its number"),
            (S.DRAFT,),
            S.NUMBERED,
            Permission.ORDER_SERVE,
            guard=rules.approval_missing,
        ),
        Transition("seal", _("Record the seal"), (S.NUMBERED,), S.SEALED, Permission.ORDER_SERVE, primary=False),
        Transition("serve", _("Record the service"), (S.NUMBERED, S.SEALED), S.SERVED, Permission.ORDER_SERVE),
        Transition(
            "void",
            _("Declare the paper void"),
            (S.DRAFT, S.IN_REVIEW, S.APPROVED, S.NUMBERED, S.SEALED),
            S.VOID,
            Permission.ORDER_APPROVE,
            needs_reason=True,
            primary=False,
        ),
    ],
)
