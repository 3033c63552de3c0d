"""What an upper room says beside the place where a code is entered: the demo tells the code itself."""

from collections.abc import Callable

from markupsafe import Markup

from app.core.events import Socket
from app.organisation import vault
from app.organisation.models import User

Hint = Callable[[str, int], Markup | None]
"""Words about a secret, of which the codes up to a 30-second step were used."""

codes: Socket[Hint] = Socket()


def of_secret(secret: str, *, last_step: int = 0) -> Markup | None:
    """What is said about a secret; nothing outside the demo."""
    return next((said for hint in codes if (said := hint(secret, last_step))), None)


def of(user: User) -> Markup | None:
    """What is said about the second factor of an account; its secret is opened only where somebody has words."""
    if user.factor is None or not list(codes):
        return None
    try:
        return of_secret(vault.current().open(user.factor.secret, user.id), last_step=user.factor.last_step)
    except vault.Unreadable:
        return None
