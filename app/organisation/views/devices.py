"""The cookie by which a browser is known again at the door. It opens nothing: its failures are counted apart."""

from flask import current_app, request
from werkzeug.wrappers import Response

from app.organisation.queries import DEVICE_KNOWN_FOR

COOKIE = "lianjian_device"


def token() -> str:
    """The token this browser was given when somebody signed in with it; empty in one that is new."""
    return request.cookies.get(COOKIE, "")


def keep(response: Response, device: str) -> Response:
    """Give the browser its token with the answer, hidden from scripts and other sites."""
    response.set_cookie(
        COOKIE,
        device,
        max_age=DEVICE_KNOWN_FOR,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response
