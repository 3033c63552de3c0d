"""Facts of the lower rooms that somebody is told about."""

from app.core import clock
from app.core.text import _
from app.notifications import operations
from app.notifications.operations import Message
from app.organisation.operations.gate import NewDevice


def tell_owner(new: NewDevice) -> None:
    """Tell the owner of an account that it was used in a browser that is new to it."""
    message = Message(
        kind="new-device",
        object_ref=f"known_device:{new.device_id}",
        step=0,
        planned_on=clock.today(),
        subject=_(
            "Your account was used in a browser that is new to it. If that was not you, sign out everywhere and change "
            "your password."
        ),
        path="/account",
    )
    operations.notify(message, [new.user], actor=new.actor)
