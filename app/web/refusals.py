"""Attempts the system turned away, announced so that the log keeps them."""

from flask import g, request

from app.core.errors import DomainError
from app.core.events import Refused, publish


def report(code: str, status: int, detail: str = "") -> None:
    """Announce that the running request was refused."""
    publish(Refused(code, status, g.actor, request.endpoint or request.path, detail))


def concerns_upload(error: DomainError) -> bool:
    """Whether the refusal is about a file that was sent."""
    return error.field is not None and error.field in request.files


def report_upload(error: DomainError) -> None:
    """Announce the refusal if it is about a file that was sent."""
    if concerns_upload(error):
        report(error.code, 422, str(error.message.msgid))
