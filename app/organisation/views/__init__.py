"""The pages of this room: the door, the own account, the offices, the accounts."""

from flask import Blueprint

blueprint = Blueprint("organisation", __name__, template_folder="../templates")

from app.organisation.views import account, accounts, door, offices  # noqa: E402

__all__ = ["account", "accounts", "blueprint", "door", "offices"]
