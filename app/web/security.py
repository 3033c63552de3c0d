"""What protects the browser: the headers on every answer, proof of origin on every change, reports of violations."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Response, current_app, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import UnsupportedMediaType
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as AnyResponse

if TYPE_CHECKING:
    from app.web.dispatch import Application

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; report-uri /csp-report"
)
"""`data:` images are the tick, arrow and dot that Tabler's style sheet carries inside itself."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
YEAR = 31_536_000
"""Seconds in a year."""
FORMS = ("", "application/x-www-form-urlencoded", "multipart/form-data")
"""Media types of what a form sends."""
FORM_LIMIT = 1 << 20
"""Bytes a request may have on top of its files."""

HOST_ONLY = "__Host-"
"""The beginning of a cookie's name by which browsers take it from this host alone, over TLS, and for all of it."""

csrf = CSRFProtect()


def init_app(app: "Application") -> None:
    """Demand proof of origin on every change and put the headers on every answer."""
    app.config.update(
        SECRET_KEY=app.settings.secret_key,
        SESSION_COOKIE_NAME=f"{HOST_ONLY}lianjian" if app.settings.is_https else "lianjian",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=app.settings.is_https,
        MAX_CONTENT_LENGTH=app.settings.upload_limit + FORM_LIMIT,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.before_request(require_form)
    csrf.init_app(app)
    if app.settings.proxies:
        trusted = app.settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=trusted)  # type: ignore[method-assign]
    app.after_request(protect)
    app.after_request(redirect_whole_page)


def require_form() -> None:
    """Refuse a body that the endpoint does not read (JSON for a form), before anything looks into it."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is not None and request.mimetype not in getattr(view, "media_types", FORMS):
        raise UnsupportedMediaType()


def protect(response: Response) -> Response:
    """The headers of the house; an answer may bring a stricter one of its own."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    if request.endpoint == "static":
        vendored = request.path.startswith("/static/vendor/")
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if vendored else "no-cache"
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def cookie_name(name: str) -> str:
    """The name of a cookie of ours; over TLS no other host can plant one of that name."""
    return f"{HOST_ONLY}{name}" if current_app.config["SESSION_COOKIE_SECURE"] else name


def keep_cookie(response: AnyResponse, name: str, value: str, *, seconds: int | timedelta) -> None:
    """Give the browser a cookie with the answer, hidden from scripts and from other sites' requests."""
    response.set_cookie(cookie_name(name), value, max_age=seconds, **_flags())


def drop_cookie(response: AnyResponse, name: str) -> None:
    """Let the browser forget a cookie of ours."""
    response.delete_cookie(cookie_name(name), **_flags())


def forget_pages(response: AnyResponse) -> AnyResponse:
    """Let the browser throw away what it keeps of this site, apart from cookies: somebody has signed out."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _flags() -> dict[str, Any]:
    return {"httponly": True, "samesite": "Lax", "secure": current_app.config["SESSION_COOKIE_SECURE"]}


def redirect_whole_page(response: Response) -> Response:
    """htmx would follow a redirect unseen and put a whole page into a part: tell it to go there instead."""
    if request.headers.get("HX-Request") == "true" and response.status_code in (301, 302, 303, 307, 308):
        response.headers["HX-Redirect"] = response.headers.pop("Location")
        response.status_code = 204
        response.set_data(b"")
    return response
