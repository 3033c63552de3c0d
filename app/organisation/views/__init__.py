"""The pages of this room: the door, the own account, the offices, the accounts."""

from app.organisation.views import account, accounts, door, offices
from app.organisation.views.blueprint import blueprint

__all__ = ["account", "accounts", "blueprint", "door", "offices"]
