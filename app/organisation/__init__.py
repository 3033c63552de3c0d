"""The offices of the country, the people in them, what they may do, and how they sign in."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.access.permissions import Permission
from app.access.roles import Role
from app.core.text import _

if TYPE_CHECKING:
    from app.organisation.policy import Policy
    from app.web.dispatch import Application


def init_app(app: "Application") -> None:
    """Plug sign-in, pages, commands and names into the application."""
    from app.audit.catalogue import actor_labels, declare, offices_below
    from app.audit.reading import scope as log
    from app.core.errors import StepUp
    from app.core.jobs import Job, jobs
    from app.organisation import cli, policy, queries, vault, views
    from app.organisation.directory import DIRECTORY, office_and_below
    from app.organisation.events import EVENTS
    from app.organisation.jobs import forget_devices
    from app.organisation.naming import office_name
    from app.organisation.views import confirm, login
    from app.web import identity

    declare(EVENTS)
    actor_labels.plug(queries.user_names)
    offices_below.plug(office_and_below)
    log.directory.plug(DIRECTORY)
    log.kinds.plug(log.Kind("app_user", _("Account"), "organisation.user", "user_id", Permission.USER_READ))
    log.kinds.plug(log.Kind("office", _("Office")))
    log.kinds.plug(log.Kind("account_change", _("Change of an account's rights")))
    log.kinds.plug(log.Kind("certificate", _("Certificate")))
    log.kinds.plug(log.Kind("account", _("Name at the door")))
    vault.use(vault.Vault(app.settings.secret_key, app.settings.former_secret_keys))
    app.register_blueprint(views.blueprint)
    app.register_error_handler(StepUp, confirm.ask)
    login.init_app(app)
    jobs.plug(Job("forget-devices", forget_devices))
    policy.use(_policy_of(app.settings))
    identity.identify_with(login.identify)
    app.jinja_env.filters["office_name"] = office_name
    app.cli.add_command(cli.users)
    app.cli.add_command(cli.offices)
    _show_in_the_frame()


def _policy_of(settings: Any) -> "Policy":
    from app.core.throttle import Pace
    from app.organisation.policy import Policy

    return Policy(
        account=Pace(settings.sign_in_tries, settings.longest_wait),
        source=Pace(settings.source_tries, settings.longest_wait),
        kinds=settings.password_kinds,
        good_for=timedelta(days=settings.password_days),
        one_time_for=settings.one_time_password,
        all_factored=settings.second_factor == "all",
    )


def _show_in_the_frame() -> None:
    from app.organisation import rights
    from app.organisation.views import login
    from app.web import frame
    from app.web.identity import current_actor
    from app.web.navigation import MenuEntry, Section, home, menu

    frame.offices.plug(login.own_office)
    frame.account.plug(frame.AccountLink("organisation.account", _("My account")))
    frame.account.plug(frame.AccountLink("organisation.sign_out", _("Sign out"), post=True))
    menu.add(MenuEntry("organisation.offices", _("Offices"), Section.REGISTRY, 80, Permission.OFFICE_READ, "building"))
    for entry in (
        MenuEntry(
            "organisation.changes",
            _("Rights to confirm"),
            Section.WORK,
            60,
            Permission.ROLE_CONFIRM,
            "check",
            badge=lambda: rights.waiting(current_actor()),
        ),
        MenuEntry(
            "organisation.policy", _("Rights and policy"), Section.ADMINISTRATION, 5, Permission.ROLE_GRANT, "shield"
        ),
        MenuEntry("organisation.users", _("Accounts"), Section.ADMINISTRATION, 10, Permission.USER_READ, "users"),
    ):
        menu.add(entry)
    home.add(Role.SYSTEM_ADMIN, "organisation.users")
    home.add(Role.SECURITY_ADMIN, "organisation.policy")
