"""What stands before the first case: law, offices, accounts, campaign; and what registrars enter in the meantime."""

import io
from datetime import timedelta
from functools import partial
from importlib.resources import files

from sqlalchemy import select

from app import campaigns
from app.access.actor import Actor
from app.access.roles import SECOND_FACTOR_ROLES, Role
from app.campaigns import operations as campaign_operations
from app.campaigns.definition import read_definition
from app.core import clock, storage
from app.core.db import session
from app.demo.companies import BY_KEY, COMPANIES, ENDED, Company
from app.demo.days import FIRST_DAY, on, workday
from app.demo.operations import note_begun
from app.demo.people import ADMINISTRATORS, PASSWORD, PEOPLE, STAFF, Person
from app.demo.staging.acts import Act
from app.enterprises import operations as registry
from app.enterprises.models import Enterprise, FilingImport
from app.enterprises.operations.imports import PUBLISHED
from app.enterprises.states import Source
from app.legal import operations as legal
from app.organisation import codes, queries, vault
from app.organisation import operations as organisation

SYSTEM_ADMIN, SECURITY_ADMIN, _AUDITOR = (person.username for person in ADMINISTRATORS)
COORDINATOR, REGISTRAR, LOCAL_REGISTRAR = "chenzhiyuan", "qianyulan", "hezhenhua"

ISSUED_ON = on(1, 1)
CERTIFICATE_ISSUER = "演示发证机关（虚构）"

FIRST_LIST_ON = on(8, 12)
"""The first list was published on this day."""
SECOND_LIST_ON = on(10, 26)
"""The second list is of October; its day is unconfirmed, so the demo imports it late in that month."""


def lay_foundation(actor: Actor) -> None:
    """Load the law and the offices and make the three administrators, at the console."""
    note_begun(actor=actor)
    legal.load(actor=actor)
    organisation.load_offices(actor=actor)
    for person in ADMINISTRATORS:
        _make_account(person, actor)
        _grant(person, actor)


def _make_account(person: Person, actor: Actor) -> None:
    user = organisation.create_user(
        username=person.username,
        name=person.name,
        office=queries.office_at(person.office),
        password=PASSWORD,
        one_time=False,
        actor=actor,
    )
    if person.certificate:
        organisation.register_certificate(
            user,
            number=person.certificate,
            issuer=CERTIFICATE_ISSUER,
            valid_from=ISSUED_ON,
            valid_until=person.valid_until,
            actor=actor,
        )


def _grant(person: Person, actor: Actor) -> None:
    user = queries.user_named(person.username)
    assert user is not None
    organisation.grant_role(user, Role(person.role), actor=actor)


def setting_up() -> list[Act]:
    """The administrators make offices, accounts and roles; the coordinator starts the campaign."""
    morning = clock.at(FIRST_DAY, 9)
    acts = [Act(morning, SYSTEM_ADMIN, _add_offices)]
    for minute, person in enumerate(STAFF, 1):
        moment = morning + timedelta(minutes=minute)
        acts += [
            Act(moment, SYSTEM_ADMIN, partial(_make_account, person)),
            Act(moment, SECURITY_ADMIN, partial(_grant, person)),
        ]
    phones = [
        Act(clock.at(FIRST_DAY, 9, 45), person.username, _set_up_phone)
        for person in PEOPLE
        if person.role in SECOND_FACTOR_ROLES
    ]
    return [*acts, *phones, Act(clock.at(FIRST_DAY, 10), COORDINATOR, _start_campaign)]


def _set_up_phone(actor: Actor) -> None:
    """A second factor of a secret that nobody knows; the demo tells its codes where they are asked for."""
    assert actor.id is not None
    secret = codes.new_secret()
    first = codes.code_at(secret, codes.step_at(clock.wall()))
    organisation.enrol(vault.current().seal(secret, actor.id), first, actor=actor)


def _add_offices(actor: Actor) -> None:
    organisation.add_city_office("4403", short_name="深网信", name_en="Shenzhen Cyberspace Administration", actor=actor)
    organisation.add_department(
        queries.office_at("cn/44/"),
        "telecom",
        name_zh="广东省通信管理局",
        name_en="Guangdong Communications Administration",
        short_name="粤通信",
        actor=actor,
    )


def _start_campaign(actor: Actor) -> None:
    definition = read_definition(files(campaigns).joinpath("data", "qinglang-2022.json").read_bytes())
    campaign, _changed = campaign_operations.load_campaign(definition, actor=actor)
    campaign_operations.activate(campaign, actor=actor)


def registering() -> list[Act]:
    """The registrars enter enterprises, import the published lists, lay one aside, and leave one to be checked."""
    acts = [
        Act(
            clock.at(company.entered_on, 9, 30) + timedelta(minutes=4 * place),
            REGISTRAR,
            partial(_enter, company),
        )
        for place, company in enumerate(COMPANIES)
    ]
    key, day, reason = ENDED
    return [
        *acts,
        Act(clock.at(FIRST_LIST_ON, 15), REGISTRAR, partial(_import, "2022-08")),
        Act(clock.at(workday(FIRST_LIST_ON, 1), 9), LOCAL_REGISTRAR, _discard),
        Act(clock.at(day, 11), REGISTRAR, partial(_end, BY_KEY[key], reason)),
        Act(clock.at(on(9, 27), 16), LOCAL_REGISTRAR, _upload),
        Act(clock.at(SECOND_LIST_ON, 15), REGISTRAR, partial(_import, "2022-10")),
    ]


def _enter(company: Company, actor: Actor) -> None:
    entered = registry.add_enterprise(company.profile(), source=Source.DEMO, actor=actor)
    for invented in company.algorithms:
        registry.add_algorithm(
            entered,
            name=f"{company.product}{invented.suffix}",
            type=invented.type,
            products=f"{company.product}（APP、网站）",
            main_use=invented.main_use,
            actor=actor,
        )


def _end(company: Company, reason: str, actor: Actor) -> None:
    enterprise = session().scalars(select(Enterprise).where(Enterprise.uscc == company.uscc)).one()
    registry.end_enterprise(enterprise, reason=reason, actor=actor)


def _import(batch: str, actor: Actor) -> None:
    registry.load_published(batch, storage=storage.configured(), actor=actor)


def _upload(actor: Actor) -> FilingImport:
    content = files("app.enterprises").joinpath("data", PUBLISHED).read_bytes()
    return registry.upload_list(
        io.BytesIO(content), filename="算法备案清单.csv", batch="2022-08", storage=storage.configured(), actor=actor
    )


def _discard(actor: Actor) -> None:
    registry.discard_import(_upload(actor), actor=actor)
