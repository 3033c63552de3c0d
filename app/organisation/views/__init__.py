"""The pages of this room: the door, the own account, the offices, the accounts."""

from app.organisation.views import account, accounts, confirm, door, offices, rights, second_factor
from app.organisation.views.blueprint import blueprint

__all__ = ["account", "accounts", "blueprint", "confirm", "door", "offices", "rights", "second_factor"]
