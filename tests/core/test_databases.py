"""The database of a unit of work: what it commits, what it undoes, what it holds."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.access.actor import operator
from app.core import db
from app.core.db import Database
from app.core.errors import Stale
from app.core.numbering import NumberSeries, next_serial
from app.organisation.models import User
from tests.factories.organisation import make_user

Work = Callable[..., AbstractContextManager[Session]]


def serials() -> int:
    return db.session().scalar(select(func.count()).select_from(NumberSeries)) or 0


@pytest.mark.parametrize("_again", [1, 2])
def test_each_test_begins_with_the_same_database(work: Work, _again: int) -> None:
    with work():
        assert serials() == 0
        assert next_serial("cn/", "检案", 2022) == 1
    with work():
        assert next_serial("cn/", "检案", 2022) == 2


@pytest.mark.committed
@pytest.mark.parametrize("_again", [1, 2])
def test_each_committed_test_begins_with_the_same_database(database: Database, _again: int) -> None:
    with database.unit_of_work(operator("first")):
        assert next_serial("cn/", "检案", 2022) == 1
    database.engine.dispose()
    with database.unit_of_work(operator("second")):
        assert serials() == 1


def test_an_error_undoes_its_unit_of_work_alone(work: Work) -> None:
    with work():
        next_serial("cn/", "检案", 2022)
    with pytest.raises(Stale, match="same moment"), work() as session:
        next_serial("cn/", "检案", 2022)
        session.add(NumberSeries(office="cn/", kind="检案", year=2022, last=9))
    with work():
        assert next_serial("cn/", "检案", 2022) == 2


def test_a_row_changed_by_two_at_once_is_stale_without_inventing_versions(work: Work) -> None:
    with work():
        user_id = make_user().id
    with pytest.raises(Stale) as stale, work() as session:
        user = session.get_one(User, user_id)
        table = User.__table__
        session.connection().execute(update(table).where(table.c.id == user_id).values(version=table.c.version + 1))
        user.phone = "1"

    assert (stale.value.seen, stale.value.current) == (None, None)
    assert "same moment" in str(stale.value)


def test_outside_a_unit_of_work_there_is_no_session() -> None:
    with pytest.raises(RuntimeError, match="no unit of work"):
        db.session()
