"""The cookie by which a browser is known again at the door. It opens nothing: its failures are counted apart."""

from flask import request
from werkzeug.wrappers import Response

from app.organisation.queries import DEVICE_KNOWN_FOR
from app.web.security import cookie_name, keep_cookie

COOKIE = "lianjian_device"


def token() -> str:
    """The token this browser was given when somebody signed in with it; empty in one that is new."""
    return request.cookies.get(cookie_name(COOKIE), "")


def keep(response: Response, device: str) -> Response:
    """Give the browser its token with the answer, hidden from scripts and other sites."""
    keep_cookie(response, COOKIE, device, seconds=DEVICE_KNOWN_FOR)
    return response
