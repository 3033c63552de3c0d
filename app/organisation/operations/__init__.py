"""The verbs of this room: offices, accounts, and signing in."""

from app.organisation.operations.accounts import (
    create_user,
    end_account,
    make_first_administrators,
    register_certificate,
    reset_password,
)
from app.organisation.operations.changes import confirm, propose, refuse, take_back
from app.organisation.operations.offices import add_city_office, add_department, load_offices
from app.organisation.operations.own_account import change_password, choose_language, end_all_sessions, end_session
from app.organisation.operations.proving import Proof, prove
from app.organisation.operations.roles import grant_role, withdraw_role
from app.organisation.operations.second_factor import (
    Renewal,
    enrol,
    remove_own,
    renew_recovery_codes,
    take_away,
)
from app.organisation.operations.sessions import (
    LAPSED,
    TOUCH_EVERY,
    SignIn,
    enter_code,
    mark_seen,
    sign_in,
    sign_out,
)
from app.organisation.operations.suspension import reinstate, suspend

__all__ = [
    "LAPSED",
    "TOUCH_EVERY",
    "Proof",
    "Renewal",
    "SignIn",
    "add_city_office",
    "add_department",
    "change_password",
    "choose_language",
    "confirm",
    "create_user",
    "end_account",
    "end_all_sessions",
    "end_session",
    "enrol",
    "enter_code",
    "grant_role",
    "load_offices",
    "make_first_administrators",
    "mark_seen",
    "propose",
    "prove",
    "refuse",
    "register_certificate",
    "reinstate",
    "remove_own",
    "renew_recovery_codes",
    "reset_password",
    "sign_in",
    "sign_out",
    "suspend",
    "take_away",
    "take_back",
    "withdraw_role",
]
