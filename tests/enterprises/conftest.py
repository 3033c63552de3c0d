"""The offices and people of the registry's tests."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from app.access.actor import Actor, operator
from app.access.roles import Role
from app.core.storage import LocalStorage
from app.organisation.operations import add_city_office, load_offices
from tests.factories.organisation import make_actor

Work = Callable[..., AbstractContextManager[Session]]


@dataclass(frozen=True)
class Staff:
    """People of the registry's tests: in Beijing, in Guangdong and in its city Shenzhen, and at the national office."""

    beijing: Actor
    guangdong: Actor
    shenzhen: Actor
    inspector: Actor
    coordinator: Actor


@pytest.fixture
def staff(work: Work) -> Staff:
    with work():
        load_offices(actor=operator("tests"))
        add_city_office(
            "4403", short_name="深网信", name_en="Shenzhen Cyberspace Administration", actor=operator("tests")
        )
        return Staff(
            beijing=make_actor(Role.REGISTRAR, path="cn/11/"),
            guangdong=make_actor(Role.REGISTRAR, path="cn/44/"),
            shenzhen=make_actor(Role.REGISTRAR, path="cn/44/4403/"),
            inspector=make_actor(Role.INSPECTOR, path="cn/44/"),
            coordinator=make_actor(Role.COORDINATOR, path="cn/"),
        )


@pytest.fixture
def storage(tmp_path) -> LocalStorage:
    return LocalStorage(tmp_path / "lists")
