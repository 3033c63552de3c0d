"""What every endpoint declares: who may call it, whether it only reads, and which bodies it takes."""

from collections.abc import Callable
from typing import Any, TypeVar

from app.access.permissions import Permission

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
SIGNED_IN = "signed-in"


def permit(permission: Permission) -> Callable[[View], View]:
    """The endpoint needs this permission."""
    return _declare(permission)


def signed_in(view: View) -> View:
    """Any signed-in user may call the endpoint."""
    return _declare(SIGNED_IN)(view)


def public(view: View) -> View:
    """Anyone may call the endpoint."""
    return _declare(PUBLIC)(view)


def reads_only(view: View) -> View:
    """The endpoint writes nothing, not even an event: it runs without a write lock."""
    view.appends = False  # type: ignore[attr-defined]
    return view


def background(view: View) -> View:
    """The browser calls the endpoint by itself (polling), which does not keep a session alive."""
    view.polling = True  # type: ignore[attr-defined]
    return view


def takes(*media_types: str) -> Callable[[View], View]:
    """The endpoint reads bodies of these media types; every other endpoint reads forms alone."""

    def mark(view: View) -> View:
        view.media_types = media_types  # type: ignore[attr-defined]
        return view

    return mark


def _declare(permission: str) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark
