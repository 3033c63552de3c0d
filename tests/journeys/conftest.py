"""A town for the journeys: the law, the offices, the campaign of 2022, and the people of Beijing and Guangdong."""

from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from importlib.resources import files

import pytest
from sqlalchemy import select

from app import campaigns
from app.access.actor import Actor, operator
from app.access.roles import SECOND_FACTOR_ROLES, Role
from app.campaigns import operations as campaign_operations
from app.campaigns.definition import read_definition
from app.campaigns.models import Campaign
from app.core.db import session
from app.legal import operations as legal
from app.organisation import operations as organisation
from app.organisation import queries
from app.organisation.rules import actor_of
from app.web.dispatch import Application
from tests.factories.enterprises import make_enterprise
from tests.factories.inspections import Cast
from tests.factories.organisation import make_user
from tests.factories.second_factor import make_factor
from tests.journeys.person import Person

BEIJING, GUANGDONG, NATIONAL = "cn/11/", "cn/44/", "cn/"

STAFF: dict[str, tuple[str, str, Role]] = {
    "wangjianguo": ("王建国", BEIJING, Role.INSPECTOR),
    "lina": ("李娜", BEIJING, Role.INSPECTOR),
    "zhenghaitao": ("郑海涛", BEIJING, Role.INSPECTOR),
    "zhaoguoqiang": ("赵国强", BEIJING, Role.HEAD),
    "wuxiuying": ("吴秀英", BEIJING, Role.SUPERVISOR),
    "hejing": ("何静", BEIJING, Role.REGISTRAR),
    "guanshi": ("关诗", BEIJING, Role.OBSERVER),
    "chenguanghui": ("陈光辉", GUANGDONG, Role.INSPECTOR),
    "gaoyuan": ("高远", NATIONAL, Role.SYSTEM_ADMIN),
    "luoanping": ("罗安平", NATIONAL, Role.SECURITY_ADMIN),
    "shenjiming": ("申继明", NATIONAL, Role.AUDITOR),
}
"""User name: name, office, role."""


@pytest.fixture
def town(work) -> None:
    """What stands before the first case."""
    with work():
        legal.load(actor=operator("tests"))
        organisation.load_offices(actor=operator("tests"))
        definition = read_definition(files(campaigns).joinpath("data", "qinglang-2022.json").read_bytes())
        campaign, _changed = campaign_operations.load_campaign(definition, actor=operator("tests"))
        campaign_operations.activate(campaign, actor=operator("tests"))
        for username, (name, office, role) in STAFF.items():
            certified = role is Role.INSPECTOR
            user = make_user(queries.office_at(office), [role], username=username, name=name, certified=certified)
            if role in SECOND_FACTOR_ROLES:
                make_factor(user)


@pytest.fixture
def arranged(work, town: None) -> Callable[..., AbstractContextManager[Cast]]:
    """A case of Beijing to be arranged by the real verbs: `with arranged("某某公司") as cast: make_order(cast, …)`."""

    @contextmanager
    def arrange(enterprise: str):
        with work():
            yield Cast(
                office=queries.office_at(BEIJING),
                enterprise=make_enterprise("110108", name=enterprise, address="北京市海淀区示例路2号"),
                campaign=session().scalars(select(Campaign)).one(),
                supervisor=_actor("wuxiuying"),
                head=_actor("zhaoguoqiang"),
                leader=_actor("wangjianguo"),
                second=_actor("lina"),
                spare=_actor("zhenghaitao"),
            )

    return arrange


def _actor(username: str) -> Actor:
    user = queries.user_named(username)
    assert user is not None
    return actor_of(user, proven=True)


@pytest.fixture
def person(app: Application, town: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Person]:
    """Somebody of the town at an own browser, signed in with the password; proof of origin is demanded as in use."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)

    def at_the_desk(username: str) -> Person:
        return Person(app.test_client(), username).sign_in()

    return at_the_desk
