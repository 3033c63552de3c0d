"""The verbs of this room: offices, accounts, and signing in."""

from app.organisation.operations.accounts import (
    create_user,
    end_account,
    grant_role,
    make_first_administrators,
    register_certificate,
    reset_password,
    withdraw_role,
)
from app.organisation.operations.offices import add_city_office, add_department, load_offices
from app.organisation.operations.own_account import change_password, choose_language, end_all_sessions, end_session
from app.organisation.operations.sessions import (
    TOUCH_EVERY,
    SignIn,
    mark_seen,
    sign_in,
    sign_out,
)

__all__ = [
    "TOUCH_EVERY",
    "SignIn",
    "add_city_office",
    "add_department",
    "change_password",
    "choose_language",
    "create_user",
    "end_account",
    "end_all_sessions",
    "end_session",
    "grant_role",
    "load_offices",
    "make_first_administrators",
    "mark_seen",
    "register_certificate",
    "reset_password",
    "sign_in",
    "sign_out",
    "withdraw_role",
]
