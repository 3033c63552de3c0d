"""The people who open the pages, what they read there, and a count of what a page asks the database."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from app.access.actor import Actor
from app.campaigns.models import Campaign
from app.core.db import Database
from app.enterprises.models import Enterprise
from app.organisation.models import Office
from tests.factories.inspections import Cast, make_cast

ENGLISH = {"Accept-Language": "en"}


class Stage:
    """A cast that lasts over several units of work: `with stage() as cast:`; its people are its attributes."""

    def __init__(self, work: Any, path: str = "cn/44/") -> None:
        self.work = work
        with work():
            self.cast = make_cast(path)
            self.enterprise_name = self.cast.enterprise.name
            rows = {"office": Office, "enterprise": Enterprise, "campaign": Campaign}
            self.rows = {name: (model, getattr(self.cast, name).id) for name, model in rows.items()}

    @contextmanager
    def __call__(self) -> Iterator[Cast]:
        with self.work() as session:
            yield replace(self.cast, **{name: session.get_one(*row) for name, row in self.rows.items()})

    def __getattr__(self, name: str) -> Actor:
        return getattr(self.cast, name)


@pytest.fixture
def stage(work, app) -> Stage:
    """The cast of Guangdong."""
    return Stage(work)


@pytest.fixture
def elsewhere(work, app) -> Stage:
    """The cast of Beijing."""
    return Stage(work, "cn/11/")


@pytest.fixture
def reading(acting) -> Callable[..., str]:
    """The words a person reads on a page, tags gone: `reading(inspector, "/work")`."""

    def shown(actor: Actor, address: str, headers: dict[str, str] = ENGLISH) -> str:
        answered = acting(actor).get(address, headers=headers)
        assert answered.status_code == 200, answered.text
        content = answered.text[answered.text.index("<main") : answered.text.index("<footer")]
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))

    return shown


@pytest.fixture
def selects(database: Database) -> Callable[[], AbstractContextManager[list[str]]]:
    """Collect the SELECT statements sent meanwhile: `with selects() as sent:`."""

    @contextmanager
    def collecting() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_connection, _cursor, statement: str, *_rest) -> None:
            if statement.lstrip().startswith("SELECT"):
                sent.append(statement)

        event.listen(database.engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(database.engine, "before_cursor_execute", note)

    return collecting
