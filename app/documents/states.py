"""The lifecycle of an official paper and the manners of service."""

from app.core.text import _
from app.core.workflow import Choice, State


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
