"""Acts of the registry, the inbox and accounts."""

import io
from collections.abc import Callable

from sqlalchemy import select

from app.access.actor import operator
from app.access.roles import Role
from app.core import clock, storage
from app.core.db import session
from app.core.text import Text
from app.enterprises import operations as enterprises
from app.enterprises.models import FilingImport
from app.notifications import operations as notifications
from app.notifications.models import Notification
from app.notifications.operations import Message
from app.organisation import queries as organisation
from tests.factories.enterprises import as_csv, fictitious_uscc, listed, make_enterprise
from tests.factories.inspections import Cast
from tests.factories.organisation import make_office, make_user
from tests.journeys.acts.act import MARK, REASON, Ready, a_file, act

PROFILE = {"name": f"新名{MARK}", "division_code": "440103", "address": f"地址{MARK}"}
ALGORITHM = {"name": f"算法{MARK}", "type": "ranking_selection", "products": "甲（APP）", "main_use": f"用途{MARK}"}
CERTIFICATE = {
    "number": f"粤{MARK}",
    "issuer": f"机关{MARK}",
    "valid_from": "2022-01-01",
    "valid_until": "2024-12-31",
}
SHOWN = frozenset({200})
"""Answered with a page that is shown once."""


def registered(cast: Cast) -> Ready:
    """An enterprise of the jurisdiction, and its credit code."""
    company = make_enterprise("440103", office_id=cast.office.id, office_path=cast.office.path)
    return Ready({"enterprise_id": company.id}, fields={"uscc": company.uscc})


def published_list(**changes: str) -> io.BytesIO:
    """A published list with one filing of Guangzhou."""
    row = listed("网信算备440103292947002220013号", **{"主体名称": f"名单{MARK}", **changes})
    return io.BytesIO(as_csv(row))


def nothing(cast: Cast) -> Ready:
    """Nothing to prepare."""
    return Ready()


def unregistered(cast: Cast) -> Ready:
    """The credit code of a company that is not in the registry."""
    return Ready(fields={"uscc": fictitious_uscc("440103")})


def enterprise(cast: Cast) -> Ready:
    """An enterprise of the jurisdiction."""
    company = make_enterprise("440103", office_id=cast.office.id, office_path=cast.office.path)
    return Ready({"enterprise_id": company.id})


def upload(cast: Cast) -> Ready:
    """A list sent in, to be looked at."""
    return Ready({"import_id": send_in(cast).id})


def upload_again(cast: Cast) -> Ready:
    """A list sent in again that was imported before."""
    enterprises.apply_import(send_in(cast), storage=storage.configured(), actor=operator("tests"))
    return upload(cast)


def upload_of_changes(cast: Cast) -> Ready:
    """A later list with another name of the company and another use of the algorithm."""
    enterprises.apply_import(send_in(cast), storage=storage.configured(), actor=operator("tests"))
    return Ready({"import_id": send_in(cast, 主体名称=f"新名{MARK}", 主要用途=f"用途{MARK}").id})


def send_in(cast: Cast, **changes: str) -> FilingImport:
    """A list as the registrar of the office sends it in."""
    sent = enterprises.upload_list(
        published_list(**changes),
        filename="清单.csv",
        batch="2022-08",
        storage=storage.configured(),
        actor=operator("tests"),
    )
    sent.office_path = cast.office.path
    session().flush()
    return sent


def reminded(cast: Cast) -> Ready:
    """A notification in the leader's inbox."""
    assert cast.leader.id is not None
    message = Message(
        kind="deadline",
        object_ref=f"deadline:{cast.leader.id}",
        step=0,
        planned_on=clock.today(),
        subject=Text("A deadline"),
        path="/deadlines",
    )
    notifications.notify(message, [organisation.user(cast.leader.id)], actor=operator("tests"))
    return Ready(
        {"notification_id": session().scalars(select(Notification.id).filter_by(object_ref=message.object_ref)).one()}
    )


def an_office(cast: Cast) -> Ready:
    """The office of a new account."""
    return Ready(fields={"office": str(make_office("cn/44/4401/").id)})


def account(*roles: Role) -> Callable[[Cast], Ready]:
    """An account with these roles."""
    return lambda cast: Ready({"user_id": make_user(cast.office, roles).id})


OFFICES = [
    act("enterprises.new_enterprise", Role.REGISTRAR, unregistered, "enterprise.added", PROFILE),
    act("enterprises.edit_enterprise", Role.REGISTRAR, registered, "enterprise.changed", PROFILE),
    act("enterprises.take_step", Role.REGISTRAR, enterprise, "enterprise.ended", REASON, step="end"),
    act("enterprises.new_algorithm", Role.REGISTRAR, enterprise, "algorithm.added", ALGORITHM),
    act(
        "enterprises.new_filing_import",
        Role.REGISTRAR,
        nothing,
        "filing_import.uploaded",
        {"batch": "2022-08", "file": a_file(published_list, "清单.csv")},
    ),
    act(
        "enterprises.take_import_step",
        Role.REGISTRAR,
        upload,
        "enterprise.listed filing.listed filing_import.applied",
        step="apply",
    ),
    act(
        "enterprises.take_import_step",
        Role.REGISTRAR,
        upload_of_changes,
        "enterprise.renamed filing.changed filing_import.applied",
        step="apply",
    ),
    act("enterprises.take_import_step", Role.REGISTRAR, upload_again, "filing_import.repeated", step="apply"),
    act("enterprises.take_import_step", Role.REGISTRAR, upload, "filing_import.discarded", step="discard"),
    act("notifications.acknowledge", "leader", reminded, "notification.acknowledged"),
    act("organisation.choose_language", "leader", nothing, "language.chosen", {"language": "en"}),
    act(
        "organisation.new_user",
        Role.SYSTEM_ADMIN,
        an_office,
        "user.created",
        {"username": "neu.person", "name": f"姓名{MARK}", "clearance": "internal"},
        answers=SHOWN,
    ),
    act("organisation.end_account", Role.SYSTEM_ADMIN, account(Role.INSPECTOR), "user.ended", REASON),
    act("organisation.reset_password", Role.SYSTEM_ADMIN, account(Role.INSPECTOR), "password.reset", answers=SHOWN),
    act(
        "organisation.register_certificate",
        Role.SYSTEM_ADMIN,
        account(Role.INSPECTOR),
        "certificate.registered",
        CERTIFICATE,
    ),
]
